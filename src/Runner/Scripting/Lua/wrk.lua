-- The wrk table, as far as it needs no thread: request defaults, wrk.format, wrk.init and wrk.setup.
--
-- wrk.format is the hot path: a script calls it for every request. Building the header lines costs five times what the
-- rest does, so the lines of the last headers table are kept, and used again when a walk over the table proves that it
-- has the very entries it had. The walk is unrolled: LuaJIT compiles next(), but a loop inside a trace ends the trace.
local entries, call = ...
local next, pairs, type, tostring, rawget, getmetatable = next, pairs, type, tostring, rawget, getmetatable
local concat = table.concat
local globals = _G

local wrk = { method = "GET", path = "/", headers = {} }
entries.wrk = wrk
globals.wrk = wrk
package.loaded.wrk = wrk

-- What the table in `seen` held when `tail` was made of it; entries beyond the count are nil.
local seen, tail
local k1, v1, k2, v2, k3, v3, k4, v4, k5, v5, k6, v6
local longest = 6

local function unchanged(headers)
  local k, v = next(headers)
  if k ~= k1 or v ~= v1 then return false end
  if k == nil then return true end
  k, v = next(headers, k)
  if k ~= k2 or v ~= v2 then return false end
  if k == nil then return true end
  k, v = next(headers, k)
  if k ~= k3 or v ~= v3 then return false end
  if k == nil then return true end
  k, v = next(headers, k)
  if k ~= k4 or v ~= v4 then return false end
  if k == nil then return true end
  k, v = next(headers, k)
  if k ~= k5 or v ~= v5 then return false end
  if k == nil then return true end
  k, v = next(headers, k)
  if k ~= k6 or v ~= v6 then return false end
  return k == nil or next(headers, k) == nil
end

-- Only a plain table of plain values is remembered: its text follows from its entries alone. Without a Host it is not,
-- for the next call may find one in wrk.headers and must then set it.
local function remember(headers, text, count, keys, values)
  seen = nil
  if count > longest or getmetatable(headers) ~= nil or rawget(headers, "Host") == nil then return end
  for i = 1, count do
    local kind = type(values[i])
    if kind ~= "string" and kind ~= "number" and kind ~= "boolean" then return end
    kind = type(keys[i])
    if kind ~= "string" and kind ~= "number" then return end
  end
  seen, tail = headers, text
  k1, k2, k3, k4, k5, k6 = keys[1], keys[2], keys[3], keys[4], keys[5], keys[6]
  v1, v2, v3, v4, v5, v6 = values[1], values[2], values[3], values[4], values[5], values[6]
end

-- Host goes first, as RFC 9110 §7.2 asks; the order of the others is the table's.
local function build(headers, length)
  if not headers["Host"] then headers["Host"] = wrk.headers["Host"] end
  headers["Content-Length"] = length
  local lines, keys, values, n, last = { " HTTP/1.1\r\n" }, {}, {}, 0, 1
  local host = rawget(headers, "Host")
  if host ~= nil then
    last = 2
    lines[2] = "Host: " .. tostring(host) .. "\r\n"
  end
  for key, value in pairs(headers) do
    n = n + 1
    keys[n], values[n] = key, value
    if key ~= "Host" then
      last = last + 1
      lines[last] = tostring(key) .. ": " .. tostring(value) .. "\r\n"
    end
  end
  lines[last + 1] = "\r\n"
  local text = concat(lines)
  remember(headers, text, n, keys, values)
  return text
end

function wrk.format(method, path, headers, body)
  method = method or wrk.method
  path = path or wrk.path
  headers = headers or wrk.headers
  body = body or wrk.body
  if type(path) == "number" then path = tostring(path) end
  if not body then
    if headers == seen and headers["Content-Length"] == nil and unchanged(headers) then
      return method .. " " .. path .. tail
    end
    return method .. " " .. path .. build(headers, nil)
  end
  if type(body) == "number" then body = tostring(body) end
  local length = #body
  if headers == seen and headers["Content-Length"] == length and unchanged(headers) then
    return method .. " " .. path .. tail .. body
  end
  return method .. " " .. path .. build(headers, length) .. body
end

-- Scripts for wrk 3 and wrk2 call wrk.init from their own init; the inner call then only prepares the defaults.
local inside = false

-- What requests call their host, unless the script has said so. A zone means something on this machine alone, and is
-- not sent (RFC 6874 section 4).
local function name_host()
  local headers, host = wrk.headers, wrk.host
  if headers["Host"] or not host then return end
  if host:find(":", 1, true) then host = "[" .. host:match("^[^%%]*") .. "]" end
  headers["Host"] = wrk.port and host .. ":" .. tostring(wrk.port) or host
end

entries.name_host = name_host

function wrk.init(args)
  name_host()
  local init = rawget(globals, "init")
  if type(init) == "function" and not inside then
    inside = true
    init(args)
    inside = false
  end
  local request = wrk.format()
  wrk.request = function() return request end
end

function wrk.setup(thread)
  local addr = wrk.addrs and wrk.addrs[1] or thread.addr
  if addr then thread.addr = addr end
  local setup = rawget(globals, "setup")
  if type(setup) == "function" then setup(thread) end
end

function wrk.time_us() return call(1) end
