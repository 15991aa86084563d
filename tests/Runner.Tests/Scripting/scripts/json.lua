-- JSON out and in.
local json = require("cjson")
local last = 0

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"

request = function()
  return wrk.format(nil, "/items", nil, json.encode({ id = last + 1 }))
end

response = function(status, headers, body)
  last = json.decode(body).item.id
end
