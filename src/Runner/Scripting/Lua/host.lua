-- What joins the scripts and the host: address and thread objects, the results for done(), and the entries the host
-- calls. `call` reaches the host (HostCall.cs numbers what it does); a failed call answers false and a message, which
-- is raised here, because only Lua may raise a Lua error.
local entries, call = ...
local type, tostring, rawget, rawset, error, select = type, tostring, rawget, rawset, error, select
local getmetatable, setmetatable = getmetatable, setmetatable
local gmatch, format = string.gmatch, string.format
local getinfo, brand, concat, remove = debug.getinfo, debug.setmetatable, table.concat, table.remove
local encode, decode, wrk = entries.encode, entries.decode, entries.wrk
local globals, stdout = _G, io.stdout

local LOOKUP, CONNECT, STOP, GET, SET = 2, 3, 4, 5, 6
local GET_ADDRESS, SET_ADDRESS, WRITE, STATISTIC, PERCENTILE, VALUE_AT, NEW = 7, 8, 9, 10, 11, 12, 13

-- Objects are user data, as scripts see them in wrk; what they stand for is kept beside them.
local meaning = setmetatable({}, { __mode = "k" })

local function object(meta, value)
  local result = call(NEW)
  brand(result, meta)
  meaning[result] = value
  return result
end

local function described(value)
  return value == nil and "no value" or type(value)
end

-- Addresses: immutable, known by their text ("127.0.0.1:80", "::1:80").
local address_meta = { __tostring = function(self) return meaning[self] end }
address_meta.__eq = function(a, b) return getmetatable(b) == address_meta and meaning[a] == meaning[b] end

local function address(text)
  return object(address_meta, text)
end

local function address_text(value, level, position)
  if type(value) == "userdata" and getmetatable(value) == address_meta then return meaning[value] end
  error(format("bad argument #%d to '?' (wrk.addr expected, got %s)", position, described(value)), level + 1)
end

