-- JSON (RFC 8259) for scripts: require "cjson", "cjson.safe" or "json", unless the script brings its own module of that
-- name. encode, decode and null only; encode writes keys in the table's own order.
local entries, call = ...
local type, tostring, tonumber, pairs, error, pcall, rawget = type, tostring, tonumber, pairs, error, pcall, rawget
local byte, char, find, sub = string.byte, string.char, string.find, string.sub
local gsub, format = string.gsub, string.format
local concat, floor, huge = table.concat, math.floor, math.huge
local deepest = 1000

local null = call(13)
debug.setmetatable(null, { __tostring = function() return "null" end })

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["/"] = "\\/", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n" }
escapes["\r"], escapes["\t"] = "\\r", "\\t"
local controls = { ["\127"] = "\\u007f" }
for code = 0, 31 do
  local c = char(code)
  controls[c] = escapes[c] or format("\\u%04x", code)
end
for c, text in pairs(escapes) do controls[c] = text end

local function quote(text)
  return '"' .. gsub(text, '[%c"\\/\127]', controls) .. '"'
end

local function number_text(value)
  if value ~= value or value == huge or value == -huge then
    error("Cannot serialise number: must not be NaN or Infinity", 0)
  end
  return format("%.14g", value)
end

-- The length of a table that is an array from 1 on; nil when it is an object. Holes are null, within reason.
local function array_length(value)
  local largest, count = 0, 0
  for key in pairs(value) do
    if type(key) ~= "number" or key < 1 or floor(key) ~= key then return nil end
    if key > largest then largest = key end
    count = count + 1
  end
  if count == 0 then return nil end
  if largest > 10 and largest > count * 2 then error("Cannot serialise table: excessively sparse array", 0) end
  return largest
end

local write

