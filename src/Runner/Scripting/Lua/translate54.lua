-- Makes Lua 5.4 read a script as 5.1 would. Two things differ where no library function can help, so both are changed
-- in the source text, token by token, without moving a line:
--   numbers   5.1 has one kind, the double. Integer literals become floats: 5 -> 5.0, 0xFF -> 255.0.
--   ..        would write such a float as "5.0". `a .. b` becomes `a ..false.. b`: concatenation is right-associative,
--             so `false .. b` comes first, and the metatable of the booleans (compat54.lua) does the rest. No name is
--             needed that a setfenv could take away.
local entries = ...
local find, sub, match, byte, format = string.find, string.sub, string.match, string.byte, string.format
local concat, tonumber = table.concat, tonumber

-- The end of a long bracket that opens at this position; nil when none opens.
local function long_end(text, at)
  local level = match(text, "^%[(=*)%[", at)
  if not level then return nil end
  local _, stop = find(text, "]" .. level .. "]", at, true)
  return stop or #text
end

local function string_end(text, at)
  local quote = sub(text, at, at)
  local stop = at + 1
  while true do
    stop = find(text, "[\\\r\n" .. quote .. "]", stop)
    if not stop then return #text end
    local found = sub(text, stop, stop)
    if found == quote then return stop end
    if found ~= "\\" then return stop - 1 end
    stop = stop + 2
  end
end

local function comment_end(text, at)
  return long_end(text, at + 2) or (find(text, "\n", at, true) or #text + 1) - 1
end

-- A numeral as the Lua lexers delimit it: signs belong to it only behind an exponent's letter.
local function numeral_end(text, at)
  local marks = match(text, "^0[xX]", at) and "[pP]" or "[eE]"
  local stop = at
  while true do
    local following = sub(text, stop + 1, stop + 1)
    if find(sub(text, stop, stop), marks) and find(following, "[+-]") then
      stop = stop + 1
    elseif find(following, "[%w_.]") then
      stop = stop + 1
    else
      return stop
    end
  end
end

local function float_literal(text)
  if find(text, "^%d+$") then return text .. ".0" end
  if find(text, "^0[xX]%x+$") then
    local value = 0.0
    for digit in text:sub(3):gmatch("%x") do value = value * 16 + tonumber(digit, 16) end
    return format("%.17g", value) .. (value < 1e17 and ".0" or "")
  end
  if find(text, "^%w+[uU]?[lL][lL]$") or find(text, "^%d[%w.]*i$") then
    return nil, "the literal " .. text .. " needs LuaJIT (--lua luajit)"
  end
  return text
end

local function translate(text, name)
  local out, n, at, kept = {}, 0, 1, 1
  while true do
    -- The next byte that may begin a token of interest; names are skipped whole, so that their digits are not numbers.
    at = find(text, "[%w_\"'%[%.%-]", at)
    if not at then break end
    local first = byte(text, at)
    if first >= 48 and first <= 57 or first == 46 and find(text, "^%.%d", at) then
      local stop = numeral_end(text, at)
      local literal, failure = float_literal(sub(text, at, stop))
      if not literal then
        local _, lines = sub(text, 1, at):gsub("\n", "")
        return nil, format("%s:%d: %s", sub(name, 2), lines + 1, failure)
      end
      n = n + 2
      out[n - 1], out[n] = sub(text, kept, at - 1), literal
      at = stop + 1
      kept = at
    elseif first == 34 or first == 39 then
      at = string_end(text, at) + 1
    elseif first == 91 then
      at = (long_end(text, at) or at) + 1
    elseif first == 45 then
      at = (find(text, "^%-%-", at) and comment_end(text, at) or at) + 1
    elseif first == 46 then
      local _, stop = find(text, "^%.+", at)
      if stop == at + 1 then
        n = n + 2
        out[n - 1], out[n] = sub(text, kept, at - 1), " ..false.. "
        kept = stop + 1
      end
      at = stop + 1
    else
      local _, stop = find(text, "^[%w_]+", at)
      at = stop + 1
    end
  end
  out[n + 1] = sub(text, kept)
  return concat(out)
end

-- Bytecode and everything that is not text passes.
function entries.translate(text, name)
  if byte(text) == 27 then return text end
  return translate(text, name)
end
