-- Tables in tables, both ways, and strings with a NUL.
local kept

function setup(thread)
  kept = thread
  thread:set("given", { a = { b = { 1, 2 } }, text = "x\0y" })
end

function init(args)
  print(given.a.b[2], #given.text)
  result = { { { "deep" } } }
end

function done() print(kept:get("result")[1][1][1]) end
