-- The second request asks for what the first one was answered with.
local seen = "none"
request = function() return wrk.format("GET", "/saw/" .. seen) end
response = function(status, headers, body) seen = body end
delay = function() return 5 end
