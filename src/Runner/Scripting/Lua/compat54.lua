-- Lua 5.1's base library on Lua 5.4, where scripts can tell the two apart: numbers as text, environments, modules,
-- loading, and what was renamed or removed. Strings, math and bit have files of their own.
local entries, call = ...
local type, tostring, tonumber, error, select, next, load = type, tostring, tonumber, error, select, next, load
local rawget, rawset, setmetatable, getmetatable = rawget, rawset, setmetatable, getmetatable
local pairs, open, stdout, output = pairs, io.open, io.stdout, io.output
local format, concat, unpack = string.format, table.concat, table.unpack
local kind_of, tointeger = math.type, math.tointeger
local getinfo, getupvalue, join = debug.getinfo, debug.getupvalue, debug.upvaluejoin
local translate, globals = entries.translate, _G

-- Text of a number: 14 digits and no ".0", nor a sign on what is no number.
local function number_text(value)
  if kind_of(value) == "integer" and value < 100000000000000 and value > -100000000000000 then
    return tostring(value)
  end
  if value ~= value then return "nan" end
  return format("%.14g", value)
end
entries.number_text = number_text

function globals.tostring(...)
  local value = ...
  if kind_of(value) then return number_text(value) end
  return tostring(...)
end

-- Concatenation: see translate54.lua. The right operand waits in `waiting` between the two steps of one operator, which
-- nothing can come between: both operands are evaluated before the first.
local waiting
local cell = call(13)

-- What .. may take in the place of a float: the integer of the same value, which is quicker than its text.
local function operand(value)
  if kind_of(value) ~= "float" then return value end
  local whole = tointeger(value)
  if whole and whole ~= 0 and whole < 100000000000000 and whole > -100000000000000 then return whole end
  return number_text(value)
end

local function refuse(value)
  error("attempt to concatenate a " .. type(value) .. " value", 3)
end

debug.setmetatable(true, { __concat = function(_, right)
  waiting = right
  return cell
end })

debug.setmetatable(cell, { __concat = function(left, _)
  local right = waiting
  waiting = nil
  local a, b = type(left), type(right)
  if a == "string" and b == "string" then return left .. right end
  if a ~= "string" and a ~= "number" then refuse(left) end
  if b == "string" or b == "number" then return operand(left) .. operand(right) end
  local meta = getmetatable(right)
  if b == "boolean" or not (meta and meta.__concat) then refuse(right) end
  return left .. right
end })

function globals.tonumber(value, base)
  if base == nil then
    local result = tonumber(value)
    return result and result + 0.0
  end
  local result = tonumber(type(value) == "number" and number_text(value) or value, base)
  return result and result + 0.0
end

function globals.print(...)
  local show, parts = globals.tostring, {}
  for i = 1, select("#", ...) do
    local text = show((select(i, ...)))
    if type(text) ~= "string" then error("'tostring' must return a string to 'print'", 2) end
    parts[i] = text
  end
  stdout:write(concat(parts, "\t"), "\n")
end

local function texts(...)
  local parts = { ... }
  for i = 1, select("#", ...) do parts[i] = operand(parts[i]) end
  return unpack(parts, 1, select("#", ...))
end

local files = getmetatable(stdout).__index
local write = files.write
files.write = function(self, ...) return write(self, texts(...)) end
io.write = function(...) return write(output(), texts(...)) end

-- Metamethods that 5.1 does not know are not called.
function globals.pairs(value)
  if type(value) == "table" then return next, value, nil end
  return pairs(value)
end

function globals.select(index, ...)
  if kind_of(index) == "float" then index = index // 1 | 0 end
  return select(index, ...)
end

-- Environments: in 5.4 the first upvalue named _ENV, if the function uses globals at all.
local lonely = setmetatable({}, { __mode = "k" })

local function environment_of(func)
  local i = 1
  while true do
    local name, value = getupvalue(func, i)
    if name == "_ENV" then return i, value end
    if not name then return nil end
    i = i + 1
  end
end

local function function_at(target, name)
  if type(target) == "function" then return target end
  if type(target) ~= "number" then
    error(format("bad argument #1 to '%s' (number expected, got %s)", name, type(target)), 3)
  end
  local info = getinfo(target // 1 + 2 | 0, "f")
  return info and info.func or error(format("bad argument #1 to '%s' (invalid level)", name), 3)
end

function globals.getfenv(target)
  if target == 0 then return globals end
  local func = function_at(target or 1, "getfenv")
  local _, value = environment_of(func)
  return value or lonely[func] or globals
end

local function set_environment(func, environment)
  local i = environment_of(func)
  if i then
    join(func, i, function() return environment end, 1)
  else
    lonely[func] = environment
  end
end

function globals.setfenv(target, environment)
  if type(environment) ~= "table" then
    error("bad argument #2 to 'setfenv' (table expected, got " .. type(environment) .. ")", 2)
  end
  if target == 0 then error("'setfenv' cannot change the environment of a thread here", 2) end
  local func = function_at(target, "setfenv")
  set_environment(func, environment)
  return func
end

-- Loading: all source text goes through the translator.
local function compile(text, name, mode, environment)
  local source, failure = translate(text, name)
  if not source then return nil, failure end
  local func, message = load(source, name, mode)
  if not func then return nil, message end
  if environment ~= nil then set_environment(func, environment) end
  return func
end

local function load_any(chunk, name, mode, environment)
  if type(chunk) == "function" then
    local parts = {}
    for piece in chunk do
      if piece == "" then break end
      parts[#parts + 1] = piece
    end
    chunk = concat(parts)
    name = name or "=(load)"
  end
  return compile(chunk, name or chunk, mode, environment)
end

local function load_file(path, mode, environment)
  local file, failure = open(path, "rb")
  if not file then return nil, "cannot open " .. failure end
  local text = file:read("a")
  file:close()
  return compile(text:gsub("^#[^\n]*", "", 1), "@" .. path, mode, environment)
end

entries.load = load_any
entries.load_file = load_file
globals.load = load_any
globals.loadstring = load_any
globals.loadfile = load_file

function globals.dofile(path)
  local func, failure = load_file(path)
  if not func then error(failure, 0) end
  return func()
end

function globals.newproxy(template)
  local result = call(13)
  if template == true then
    debug.setmetatable(result, {})
  elseif template then
    debug.setmetatable(result, getmetatable(template))
  end
  return result
end

function globals.gcinfo() return collectgarbage("count") end

local running = coroutine.running
function coroutine.running()
  local thread, is_main = running()
  if is_main then return nil end
  return thread
end

globals._VERSION = "Lua 5.1"
for _, name in pairs({ "utf8", "warn", "rawlen" }) do globals[name] = nil end
package.loaded.utf8 = nil
coroutine.close = nil
