-- Shows where a script cannot be compiled: the line, and a mark below the word that does not fit. Lua tells the number
-- of the line and the word. Of several such words in the line it is the first one with which the text up to there is
-- wrong, and not just unfinished.
local entries = ...
local compile = entries.load or loadstring
local find, sub, match, gsub = string.find, string.sub, string.match, string.gsub
local max, min = math.max, math.min

-- What is shown of a long line, in front of the word and from it on.
local BEFORE, AFTER = 80, 40

local function bounds_of(chunk, number)
  local from = 1
  for _ = 2, number do
    local stop = find(chunk, "\n", from, true)
    if not stop then return nil end
    from = stop + 1
  end
  return from, (find(chunk, "\r?\n", from) or #chunk + 1) - 1
end

local function place_of(chunk, word, from, to)
  local start, stop = find(chunk, word, from, true)
  while start and start <= to do
    local main, message = compile(sub(chunk, 1, stop), "=script")
    if not main and not find(message, " near '?<eof>'?$") then return start end
    start, stop = find(chunk, word, start + 1, true)
  end
end

-- Returns the message with the place below it, or as it is where Lua does not tell enough.
function entries.pointed(chunk, message)
  local number, word = match(message, "^.*:(%d+): .* near '(.+)'$")
  if not word or word == "<eof>" then return message end
  local from, to = bounds_of(chunk, number)
  local place = from and place_of(chunk, word, from, to)
  if not place then return message end
  local left = max(from, place - BEFORE)
  local line = sub(chunk, left, min(to, place + AFTER))

  -- A tab stays one, and a character of several bytes is one column.
  local blank = gsub(gsub(sub(chunk, left, place - 1), "[\128-\191]", ""), "[^\t]", " ")
  return message .. "\n  " .. line .. "\n  " .. blank .. "^"
end
