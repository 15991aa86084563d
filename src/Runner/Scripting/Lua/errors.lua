-- Returns the error handler under which the host makes every call: it turns any error value into text and keeps the
-- traceback, which only -v shows. It must not fail itself, whatever the script has done to the globals.
local engine = ...
local tostring, type, pcall, getmetatable = tostring, type, pcall, getmetatable
local traceback, find = debug.traceback, string.find
local last = ""

local function describe(value)
  if type(value) == "string" then return value end
  local meta = getmetatable(value)
  if type(value) == "number" or type(meta) == "table" and meta.__tostring then
    local ok, text = pcall(tostring, value)
    if ok and type(text) == "string" then return text end
  end
  return "(error object is a " .. type(value) .. " value)"
end

local function on_error(value, mode)
  if mode == on_error then
    local text = last
    last = ""
    return text
  end
  local text = describe(value)
  local is_jit = find(text, "'jit'", 1, true) or find(text, "'ffi'", 1, true)
  if engine ~= "LuaJIT" and is_jit and not find(text, "LuaJIT", 1, true) then
    text = text .. " (part of LuaJIT only: run with --lua luajit)"
  end
  local ok, stack = pcall(traceback, "", 2)
  last = ok and stack or ""
  return text
end

return on_error
