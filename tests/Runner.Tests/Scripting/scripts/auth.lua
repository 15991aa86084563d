-- The first response brings a token; from then on the token goes along and another resource is asked for.
local where = "/authenticate"
local known

function request()
  return wrk.format("GET", where)
end

function response(status, headers, body)
  if known or status ~= 200 then return end
  known = headers["X-Token"]
  where = "/resource"
  wrk.headers["X-Token"] = known
end
