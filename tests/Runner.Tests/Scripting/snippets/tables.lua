-- Tables and what 5.1 has for them.
local t = { 5, 3, 8, 1 }
table.sort(t) print(table.concat(t, " "))
table.sort(t, function(a, b) return a > b end) print(table.concat(t, " "))
table.insert(t, 9) table.insert(t, 1, 0) print(table.concat(t, " "), table.remove(t), table.remove(t, 1), #t)
print(unpack({ 1, 2, 3 })) print(unpack({ 1, 2, 3 }, 2)) print(unpack({ 1, 2, 3 }, 2, 3)) print(select("#", unpack({}, 1, 3)))
print(table.getn({ 1, 2, 3 }), table.maxn({ 1, 2, [10] = 3, x = 1 }), table.maxn({}))
table.foreachi({ "a", "b" }, function(i, v) io.write(i, v, " ") end) print()
table.foreach({ only = 1 }, function(k, v) io.write(k, v, " ") end) print()
for i, v in ipairs({ 1, 2, nil, 4 }) do io.write(i, "=", v, " ") end print()
local seen = 0
for k, v in pairs(setmetatable({ 1, 2 }, { __pairs = function() error("not in 5.1") end })) do seen = seen + v end
print(seen, next({}), next({ 7 }), rawget({ 1 }, 1), rawequal(t, t))
local proxy = newproxy(true)
getmetatable(proxy).__index = function(_, k) return "field " .. k end
getmetatable(proxy).__len = function() return 42 end
print(type(proxy), proxy.x, #proxy, type(newproxy()), getmetatable(newproxy(proxy)) == getmetatable(proxy))
local m = setmetatable({}, { __index = function(_, k) return k * 2 end, __call = function(self, x) return x + 1 end })
print(m[21], m(1), getmetatable("").__index == string)
local weak = setmetatable({}, { __mode = "k" })
weak[{}] = 1
collectgarbage() print(next(weak), type(collectgarbage("count")), type(gcinfo()))
print(pcall(next, {}, "nokey") == false, #{ 1, 2, 3, nil }, #{ n = 1 })
local copy = {}
for k, v in pairs({ a = 1, b = 2, 3 }) do copy[#copy + 1] = tostring(k) .. "=" .. v end
table.sort(copy) print(table.concat(copy, ","))
