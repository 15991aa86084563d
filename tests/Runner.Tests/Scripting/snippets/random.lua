-- The same draws on every engine, seeded or not.
print(math.random(1, 1000), math.random(1, 1000), math.random(1, 1000))
print(string.format("%.14g %.14g", math.random(), math.random()), math.random(6), math.random(0, 1), math.random(-5, 5))
math.randomseed(42) print(math.random(), math.random(1, 100))
math.randomseed(42) print(math.random(), math.random(1, 100))
math.randomseed(1.5) print(math.random(1000000), math.random(3.0))
print(pcall(math.random, 0)) print(pcall(math.random, 2, 1))
local sum = 0
for i = 1, 1000 do sum = sum + math.random(i) end
print(sum)
