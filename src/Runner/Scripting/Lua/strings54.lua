-- Lua 5.1's string and table libraries on Lua 5.4: numbers become text as doubles do, fractions are cut where an
-- integer is wanted, and string.format converts as C does instead of refusing.
local entries = ...
local number_text = entries.number_text
local type, tostring, select, error, pairs, tonumber = type, tostring, select, error, pairs, tonumber
local kind_of = math.type
local unpack, concat = table.unpack, table.concat
local find, sub, format, gsub = string.find, string.sub, string.format, string.gsub

local function cut(value)
  if kind_of(value) ~= "float" or value ~= value then return value end
  local whole = value < 0 and -(-value // 1) or value // 1
  return whole >= -2.0 ^ 63 and whole < 2.0 ^ 63 and whole | 0 or value
end

local function text_of(value)
  if kind_of(value) == "float" then return number_text(value) end
  return value
end

-- First argument text, the others integers where they are numbers.
local function wrap(name)
  local native = string[name]
  string[name] = function(text, a, b, ...)
    if kind_of(text) then text = number_text(text) end
    return native(text, cut(a), cut(b), ...)
  end
end
for _, name in pairs({ "sub", "rep", "byte" }) do wrap(name) end

-- A start behind the end is the end: an empty pattern still matches there.
for _, name in pairs({ "find", "match" }) do
  local native = string[name]
  string[name] = function(text, pattern, first, ...)
    if kind_of(text) then text = number_text(text) end
    if kind_of(first) and type(text) == "string" and first > #text + 1 then first = #text + 1 end
    return native(text, text_of(pattern), cut(first), ...)
  end
end

for _, name in pairs({ "len", "upper", "lower", "reverse", "gmatch" }) do
  local native = string[name]
  string[name] = function(text, ...)
    if kind_of(text) then text = number_text(text) end
    return native(text, ...)
  end
end

local char = string.char
function string.char(...)
  local codes = { ... }
  for i = 1, #codes do codes[i] = cut(codes[i]) end
  return char(unpack(codes))
end

-- In a replacement 5.1 takes "%" and a letter for that letter.
local function replacement(value)
  local kind = type(value)
  if kind == "string" then return (gsub(gsub(value, "%%([^%d%%])", "%1"), "^(.-)%%$", "%1")) end
  if kind == "number" then return number_text(value) end
  if kind == "function" then return function(...) return text_of((value(...))) end end
  if kind == "table" then return function(key) return text_of(value[key]) end end
  return value
end

function string.gsub(text, pattern, value, limit)
  if kind_of(text) then text = number_text(text) end
  if type(value) == "string" and not find(value, "%", 1, true) then
    return gsub(text, pattern, value, cut(limit))
  end
  return gsub(text, pattern, replacement(value), cut(limit))
end

-- A format as a list of literal parts and conversions: { "text", "%5.1f", "f", ... }.
local plans, planned = {}, 0

local function plan_of(template)
  local plan, at, n = {}, 1, 0
  while true do
    local first = find(template, "%", at, true)
    n = n + 1
    if not first then
      plan[n] = { sub(template, at) }
      return plan
    end
    local _, last, flags, letter = find(template, "^%%([-+ #0]*%d*%.?%d*)(.?)", first)
    if letter == "%" and flags == "" then
      plan[n] = { sub(template, at, first) }
    else
      plan[n] = { sub(template, at, first - 1), "%" .. flags, letter }
    end
    at = last + 1
  end
end

-- Any number as the integer that C's cast gives.
local function integer(value, position)
  local number = tonumber(value)
  if not number then
    error(format("bad argument #%d to 'format' (number expected, got %s)", position, type(value)), 4)
  end
  local whole = cut(number)
  if kind_of(whole) == "integer" then return whole end
  if number ~= number or number < 0 then return -9223372036854775807 - 1 end
  return number < 2.0 ^ 64 and (number - 2.0 ^ 63 | 0) + (-9223372036854775807 - 1) or -1
end

local function convert(part, value, position)
  local flags, letter = part[2], part[3]
  if letter == "d" or letter == "i" then return format(flags .. "d", integer(value, position)) end
  if letter == "u" then
    local whole = integer(value, position)
    return whole >= 0 and format(flags .. "d", whole) or format(flags .. "s", format("%.0f", whole + 2.0 ^ 64))
  end
  if letter == "x" or letter == "X" or letter == "o" then
    return format(flags .. letter, integer(value, position))
  end
  if letter == "c" then return format(flags .. "c", integer(value, position)) end
  if letter == "s" then return format(flags .. "s", tostring(value)) end
  if letter == "q" then
    if kind_of(value) then return number_text(value) end
    return format("%q", value)
  end
  if value ~= value then return format(gsub(flags, "[.].*", "") .. "s", "nan") end
  return format(flags .. letter, value)
end

function string.format(template, ...)
  if kind_of(template) then template = number_text(template) end
  if type(template) ~= "string" then return format(template, ...) end
  local plan = plans[template]
  if not plan then
    plan = plan_of(template)
    -- A script may format with ever new templates; a bound keeps that from being a leak.
    if planned == 1000 then plans, planned = {}, 0 end
    plans[template], planned = plan, planned + 1
  end
  local out, given, used = {}, select("#", ...), 0
  local values = { ... }
  for i = 1, #plan do
    local part = plan[i]
    local text = part[1]
    if part[2] then
      used = used + 1
      if used > given then
        error(format("bad argument #%d to 'format' (no value)", used + 1), 2)
      end
      text = text .. convert(part, values[used], used + 1)
    end
    out[i] = text
  end
  return concat(out)
end

entries.pack, entries.unpack, entries.kind_of = string.pack, string.unpack, kind_of
for _, name in pairs({ "pack", "unpack", "packsize" }) do string[name] = nil end

function table.concat(list, separator, first, last)
  first = cut(first) or 1
  last = cut(last) or #list
  for i = first, last do
    if kind_of(list[i]) == "float" then
      local texts = {}
      for j = first, last do texts[j] = text_of(list[j]) end
      return concat(texts, text_of(separator), first, last)
    end
  end
  return concat(list, text_of(separator), first, last)
end

function _G.unpack(list, first, last) return unpack(list, cut(first), cut(last)) end

function table.getn(list) return #list end

function table.maxn(list)
  local largest = 0
  for key in pairs(list) do
    if kind_of(key) and key > largest then largest = key end
  end
  return largest
end

function table.foreach(list, visit)
  for key, value in pairs(list) do
    local result = visit(key, value)
    if result ~= nil then return result end
  end
end

function table.foreachi(list, visit)
  for i = 1, #list do
    local result = visit(i, list[i])
    if result ~= nil then return result end
  end
end

table.unpack, table.pack = nil, nil