local function write_table(value, out, depth)
  if depth > deepest then error("Cannot serialise, excessive depth (" .. format("%d", depth) .. ")", 0) end
  local length = array_length(value)
  if length then
    out[#out + 1] = "["
    for i = 1, length do
      if i > 1 then out[#out + 1] = "," end
      write(value[i], out, depth)
    end
    out[#out + 1] = "]"
    return
  end
  out[#out + 1] = "{"
  local first = true
  for key, member in pairs(value) do
    local kind = type(key)
    if kind ~= "string" and kind ~= "number" then
      error("Cannot serialise " .. kind .. ": table key must be a number or string", 0)
    end
    if not first then out[#out + 1] = "," end
    first = false
    out[#out + 1] = quote(kind == "number" and number_text(key) or key)
    out[#out + 1] = ":"
    write(member, out, depth)
  end
  out[#out + 1] = "}"
end

function write(value, out, depth)
  local kind = type(value)
  if kind == "string" then
    out[#out + 1] = quote(value)
  elseif kind == "number" then
    out[#out + 1] = number_text(value)
  elseif kind == "boolean" then
    out[#out + 1] = tostring(value)
  elseif value == nil or value == null then
    out[#out + 1] = "null"
  elseif kind == "table" then
    write_table(value, out, depth + 1)
  else
    error("Cannot serialise " .. kind .. ": type not supported", 0)
  end
end

local function encode(value)
  local out = {}
  write(value, out, 0)
  return concat(out)
end

-- Reading ----------------------------------------------------------------------------------------------------------

local function fail(text, at, expected)
  local found = sub(text, at, at)
  if found == "" then found = "the end" else found = "'" .. found .. "'" end
  error(format("Expected %s but found %s at character %d", expected, found, at), 0)
end

local function skip(text, at)
  return find(text, "[^ \t\r\n]", at) or #text + 1
end

local function utf8_of(code)
  if code < 0x80 then return char(code) end
  if code < 0x800 then return char(0xC0 + floor(code / 64), 0x80 + code % 64) end
  if code < 0x10000 then
    return char(0xE0 + floor(code / 4096), 0x80 + floor(code / 64) % 64, 0x80 + code % 64)
  end
  local last = char(0x80 + floor(code / 64) % 64, 0x80 + code % 64)
  return char(0xF0 + floor(code / 262144), 0x80 + floor(code / 4096) % 64) .. last
end

local plain = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ['"'] = '"', ["\\"] = "\\", ["/"] = "/" }

local function unicode_escape(text, at)
  local digits = text:match("^%x%x%x%x", at)
  if not digits then fail(text, at, "four hex digits") end
  local code = tonumber(digits, 16)
  at = at + 4
  if code >= 0xDC00 and code < 0xE000 then fail(text, at - 6, "a valid escape") end
  if code >= 0xD800 and code < 0xDC00 then
    local low = text:match("^\\u([dD][c-fC-F]%x%x)", at)
    if not low then fail(text, at, "a low surrogate") end
    code = 0x10000 + (code - 0xD800) * 1024 + tonumber(low, 16) - 0xDC00
    at = at + 6
  end
  return utf8_of(code), at
end

local function read_string(text, at)
  local parts
  local start = at
  while true do
    local stop = find(text, '[%z\1-\31"\\]', at)
    local found = stop and byte(text, stop)
    if found == 34 then
      local last = sub(text, start, stop - 1)
      if not parts then return last, stop + 1 end
      parts[#parts + 1] = last
      return concat(parts), stop + 1
    end
    if found ~= 92 then fail(text, stop or #text + 1, "the end of a string") end
    parts = parts or {}
    parts[#parts + 1] = sub(text, start, stop - 1)
    local letter = sub(text, stop + 1, stop + 1)
    if letter == "u" then
      parts[#parts + 1], at = unicode_escape(text, stop + 2)
    else
      parts[#parts + 1] = plain[letter] or fail(text, stop + 1, "a valid escape")
      at = stop + 2
    end
    start = at
  end
end

local function read_number(text, at)
  local digits = text:match("^-?%d+", at)
  if not digits or find(digits, "^-?0%d") then fail(text, at, "a value") end
  local stop = at + #digits
  local fraction = text:match("^%.%d+", stop)
  stop = stop + (fraction and #fraction or 0)
  local exponent = text:match("^[eE][+-]?%d+", stop)
  stop = stop + (exponent and #exponent or 0)
  return tonumber(sub(text, at, stop - 1)), stop
end

-- What null becomes: the value that stands for it, or nothing where a scenario reads.
local absent = null
local read

local function read_array(text, at, depth)
  local result, n = {}, 0
  at = skip(text, at)
  if sub(text, at, at) == "]" then return result, at + 1 end
  while true do
    n = n + 1
    result[n], at = read(text, at, depth)
    at = skip(text, at)
    local mark = sub(text, at, at)
    if mark == "]" then return result, at + 1 end
    if mark ~= "," then fail(text, at, "',' or ']'") end
    at = at + 1
  end
end

local function read_object(text, at, depth)
  local result = {}
  at = skip(text, at)
  if sub(text, at, at) == "}" then return result, at + 1 end
  while true do
    at = skip(text, at)
    if sub(text, at, at) ~= '"' then fail(text, at, "a string key") end
    local key
    key, at = read_string(text, at + 1)
    at = skip(text, at)
    if sub(text, at, at) ~= ":" then fail(text, at, "':'") end
    result[key], at = read(text, at + 1, depth)
    at = skip(text, at)
    local mark = sub(text, at, at)
    if mark == "}" then return result, at + 1 end
    if mark ~= "," then fail(text, at, "',' or '}'") end
    at = at + 1
  end
end

function read(text, at, depth)
  if depth > deepest then error("Found too many nested data structures", 0) end
  at = skip(text, at)
  local first = sub(text, at, at)
  if first == '"' then return read_string(text, at + 1) end
  if first == "{" then return read_object(text, at + 1, depth + 1) end
  if first == "[" then return read_array(text, at + 1, depth + 1) end
  if sub(text, at, at + 3) == "true" then return true, at + 4 end
  if sub(text, at, at + 4) == "false" then return false, at + 5 end
  if sub(text, at, at + 3) == "null" then return absent, at + 4 end
  return read_number(text, at)
end

local function decode(text)
  if type(text) == "number" then text = tostring(text) end
  if type(text) ~= "string" then error("bad argument #1 to 'decode' (string expected, got " .. type(text) .. ")", 0) end
  local value, at = read(text, 1, 0)
  at = skip(text, at)
  if at <= #text then fail(text, at, "the end") end
  return value
end

entries.to_json = encode

function entries.from_json(text)
  absent = nil
  local ok, value = pcall(decode, text)
  absent = null
  return ok, value
end

-- Errors carry the place of the call, not of this file.
local function loud(work)
  return function(value)
    local ok, result = pcall(work, value)
    if not ok then error(result, 2) end
    return result
  end
end

local function quiet(work)
  return function(value)
    local ok, result = pcall(work, value)
    if ok then return result end
    return nil, result
  end
end

local modules = {}
local function offer(names, wrap)
  local module = { null = null, encode = wrap(encode), decode = wrap(decode) }
  module.new = function() return module end
  for _, name in pairs(names) do modules[name] = function() return module end end
end
offer({ "cjson", "json" }, loud)
offer({ "cjson.safe" }, quiet)

-- The last place to look: a module of the script's own, or one that is installed, comes first.
local searchers = rawget(package, "loaders") or package.searchers
searchers[#searchers + 1] = function(name)
  return modules[name] or "\n\tno built-in module '" .. tostring(name) .. "'"
end
