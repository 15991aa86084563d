-- Lua 5.1's math library on Lua 5.4, with LuaJIT's random numbers, so that a script draws the same ones on both
-- engines: L'Ecuyer's combined Tausworthe generator with period 2^223, four registers, seeded from a double.
local entries = ...
local floor, ceil = math.floor, math.ceil
local exp, log, tonumber = math.exp, math.log, tonumber
local string_pack, string_unpack = entries.pack, entries.unpack

local a, b, c, d

local function draw()
  a = ((a << 31 ~ a) >> 45) ~ ((a & -1 << 1) << 18)
  b = ((b << 19 ~ b) >> 30) ~ ((b & -1 << 6) << 28)
  c = ((c << 24 ~ c) >> 48) ~ ((c & -1 << 9) << 7)
  d = ((d << 21 ~ d) >> 39) ~ ((d & -1 << 17) << 8)
  return a ~ b ~ c ~ d
end

-- Each register needs one of its leading bits, hence the least value.
local function register(value, least)
  local bits = string_unpack("<i8", string_pack("<d", value))
  if bits >= 0 and bits < least then bits = bits + least end
  return bits
end

local function seed(value)
  local function step()
    value = value * 3.14159265358979323846 + 2.7182818284590452354
    return value
  end
  a = register(step(), 1 << 1)
  b = register(step(), 1 << 6)
  c = register(step(), 1 << 9)
  d = register(step(), 1 << 17)
  for _ = 1, 10 do draw() end
end
seed(0.0)

function math.randomseed(value) seed((tonumber(value) or 0) + 0.0) end

-- 52 random bits as a fraction; the results are floats, as all numbers are.
local function fraction()
  return (draw() & 0xFFFFFFFFFFFFF) * 2.0 ^ -52
end

-- No checks of type: arithmetic makes them, and takes the text of a number as 5.1 does.
function math.random(low, high)
  if low == nil then return fraction() end
  if high == nil then return fraction() * low // 1 + 1.0 end
  return fraction() * (high - low + 1.0) // 1 + low
end

function math.floor(value) return floor(value) + 0.0 end

function math.ceil(value)
  local result = ceil(value) + 0.0
  return result == 0 and value < 0 and -0.0 or result
end

function math.pow(x, y) return (x + 0.0) ^ y end

function math.log10(x) return log(x, 10) end

function math.cosh(x) return (exp(x) + exp(-x)) / 2 end

function math.sinh(x) return (exp(x) - exp(-x)) / 2 end

function math.tanh(x)
  if x > 20 then return 1.0 elseif x < -20 then return -1.0 end
  local e = exp(2 * x)
  return (e - 1) / (e + 1)
end

local atan = math.atan
function math.atan2(y, x) return atan(y, x) end

function math.atan(x) return atan(x) end

function math.ldexp(x, exponent) return x * 2.0 ^ exponent end

function math.frexp(x)
  if x == 0 or x ~= x or x == math.huge or x == -math.huge then return x + 0.0, 0.0 end
  local exponent = floor(log(x < 0 and -x or x, 2)) + 1
  local mantissa = x / 2.0 ^ exponent
  if mantissa >= 1 or mantissa <= -1 then
    mantissa, exponent = mantissa / 2, exponent + 1
  elseif mantissa < 0.5 and mantissa > -0.5 then
    mantissa, exponent = mantissa * 2, exponent - 1
  end
  return mantissa, exponent + 0.0
end

math.type, math.tointeger, math.ult, math.maxinteger, math.mininteger = nil, nil, nil, nil, nil
