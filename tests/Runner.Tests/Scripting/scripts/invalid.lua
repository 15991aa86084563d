-- request() returns what the first argument names: at once, or, with a second argument, after five good requests.
local results = {
  empty = "",
  number = 42,
  method = "FOO / HTTP/1.1\r\nHost: x\r\n\r\n",
  case = "get / HTTP/1.1\r\n\r\n",
  path = "GET x HTTP/1.1\r\n\r\n",
  space = "GET /a b HTTP/1.1\r\n\r\n",
  open = "GET / HTTP/1.1\r\nHost: x\r\n",
  header = "GET / HTTP/1.1\r\nBad Name: x\r\n\r\n",
  short = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc",
}
local result, good

function init(args)
  result = results[args[1]]
  good = args[2] and 5 or 0
end

function request()
  if good > 0 then
    good = good - 1
    return wrk.request()
  end
  return result
end
