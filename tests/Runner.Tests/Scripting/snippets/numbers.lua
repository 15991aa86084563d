-- Numbers as text, in every place where a number can become text.
print(10 / 2, 10 / 4, 3.0, 3, -0.5, 2 ^ 53, 2 ^ 31, 1e14, 1e15, 123456789012346, 100000000000000, 99999999999999)
print(0 / 0 ~= 0 / 0, 1 / 0, -1 / 0, -0, 0xFF, 0xffffffff, 1e3, .5, 5., 3e-2, 0x10)
print("/user/" .. 10 / 2, 1 .. "", 1.5 .. "|" .. 2, 2 ^ 10 .. "", -3 .. "", 7 % 3 .. "/" .. 7.5 % 2)
print(tostring(4 / 2), tostring(1e100), tostring(-1e-7), tostring(1 / 3), tostring(12345678901234567890))
print(#("x" .. 10 / 5), ("a"):rep(4 / 2), ("abcdef"):sub(4 / 2, 8 / 2), ("abc"):byte(2 / 2))
print(7 % 0 ~= 7 % 0, -7 % 3, 7 % -3, 5.5 % 2, 1e15 + 0.5, 2 ^ 63, -2 ^ 63)
print(math.floor(3.7), math.floor(-3.7), math.ceil(3.2), math.ceil(-0.5), math.abs(-4), math.max(1, 2.5), math.min(3, 2))
print(math.fmod(7, 3), math.modf(3.7), math.sqrt(16), math.pow(2, 10), math.log10(1000), math.ldexp(3, 4))
print(math.frexp(8), math.frexp(0.3), math.sinh(0), math.cosh(0), math.tanh(0), math.atan2(0, 1), math.exp(0))
print(tonumber("10"), tonumber("0x10"), tonumber("1e2"), tonumber(" 7 "), tonumber("z", 36), tonumber("ff", 16))
print(tonumber("abc"), tonumber(""), tonumber("1 2"), tonumber("12", 8), tonumber(nil))
print("10" + 5, "3" * "4", 10 .. 20, "0x10" + 0, "1e1" + 1, 2 ^ "3")
print(1 == 1.0, "1" == 1, 3 == 6 / 2, 1 < 1.5)
local t = { [1] = "a", [2.0] = "b", [6 / 2] = "c" }
print(#t, t[1.0], t[2], t[3])
for i = 1, 3 do io.write(i, " ", i / 2, ";") end print()
for i = 3, 1, -1 do io.write(i .. ",") end print()
print(table.concat({ 1, 2 / 2, 3.5, "x", 1e15 }, "-"), table.concat({ 1, 2, 3 }, ",", 2, 6 / 2))
local big = 1
for i = 1, 25 do big = big * i end
print(big, 2147483647 + 1, 9007199254740992 + 1, 9223372036854775807 + 1)
local h = 5381
for c in ("hash me"):gmatch(".") do h = (h * 33 + c:byte()) % 4294967296 end
print(h)
print(1e308 * 10, -1e308 * 10, math.huge == 1 / 0, math.pi)
print(select(2, "a", "b"), select("#", 1, nil, nil), select(4 / 2, "x", "y"))
print(os.time({ year = 2020, month = 1, day = 1, hour = 12 }) - os.time({ year = 2020, month = 1, day = 1, hour = 11 }))
