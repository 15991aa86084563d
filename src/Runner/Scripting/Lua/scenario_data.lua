-- Data for scenarios: files that are read once for all threads. Every state has the same lists, known to the host by
-- their number; a row becomes a table when it is asked for.
local entries, call = ...
local type, tostring, error, setmetatable, rawget = type, tostring, error, setmetatable, rawget
local floor, format = math.floor, string.format
local globals = _G

local LOAD, ROW, NEXT_ROW, UNIQUE_ROW, FILE = 26, 27, 28, 29, 30

local List = {}

local function shaped(list, row)
  if list.kind ~= "json" then return row end
  local ok, value = entries.from_json(row)
  if not ok then error(value, 0) end
  return value
end

-- One after the other, from the top again at the end; all threads share the place.
function List.next(list) return shaped(list, call(NEXT_ROW, list.number)) end

function List.random(list)
  return shaped(list, call(ROW, list.number, floor(entries.current_draw() * list.count)))
end

-- Each row once. When all are used the user ends, and so does the run with its last user.
function List.unique(list)
  local row = call(UNIQUE_ROW, list.number)
  if row == nil then entries.stop_user() end
  return shaped(list, row)
end

local meta = {}

function meta.__index(list, key)
  if type(key) == "number" then
    if key < 1 or key > list.count or key ~= floor(key) then return nil end
    return shaped(list, call(ROW, list.number, key - 1))
  end
  return List[key]
end

local function load(kind, path)
  if type(path) ~= "string" then error(format("data.%s: the path of a file is expected", kind), 3) end
  local number, count = call(LOAD, kind, path)
  if not number then error(count, 3) end
  return setmetatable({ number = number, count = count, kind = kind, path = path }, meta)
end

local data = {}
function data.csv(path) return (load("csv", path)) end
function data.json(path) return (load("json", path)) end
function data.lines(path) return (load("lines", path)) end

entries.data = data
globals.data = data

local files = {}

function entries.file(path)
  local text = files[path]
  if text then return text end
  local message
  text, message = call(FILE, path)
  if not text then error(message, 0) end
  files[path] = text
  return text
end
