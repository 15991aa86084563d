-- Modules on Lua 5.4 as 5.1 has them: module and package.seeall, require through the translator, LuaJIT's bit library,
-- and the two modules that only LuaJIT can have, which say so.
local entries = ...
local type, error, tonumber, select = type, error, tonumber, select
local format, sub, gmatch = string.format, string.sub, string.gmatch
local loaded, globals, search = package.loaded, _G, package.searchpath
local getmetatable, setmetatable = getmetatable, setmetatable
local load_file, setfenv, kind_of = entries.load_file, setfenv, entries.kind_of

local shared = "/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua;/usr/share/lua/5.1/?.lua"
package.path = "./?.lua;" .. shared .. ";/usr/share/lua/5.1/?/init.lua"
package.loaders = package.searchers
package.searchers[2] = function(name)
  local path, tried = search(name, package.path)
  if not path then return tried end
  local func, failure = load_file(path)
  if not func then
    error(format("error loading module '%s' from file '%s':\n\t%s", name, path, failure), 0)
  end
  return func
end

local require = require
function globals.require(name)
  local result = require(name)
  return result
end

for _, name in ipairs({ "ffi", "jit", "jit.opt", "jit.util", "string.buffer" }) do
  package.preload[name] = function()
    -- Past this function and both requires: the line of the script.
    error("module '" .. name .. "' needs LuaJIT (--lua luajit)", 4)
  end
end

package.preload["table.new"] = function() return function() return {} end end
package.preload["table.clear"] = function()
  return function(list)
    for key in next, list do list[key] = nil end
  end
end

function package.seeall(target)
  local meta = getmetatable(target) or {}
  meta.__index = globals
  setmetatable(target, meta)
end

function globals.module(name, ...)
  local target = loaded[name]
  if type(target) ~= "table" then
    target = globals
    for part in gmatch(name, "[^.]+") do
      local following = target[part]
      if following == nil then
        following = {}
        target[part] = following
      elseif type(following) ~= "table" then
        error("name conflict for module '" .. name .. "'", 2)
      end
      target = following
    end
    loaded[name] = target
  end
  if target._NAME == nil then
    target._M, target._NAME, target._PACKAGE = target, name, sub(name, 1, #name - #name:match("[^.]*$"))
  end
  setfenv(2, target)
  for i = 1, select("#", ...) do select(i, ...)(target) end
end

-- bit: 32 bits, results signed. Numbers are rounded to the nearest, as adding 2^52 + 2^51 does.
local bit = {}

local function bits(value, position)
  local number = kind_of(value) and value or tonumber(value)
  if not number then
    local found = value == nil and "no value" or type(value)
    error(format("bad argument #%d to '?' (number expected, got %s)", position or 1, found), 3)
  end
  if kind_of(number) == "float" then
    if number ~= number or number >= 2.0 ^ 52 or number <= -2.0 ^ 52 then number = number % 2.0 ^ 32 end
    if number ~= number then return 0 end
    number = number + 6755399441055744.0 - 6755399441055744.0 | 0
  end
  return number & 0xFFFFFFFF
end

local function signed(value)
  value = value & 0xFFFFFFFF
  return (value >= 0x80000000 and value - 0x100000000 or value) + 0.0
end

local function fold(work)
  return function(first, ...)
    local result = bits(first)
    for i = 1, select("#", ...) do result = work(result, bits((select(i, ...)), i + 1)) end
    return signed(result)
  end
end

function bit.tobit(value) return signed(bits(value)) end

function bit.bnot(value) return signed(~bits(value)) end

bit.band = fold(function(x, y) return x & y end)
bit.bor = fold(function(x, y) return x | y end)
bit.bxor = fold(function(x, y) return x ~ y end)

function bit.lshift(value, count) return signed(bits(value) << (bits(count, 2) & 31)) end

function bit.rshift(value, count) return signed(bits(value) >> (bits(count, 2) & 31)) end

function bit.arshift(value, count)
  local x = bits(value)
  if x >= 0x80000000 then x = x | 0xFFFFFFFF00000000 end
  return signed(x >> (bits(count, 2) & 31))
end

function bit.rol(value, count)
  local x, n = bits(value), bits(count, 2) & 31
  return signed(x << n | x >> 32 - n)
end

function bit.ror(value, count)
  local x, n = bits(value), bits(count, 2) & 31
  return signed(x >> n | x << 32 - n)
end

function bit.bswap(value)
  local x = bits(value)
  return signed(x >> 24 | x >> 8 & 0xFF00 | (x & 0xFF00) << 8 | x << 24)
end

function bit.tohex(value, width)
  local n = width and bits(width, 2) or 8
  if n >= 0x80000000 then n = 0x100000000 - n end
  local digits = sub(format("%08x", bits(value)), -(n < 8 and n or 8))
  if n == 0 then digits = "" end
  return width and bits(width, 2) >= 0x80000000 and digits:upper() or digits
end

globals.bit = bit
loaded.bit = bit
