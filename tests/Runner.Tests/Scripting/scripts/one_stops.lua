-- The first thread stops at once, the other goes on.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function response()
  if number == 1 then wrk.thread:stop() end
end
