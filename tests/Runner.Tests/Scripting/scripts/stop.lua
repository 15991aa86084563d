-- Each thread ends after 100 responses.
local left = 100

response = function()
  left = left - 1
  if left == 0 then wrk.thread:stop() end
end
