-- Values on their way between two states, as text: nil, booleans, numbers, strings and tables of these to any depth.
-- Iterative, so that depth costs no stack. A table met twice is copied twice; a table inside itself is an error.
local entries = ...
local type, next, rawset, tostring, tonumber, error = type, next, rawset, tostring, tonumber, error
local format, sub, find, byte = string.format, string.sub, string.find, string.byte
local concat = table.concat
local inf = math.huge

local function scalar(value)
  local kind = type(value)
  if kind == "string" then return "s" .. format("%d", #value) .. ":" .. value end
  if kind == "nil" then return "_" end
  if kind == "boolean" then return value and "t" or "f" end
  if kind ~= "number" then return nil, "cannot transfer '" .. kind .. "' to thread" end
  if value ~= value then return "!" end
  if value == inf then return "+" end
  if value == -inf then return "-" end
  return "n" .. format("%.17g", value) .. ";"
end

-- Returns the text, or nil and a message.
function entries.encode(root)
  if type(root) ~= "table" then return scalar(root) end
  local out, n, depth = { "{" }, 1, 1
  local tables, keys, open = { root }, {}, { [root] = true }
  while depth > 0 do
    local current = tables[depth]
    local key, value = next(current, keys[depth])
    keys[depth] = key
    if key == nil then
      open[current] = nil
      tables[depth] = nil
      depth = depth - 1
      n = n + 1
      out[n] = "}"
    else
      local text, message = scalar(key)
      if not text then return nil, message end
      n = n + 1
      out[n] = text
      if type(value) == "table" then
        if open[value] then return nil, "cannot transfer a table that contains itself to thread" end
        depth = depth + 1
        tables[depth] = value
        open[value] = true
        text = "{"
      else
        text, message = scalar(value)
        if not text then return nil, message end
      end
      n = n + 1
      out[n] = text
    end
  end
  return concat(out)
end

local plain = { _ = nil, t = true, f = false, ["!"] = 0 / 0, ["+"] = inf, ["-"] = -inf }

-- One scalar at a position: the value and the position after it.
local function read(text, at)
  local tag = sub(text, at, at)
  if tag == "s" then
    local colon = find(text, ":", at, true)
    local first = colon + 1
    local last = colon + tonumber(sub(text, at + 1, colon - 1))
    return sub(text, first, last), last + 1
  end
  if tag == "n" then
    local stop = find(text, ";", at, true)
    return tonumber(sub(text, at + 1, stop - 1)), stop + 1
  end
  return plain[tag], at + 1
end

function entries.decode(text)
  if byte(text) ~= 123 then return (read(text, 1)) end
  local root = {}
  local tables, keys, depth, at = { root }, {}, 1, 2
  while depth > 0 do
    if byte(text, at) == 125 then
      tables[depth] = nil
      depth = depth - 1
      at = at + 1
    else
      local key, value
      key, at = read(text, at)
      if byte(text, at) == 123 then
        value = {}
        rawset(tables[depth], key, value)
        depth = depth + 1
        tables[depth] = value
        at = at + 1
      else
        value, at = read(text, at)
        rawset(tables[depth], key, value)
      end
    end
  end
  return root
end
