-- The users' own case: a random user each time, everything else default.
request = function()
  local uid = math.random(1, 1000)
  local path = "/user/".. uid
  return wrk.format("GET", path)
end
