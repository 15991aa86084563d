-- setfenv, getfenv, loadstring, load, dofile's kin and module.
local f = loadstring("return x") x = "global"
print(f(), getfenv(f) == _G, getfenv() == _G, getfenv(0) == _G)
setfenv(f, { x = "own" }) print(f(), getfenv(f).x)
local function g() return y end
setfenv(g, { y = 5 }) print(g(), getfenv(g).y)
local function inner()
  setfenv(1, { print = print, z = "inside" })
  print(z, tostring == nil)
end
inner()
print(loadstring("return 1 +"), loadstring("return 10 / 2 .. ''")())
print(select("#", loadstring("return ...")(1, 2, 3)), load("return 'text'")(), type(load(function() return nil end)))
local parts = { "return ", "4", " / 2" }
local i = 0
print(load(function() i = i + 1 return parts[i] end)())
print(pcall(loadstring("error('boom')", "=chunk")))
print(pcall(loadstring("error('boom')", "@file.lua")))
module("thing", package.seeall)
answer = 42
function hello() return "hello from " .. _NAME end
setfenv(1, _G)
print(thing.answer, thing.hello(), package.loaded.thing == thing, answer)
print(loadstring("goto done; error('not skipped') ::done:: return 'jumped'")())
local co = coroutine.create(function(a) local b = coroutine.yield(a + 1) return b * 2 end)
print(coroutine.resume(co, 1)) print(coroutine.resume(co, 10)) print(coroutine.status(co), coroutine.running())
print(coroutine.wrap(function() coroutine.yield("wrapped") end)())
print(type(select(2, pcall(error, { code = 1 })))) print(pcall(error)) print(select(2, pcall(error, "plain", 0)))
print(xpcall(function() error("x", 0) end, function(m) return "handled " .. m end))
print(type(debug.traceback()), debug.getinfo(1, "l").currentline)
