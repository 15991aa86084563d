-- Each thread ends after 100 responses, or after as many as the first argument says.
local left = 100

function init(args) left = tonumber(args[1]) or left end

response = function()
  left = left - 1
  if left == 0 then wrk.thread:stop() end
end
