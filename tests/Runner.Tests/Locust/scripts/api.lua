local posted = false
request = function()
  posted = not posted
  if posted then return wrk.format("POST", "/api", nil, "{}") end
  return wrk.format("GET", "/fail/api")
end
delay = function() return 5 end
