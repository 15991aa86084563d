-- Each thread talks to one of the reachable addresses of the host, picked at random before the run.
local reachable

function setup(thread)
  if not reachable then
    reachable = {}
    for _, candidate in ipairs(wrk.lookup(wrk.host, wrk.port or "http")) do
      if wrk.connect(candidate) then table.insert(reachable, candidate) end
    end
  end
  thread.addr = reachable[math.random(#reachable)]
end

function init(args)
  print("thread addr: " .. tostring(wrk.thread.addr))
end
