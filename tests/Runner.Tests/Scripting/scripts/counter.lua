-- Path and header count the requests of a thread.
local sent = 0

request = function()
  wrk.headers["X-Counter"] = sent
  local path = "/" .. sent
  sent = sent + 1
  return wrk.format(nil, path)
end
