-- Data for scenarios: files that are read once for all threads. Every state has the same lists, known to the host by
-- their number; a row becomes a table when it is asked for.
local entries, call = ...
local type, error, setmetatable, next = type, error, setmetatable, next
local sort, concat = table.sort, table.concat
local floor, format = math.floor, string.format
local globals = _G

local LOAD, ROW, NEXT_ROW, UNIQUE_ROW, FILE = 26, 27, 28, 29, 30

local List = {}

-- The rows of a CSV file say it where a column is asked for that there is not; its columns are found then.
local function row_meta(number)
  local meta = {}
  function meta.__index(_, name)
    if type(name) ~= "string" then return nil end
    local columns = {}
    for column in next, call(ROW, number, 0) do columns[#columns + 1] = column end
    sort(columns)
    error(format("no column '%s'; there are %s", name, concat(columns, ", ")), 2)
  end
  return meta
end

local function shaped(list, row)
  if list.row_meta then return setmetatable(row, list.row_meta) end
  if list.kind == "lines" then return row end
  local ok, value = entries.from_json(row)
  if not ok then error(value, 0) end
  return value
end

local function no_colon(name)
  error(format("write rows:%s(), with a colon", name), 3)
end

-- One after the other, from the top again at the end; all threads share the place.
function List.next(list)
  if type(list) ~= "table" then no_colon("next") end
  return shaped(list, call(NEXT_ROW, list.number))
end

function List.random(list)
  if type(list) ~= "table" then no_colon("random") end
  return shaped(list, call(ROW, list.number, floor(entries.current_draw() * list.count)))
end

-- Each row once. When all are used the user ends, and so does the run with its last user.
function List.unique(list)
  if type(list) ~= "table" then no_colon("unique") end
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
  local list = { number = number, count = count, kind = kind, path = path }
  list.row_meta = kind == "csv" and row_meta(number) or false
  return setmetatable(list, meta)
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