local function addresses(lines)
  local list = {}
  for text in gmatch(lines, "[^\n]+") do list[#list + 1] = address(text) end
  return list
end

function wrk.lookup(host, service)
  local lines, message = call(LOOKUP, tostring(host), tostring(service))
  if not lines then error(message, 0) end
  return addresses(lines)
end

function wrk.connect(value)
  return call(CONNECT, address_text(value, 2, 2)) == true
end

function wrk.resolve(host, service)
  local list = wrk.lookup(host, service)
  for i = #list, 1, -1 do
    if not wrk.connect(list[i]) then remove(list, i) end
  end
  wrk.addrs = list
end
local built_in_resolve = wrk.resolve

-- Threads: known by the index of their lane. In its own lane a thread reads and writes its own globals directly.
local own
local thread_meta = {}
local methods = {}

local function lane_of(self, method)
  if type(self) == "userdata" and getmetatable(self) == thread_meta then return meaning[self] end
  error(format("bad argument #1 to '%s' (wrk.thread expected, got %s)", method, described(self)), 3)
end

function methods.get(self, name)
  local lane = lane_of(self, "get")
  local text, message
  if lane == own then
    text, message = encode(rawget(globals, name))
  else
    text, message = call(GET, lane, (encode(name)))
  end
  if not text then error(message, 2) end
  return decode(text)
end

function methods.set(self, name, value)
  local lane = lane_of(self, "set")
  if name == nil then error("bad argument #2 to 'set' (name expected, got no value)", 2) end
  local text, message = encode(value)
  if not text then error(message, 2) end
  if lane == own then
    rawset(globals, name, decode(text))
    return
  end
  local done
  done, message = call(SET, lane, (encode(name)), text)
  if not done then error(message, 2) end
end

function methods.stop(self)
  call(STOP, lane_of(self, "stop"))
end

function thread_meta.__index(self, key)
  if key ~= "addr" then return methods[key] end
  local text = call(GET_ADDRESS, meaning[self])
  return text and address(text) or nil
end

function thread_meta.__newindex(self, key, value)
  if key ~= "addr" then error(format("cannot set '%s' on thread", tostring(key)), 2) end
  local done, message = call(SET_ADDRESS, meaning[self], address_text(value, 2, 3))
  if not done then error(message, 2) end
end

-- The results: the object's number tells the host which, 1 latency, 2 requests.
local fields = { min = 1, max = 2, mean = 3, stdev = 4 }
local results_meta = {}

local function percentile(self, p)
  return call(PERCENTILE, meaning[self], p)
end

function results_meta.__index(self, key)
  if key == "percentile" then return percentile end
  if type(key) == "number" then return percentile(self, 100 * key / #self) end
  return fields[key] and call(STATISTIC, meaning[self], fields[key]) or nil
end

function results_meta.__len(self) return call(STATISTIC, meaning[self], 5) end

function results_meta.__call(self, index) return call(VALUE_AT, meaning[self], index) end

-- Entries --------------------------------------------------------------------------------------------------------

-- Where printing goes to the host, both ways to print must; else lines leave as they are complete, so that they come
-- before what the program itself prints next.
function entries.boot(folder, redirected)
  if folder then
    local own_paths = folder .. "/?.lua;" .. folder .. "/?/init.lua;"
    local path = package.path
    local first = path:match("^%./%?%.lua;")
    package.path = first and first .. own_paths .. path:sub(#first + 1) or own_paths .. path
  end
  if not redirected then
    stdout:setvbuf("line")
    return
  end
  local write = io.write
  local output = io.output
  print = function(...)
    local parts = {}
    for i = 1, select("#", ...) do parts[i] = tostring((select(i, ...))) end
    call(WRITE, concat(parts, "\t") .. "\n")
  end
  local function send(...)
    for i = 1, select("#", ...) do
      local part = select(i, ...)
      if type(part) ~= "string" and type(part) ~= "number" then
        error(format("bad argument #%d to 'write' (string expected, got %s)", i, described(part)), 2)
      end
      call(WRITE, tostring(part))
    end
    return stdout
  end
  io.write = function(...)
    if output() ~= stdout then return write(...) end
    return send(...)
  end
  local files = getmetatable(stdout).__index
  local write_to = files.write
  files.write = function(file, ...)
    if file == stdout then return send(...) end
    return write_to(file, ...)
  end
end

function entries.flush() stdout:flush() end

function entries.url(scheme, host, port, path)
  wrk.scheme, wrk.host, wrk.port, wrk.path = scheme, host, port, path
end

function entries.header(name, value) wrk.headers[name] = value end

-- Compiles and runs the script; `chunk` is its text, `name` begins with "@".
function entries.run(chunk, name)
  local main, message = (entries.load or loadstring)(chunk, name)
  if not main then error(entries.pointed(chunk, message), 0) end
  main()
end

function entries.addresses(host, service, lines)
  if wrk.resolve ~= built_in_resolve then
    wrk.resolve(host, service)
  else
    wrk.addrs = addresses(lines)
  end
end

function entries.lane(index)
  own = index
  wrk.thread = object(thread_meta, index)
end

function entries.setup(index) wrk.setup(object(thread_meta, index)) end

local arguments = {}

function entries.argument(text)
  if not arguments[0] then arguments[0] = text else arguments[#arguments + 1] = text end
end

function entries.init() wrk.init(arguments) end

-- The request of a script that defines none.
function entries.static()
  local request = wrk.request
  if type(request) == "function" then return request() end
  return wrk.format()
end

function entries.text(value) return tostring(value) end

function entries.get(name)
  local text, message = encode(rawget(globals, decode(name)))
  if not text then error(message, 0) end
  return text
end

function entries.set(name, text) rawset(globals, decode(name), decode(text)) end

-- How many of (status, headers, body) the function can see; what it cannot see is not made for it.
function entries.arity(callback)
  local info = getinfo(callback, "u")
  if info.isvararg or not info.nparams then return 3 end
  return info.nparams
end

function entries.has_done() return type(rawget(globals, "done")) == "function" end

function entries.done(duration, requests, bytes, connect, read, write, status, timeout)
  local summary = { duration = duration, requests = requests, bytes = bytes }
  summary.errors = { connect = connect, read = read, write = write, status = status, timeout = timeout }
  globals.done(summary, object(results_meta, 1), object(results_meta, 2))
end

function entries.traceback() return entries.handler(nil, entries.handler) end
