local n = 0
request = function()
  n = n + 1
  if n == 3 then error("third time") end
  return wrk.format("GET", "/n/" .. n)
end
