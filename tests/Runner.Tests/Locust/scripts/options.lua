-- Asks for what the options of the master's locustfile say.
local path = "/none"
init = function(args)
  for _, option in ipairs(args) do
    path = option:match("^api_path=(.*)$") or path
  end
end
request = function() return wrk.format("GET", path) end
delay = function() return 5 end
