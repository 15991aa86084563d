-- What scripts for wrk use of their Lua, and what LuaJIT adds to 5.1.
local bit = require("bit")
print(unpack({ 1, 2 }), loadstring("return 7")(), math.pow(2, 10), table.getn({ 1, 2 }), _VERSION)
print(10 / 2, 1e14, 2 ^ 53, 0 / 0 ~= 0 / 0, 7 % 3, ("%d"):format(3.0), ("%s"):format(true), ("%5.2f|%-4s|"):format(1.234, "a"))
print(bit.band(0xff, 0x0f), bit.tohex(255), arg, table.unpack, utf8)
local scope = { print = print }
setfenv(1, scope)
name = "set"
print(scope.name, name)
for i = 1, 3 do
  if i == 2 then goto continue end
  print(i)
  ::continue::
end
