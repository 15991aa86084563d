-- What wrk.format makes, the lines of the head in order of their text.
local function show(text)
  local head, body = text:match("^(.-)\r\n\r\n(.*)$")
  local lines = {}
  for line in head:gmatch("[^\r\n]+") do lines[#lines + 1] = line end
  table.sort(lines)
  print(table.concat(lines, "|"), "[" .. body .. "]")
end

wrk.host, wrk.port = "example.com", "81"
show(wrk.format())

function init(args)
  show(wrk.format())
  show(wrk.format("POST", "/p", nil, ""))
  show(wrk.format("POST", "/p", { A = true, B = 1.5 }, "12345"))
  show(wrk.format("POST", 5))
  local own = { Host = "other" }
  wrk.format("PUT", "/", own, "abc")
  print(own.Host, own["Content-Length"])
  wrk.format("PUT", "/", own)
  print(own["Content-Length"])
  local bare = {}
  wrk.format("GET", "/", bare)
  print(bare.Host)
  show(wrk.format("GET", "/", { Inject = "a\r\nB: c" }))
end
