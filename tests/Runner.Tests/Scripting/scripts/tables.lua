-- Flat values from state to state.
local kept

function setup(thread)
  kept = thread
  thread:set("list", { 1, "two", [3.5] = true })
  thread:set("nothing", nil)
  thread:set("flag", false)
  print(pcall(thread.set, thread, "code", print))
end

function init(args)
  print(list[1], list[2], list[3.5], nothing, flag)
  result = { 10, "x", key = false }
end

function done()
  local result = kept:get("result")
  print(result[1], result[2], result.key, kept:get("missing"), kept:get("flag"))
end
