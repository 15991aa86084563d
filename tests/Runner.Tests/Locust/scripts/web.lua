wrk.name = "/web/[id]"
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", "/web/" .. n)
end
delay = function() return 5 end
