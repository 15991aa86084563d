-- Fails in the callback that the header X-Fail names; with "later" in request() once load is running.
local where, calls = wrk.headers["X-Fail"], 0

local function check(name)
  if where == name then error("failed in " .. name) end
end

check("load")

function setup(thread) check("setup") end

function init(args) check("init") end

function delay()
  check("delay")
  return 1
end

function request()
  calls = calls + 1
  check("request")
  if calls > 5 then check("later") end
  return wrk.request()
end

function response() check("response") end

function done() check("done") end
