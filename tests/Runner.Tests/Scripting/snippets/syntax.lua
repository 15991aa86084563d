-- Source text that a translator could trip over.
local a, b = 1, 2 -- a comment with 5 .. 6 and "quotes
--[[ a long comment: 1 .. 2 "
]] local c = a .. b --[==[ another ]] 7 ]==] print(c)
local s = "1 .. 2" .. '3 .. 4' .. [[5 .. 6]] .. "\"7\"" .. '\\'
print(s, #s, "a\
b")
local t = { [1] = 10, x1 = 5, ["2"] = 20, [3] = { [4] = 44 } }
print(t[1], t.x1, t["2"], t[3][4], t[ [[2]] ])
print(a..b, a.."x"..b, #t..t.x1, -a..b, not a == b, (a)..(b))
local function v(...) return select("#", ...) .. "", ... end
print(v(1, 2, 3)) print((v(1, 2)))
local r1, e1, x2y3 = 1e2, 1E-2, "name with digits"
print(r1, e1, x2y3, 0x1F, 0XaB, 1e+2, 2^-1, 3-1, a-1, 5--[[minus]]-2)
print(2 ^ 3 ^ 2, -2 ^ 2, 1 + 2 .. 3 + 4, "a" .. "b" == "ab" and 1 .. 2 < "2")
print(1
.. 2, -- the line below must keep its number
debug.getinfo(1, "l").currentline)
local long = [==[
a ]] b ]=] c]==]
print(long, ("x"):rep(3)..1, #"a".."b", a.."."..b, 1 ..".".. 2)
do local f = function() return .5 end print(f(), .25 + .25) end
if a == 1 then goto skip end
print("not reached")
::skip:: print("end", a~=b, a<=b, "--not a comment", '--[[nor this]]')
local function deep(n) if n == 0 then return "" end return n .. deep(n - 1) end
print(deep(9))
local str = "chain"
str = str .. 1 .. 2 .. 3 .. "x" .. 4.5 .. 10 / 2 .. "y"
print(str)
