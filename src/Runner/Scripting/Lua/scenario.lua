-- Scenarios: user(u), its requests, check, group and think. Loaded before the script, into states whose script has
-- the marks of a scenario alone; a script for wrk never sees any of it.
--
-- A user is a coroutine. What it asks of the host it yields after MARK; the host (ScenarioState.cs) resumes it with
-- the answer. A request is text: the host sends Lua's own bytes. The numbers are repeated in HostCall.cs and
-- ScenarioSignal.cs.
local entries, call = ...
local type, tostring, tonumber, rawget, rawset = type, tostring, tonumber, rawget, rawset
local error, next, pairs = error, next, pairs
local setmetatable, getmetatable, xpcall = setmetatable, getmetatable, xpcall
local create, yield, resume, wrap = coroutine.create, coroutine.yield, coroutine.resume, coroutine.wrap
local find, match, lower, sub = string.find, string.match, string.lower, string.sub
local format, gsub = string.format, string.gsub
local concat, sort, floor = table.concat, table.sort, math.floor
local encode, decode, wrk, name_host = entries.encode, entries.decode, entries.wrk, entries.name_host
local getinfo = debug.getinfo
local globals = _G

local NAME, REDIRECT, COOKIE, GROUP_BEGIN, GROUP_END, TRACE_CHECK = 20, 21, 22, 23, 24, 25
local DONE, FAILED, STOPPED, THINK, BATCH = 1, 2, 3, 4, 5
local IDEMPOTENT, HEAD, CLOSE = 8, 1, 4
local MARK, STOP = {}, {}
local longest_list = 1000

-- The user whose coroutine runs; nil outside.
local current
local tail, defaults
-- What of them a request of its own must know: whether they say what a body is, and their Cookie line.
local default_kind, default_cookie
local checks, check_order, tracing = {}, {}, false
local runs, names, weights = {}, {}, {}
local handed
local settings = {}

-- A script may have coroutines of its own: what a user's request yields goes through them to the host.
local function pass(co, ok, mark, ...)
  if ok and mark == MARK then return pass(co, resume(co, yield(MARK, ...))) end
  return ok, mark, ...
end

function coroutine.resume(co, ...) return pass(co, resume(co, ...)) end

local function unwrapped(ok, ...)
  if not ok then error((...), 0) end
  return ...
end

function coroutine.wrap(run)
  local co = create(run)
  return function(...) return unwrapped(pass(co, resume(co, ...))) end
end

-- Names and rows ---------------------------------------------------------------------------------------------------

local methods = {}

local function method_of(name, level)
  local method = methods[name]
  if method then return method end
  if type(name) ~= "string" or not find(name, "^[%w!#$%%&'*+.^_`|~-]+$") then
    error(format("'%s' is no HTTP method", tostring(name)), level)
  end
  local traits = 0
  if name == "GET" or name == "PUT" or name == "DELETE" or name == "OPTIONS" or name == "TRACE" then
    traits = IDEMPOTENT
  elseif name == "HEAD" then
    traits = IDEMPOTENT + HEAD
  end
  -- rows: by label; paths: by path, for requests that have no label; both hold the row's number.
  method = { name = name, prefix = name .. " ", traits = traits, rows = {}, paths = {}, known = 0 }
  method.sends_length = name == "POST" or name == "PUT" or name == "PATCH"
  methods[name] = method
  return method
end

local GET, POST, PUT, PATCH = method_of("GET"), method_of("POST"), method_of("PUT"), method_of("PATCH")
local DELETE, HEADS, OPTIONS = method_of("DELETE"), method_of("HEAD"), method_of("OPTIONS")

-- The row of a label; beyond a limit the host has one for all others, and nothing is kept here for them.
local function row_of(method, label, is_given)
  local row = method.rows[label]
  if row then return row end
  row = call(NAME, method.name, label, is_given)
  if method.known < longest_list then
    method.known = method.known + 1
    method.rows[label] = row
  end
  return row
end

-- What a method was called on is what stands before the colon; a dot leaves that out.
local function no_colon(call, level) error(format("write %s(...), with a colon", call), level + 1) end

local function checked_path(path, level)
  if type(path) ~= "string" then
    error(format("a path is expected, such as \"/items\", not %s", path == nil and "nothing" or "a " .. type(path)),
      level + 1)
  end
  if find(path, "^https?://") then
    local base = settings.base
    local rest = sub(path, #base + 1)
    if sub(path, 1, #base) ~= base or not find(rest, "^[/?#]") and rest ~= "" then
      error(format("'%s' is not on %s; a run loads one server", path, base), level + 1)
    end
    path = rest
    if sub(path, 1, 1) ~= "/" then path = "/" .. path end
  end
  if sub(path, 1, 1) ~= "/" then error(format("'%s' does not begin with /", path), level + 1) end
  if find(path, "[%c ]") then
    error(format("'%s' has a blank or a control character in it; write %%20 for a blank", path), level + 1)
  end
  path = match(path, "^[^#]*")
  return path
end

-- The row of a path that has no label: the path without its query.
local function row_of_path(method, path)
  local row = row_of(method, match(path, "^[^?]*"), false)
  if method.known < longest_list then
    method.known = method.known + 1
    method.paths[path] = row
  end
  return row
end

-- Requests -----------------------------------------------------------------------------------------------------------

local lowered = {}

local function header_name(name)
  local text = lowered[name]
  if text then return text end
  if type(name) ~= "string" or not find(name, "^[%w!#$%%&'*+.^_`|~-]+$") then
    error(format("'%s' is no name of a header", tostring(name)), 6)
  end
  text = lower(name)
  lowered[name] = text
  return text
end

local function escaped(value)
  return (gsub(tostring(value), "[^%w%-._~]", function(c) return format("%%%02X", c:byte()) end))
end

local function sorted_keys(list)
  local keys, n = {}, 0
  for key in pairs(list) do
    n = n + 1
    keys[n] = key
  end
  sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  return keys, n
end

local function form_text(form)
  local parts, n = {}, 0
  local keys, count = sorted_keys(form)
  for i = 1, count do
    local value = form[keys[i]]
    local list = type(value) == "table" and value or { value }
    for j = 1, #list do
      n = n + 1
      parts[n] = escaped(keys[i]) .. "=" .. escaped(list[j])
    end
  end
  return concat(parts, "&")
end

local boundary = "runner-form-d2f8c1a94b7e6035"

local function quoted(text)
  return (gsub(tostring(text), '["\r\n]', function(c) return format("%%%02X", c:byte()) end))
end

local function multipart_text(form, files)
  local parts, n = {}, 0
  local function add(head, content)
    parts[n + 1] = "--" .. boundary .. "\r\nContent-Disposition: form-data; " .. head .. "\r\n\r\n"
    parts[n + 2] = content
    parts[n + 3] = "\r\n"
    n = n + 3
  end
  if form then
    local keys, count = sorted_keys(form)
    for i = 1, count do add('name="' .. quoted(keys[i]) .. '"', tostring(form[keys[i]])) end
  end
  local keys, count = sorted_keys(files)
  for i = 1, count do
    local file = files[keys[i]]
    if type(file) == "string" then file = { path = file } end
    local content = file.content or file.path and entries.file(file.path)
    if not content then
      error("a file needs a path or a content, as in files = { photo = { path = \"cat.png\" } }", 6)
    end
    local name = file.name or file.path and match(file.path, "[^/]*$") or "file"
    add(format('name="%s"; filename="%s"\r\nContent-Type: %s', quoted(keys[i]), quoted(name),
      file.type or "application/octet-stream"), content)
  end
  parts[n + 1] = "--" .. boundary .. "--\r\n"
  return concat(parts)
end

local known_options = { json = true, form = true, files = true, body = true, headers = true, name = true }
known_options.timeout, known_options.redirects = true, true

-- How many redirects are followed; nil where the value says none of this. False is none, as for cookies.
local function redirects_of(value)
  local count = value == false and 0 or tonumber(value)
  return count and count >= 0 and count or nil
end

local redirects_wanted = "redirects: a number is expected, such as 3, or false for none"

local function check_options(options)
  if type(options) ~= "table" then
    error("options are a table, such as { json = { id = 7 } }, not a " .. type(options), 5)
  end
  for key in next, options do
    if not known_options[key] then
      error(format("there is no option '%s'; there are json, form, files, body, headers, name, timeout and redirects",
        tostring(key)), 5)
    end
  end
  local timeout = options.timeout
  if timeout ~= nil and (type(timeout) ~= "number" or timeout <= 0) then
    error("timeout: seconds are expected, such as 0.5", 5)
  end
  if options.redirects ~= nil and not redirects_of(options.redirects) then error(redirects_wanted, 5) end
end

local function body_of(options)
  if options.json ~= nil then return entries.to_json(options.json), "application/json" end
  if options.files then
    return multipart_text(options.form, options.files), "multipart/form-data; boundary=" .. boundary
  end
  if options.form then return form_text(options.form), "application/x-www-form-urlencoded" end
  local body = options.body
  if body ~= nil and type(body) ~= "string" then body = tostring(body) end
  return body, nil
end

-- Where a header is given that the run has too, the one that is given counts.
local function build(method, path, headers, body, kind)
  local parts, n, closes = { method.prefix, path, " HTTP/1.1\r\n" }, 3, 0
  local given
  if headers then
    given = {}
    for name, value in pairs(headers) do
      local key = header_name(name)
      given[key] = true
      if value ~= false then
        local text = tostring(value)
        if find(text, "[\r\n]") then error(format("the header %s has a line end in it", name), 5) end
        if key == "connection" and find("," .. lower(text):gsub("%s", "") .. ",", ",close,", 1, true) then
          closes = CLOSE
        end
        n = n + 1
        parts[n] = name .. ": " .. text .. "\r\n"
      end
    end
  end
  for i = 1, #defaults do
    if not given or not given[defaults[i].key] then
      n = n + 1
      parts[n] = defaults[i].line
    end
  end
  if kind and not default_kind and not (given and given["content-type"]) then
    n = n + 1
    parts[n] = "Content-Type: " .. kind .. "\r\n"
  end
  if (body or method.sends_length) and not (given and (given["content-length"] or given["transfer-encoding"])) then
    n = n + 1
    parts[n] = "Content-Length: " .. format("%d", body and #body or 0) .. "\r\n"
  end
  parts[n + 1] = "\r\n"
  parts[n + 2] = body
  return concat(parts), method.traits + closes
end

-- The jar's cookies join those of the run, in one field (RFC 6265 section 5.4), unless the request has a Cookie header
-- of its own.
local function with_cookies(slot, path, text)
  local cookies = call(COOKIE, slot.index, path)
  if not cookies then return text end
  local stop = find(text, "\r\n\r\n", 1, true)
  local head = sub(text, 1, stop)
  if default_cookie then
    local _, last = find(head, default_cookie, 1, true)
    if last then return sub(text, 1, last - 1) .. "; " .. cookies .. sub(text, last) end
  end
  if find(lower(head), "\ncookie:", 1, true) then return text end
  return sub(text, 1, stop + 1) .. "Cookie: " .. cookies .. sub(text, stop)
end

-- Responses ----------------------------------------------------------------------------------------------------------

-- [1] is the head's fields, [2] the request, [3] what json() made of the body.
local Response = {}
local response_methods = {}

local any_case = {}

function any_case.__index(headers, name)
  return type(name) == "string" and rawget(headers, lower(name)) or nil
end

local function parse_headers(text)
  local headers = {}
  for name, value in text:gmatch("([^:\n]+):([^\n]*)\n") do
    local key = lower(name)
    local before = headers[key]
    headers[key] = before and before .. ", " .. value or value
  end
  return setmetatable(headers, any_case)
end

function Response.__index(r, key)
  local method = response_methods[key]
  if method then return method end
  if key == "headers" then
    local headers = parse_headers(rawget(r, 1))
    rawset(r, "headers", headers)
    return headers
  end
  return nil
end

local paths = {}

local function segments_of(path)
  local list = paths[path]
  if list then return list end
  list = {}
  for part in path:gmatch("[^.%[%]]+") do list[#list + 1] = find(part, "^%d+$") and tonumber(part) or part end
  paths[path] = list
  return list
end

local function excerpt(text)
  text = gsub(sub(text, 1, 80), "[%c]", " ")
  return text
end

local function document_of(r)
  local document = r[3]
  if document == nil then
    local ok, value = entries.from_json(r.body)
    document = ok and { value } or { nil, value }
    r[3] = document
  end
  return document
end

-- Without a path the whole document; what is no JSON is an error there, since nothing could be found in it.
function response_methods.json(r, path)
  if type(r) ~= "table" then no_colon("r:json", 2) end
  local document = document_of(r)
  if path == nil then
    if document[2] then
      error(format("the body is no JSON (%s): %d with '%s'", document[2], r.status, excerpt(r.body)), 2)
    end
    return document[1]
  end
  local value = document[1]
  local list = segments_of(path)
  for i = 1, #list do
    if type(value) ~= "table" then return nil end
    local key = list[i]
    local found = value[key]
    if found == nil and type(key) == "number" then found = value[tostring(key)] end
    value = found
  end
  return value
end

-- What a pattern of Lua finds in the body: its captures, or all of it.
function response_methods.find(r, pattern)
  if type(r) ~= "table" then no_colon("r:find", 2) end
  return match(r.body, pattern)
end

local function describe(r)
  if type(r) ~= "table" or getmetatable(r) ~= Response then return "" end
  local line = match(r[2] or "", "^[^\r]*") or ""
  line = gsub(line, " HTTP/1%.1$", "")
  if r.error then return format("%s: %s", line, r.error) end
  return format("%s: %d with %d bytes: %s", line, r.status, #r.body, excerpt(r.body))
end

-- Users --------------------------------------------------------------------------------------------------------------

local User = {}
User.__index = User

local exchange

local function follow(u, method, path, options, r, hops)
  local limit = options and redirects_of(options.redirects) or settings.redirects
  local location = r.headers["location"]
  if not location or hops >= limit then return r end
  local target, becomes_get = call(REDIRECT, r.status, method.name, path, location)
  if not target then return r end
  local following = {}
  if options then
    following.name, following.headers = options.name, options.headers
    following.timeout, following.redirects = options.timeout, options.redirects
  end
  if becomes_get then
    method = GET
  elseif options then
    following.json, following.form = options.json, options.form
    following.files, following.body = options.files, options.body
  end
  following.hops = hops + 1
  local last = exchange(u, method, target, following)
  last.time = last.time + r.time
  return last
end

-- What a method, a path and options come to: the request, its traits, its row and its time limit, and path and options
-- as they are meant. Errors are those of the caller of who called the caller.
local function prepare(slot, method, path, options)
  if type(options) == "string" then options = { body = options } end
  path = method.paths[path] and path or checked_path(path, 4)
  local text, label, timeout
  local traits = method.traits
  if options then
    if not options.hops then check_options(options) end
    label, timeout = options.name, options.timeout
    local body, kind = body_of(options)
    text, traits = build(method, path, options.headers, body, kind)
  elseif method.sends_length then
    text = build(method, path)
  else
    text = method.prefix .. path .. tail
  end
  local row
  local group = slot.group
  if group then
    row = row_of(method, group .. ": " .. (label or match(path, "^[^?]*")), true)
  elseif label then
    row = row_of(method, label, true)
  else
    row = method.paths[path] or row_of_path(method, path)
  end
  if slot.has_cookies then text = with_cookies(slot, path, text) end
  return text, traits, row, timeout, path, options
end

local function response(text, status, head, body, time)
  if status == 0 then
    return setmetatable({ "", text, status = 0, body = "", time = time, error = head }, Response)
  end
  return setmetatable({ head, text, status = status, body = body, time = time }, Response)
end

function exchange(u, method, path, options)
  local slot = type(u) == "table" and u[0] or no_colon("u:" .. lower(method.name), 3)
  local text, traits, row, timeout
  text, traits, row, timeout, path, options = prepare(slot, method, path, options)
  local status, head, body, time, has_cookies = yield(MARK, text, traits, row, timeout)
  current = u
  local r = response(text, status, head, body, time)
  if status == 0 then return r end
  slot.has_cookies = has_cookies
  if status >= 300 and status < 400 then return follow(u, method, path, options, r, options and options.hops or 0) end
  return r
end

function User.get(u, path, options) return (exchange(u, GET, path, options)) end
function User.post(u, path, options) return (exchange(u, POST, path, options)) end
function User.put(u, path, options) return (exchange(u, PUT, path, options)) end
function User.patch(u, path, options) return (exchange(u, PATCH, path, options)) end
function User.delete(u, path, options) return (exchange(u, DELETE, path, options)) end
function User.head(u, path, options) return (exchange(u, HEADS, path, options)) end
function User.options(u, path, options) return (exchange(u, OPTIONS, path, options)) end
function User.request(u, method, path, options)
  if type(u) ~= "table" then no_colon("u:request", 2) end
  return (exchange(u, method_of(method, 3), path, options))
end

-- The method, the path and the options of one request of a batch: "/a", { "GET", "/a", options } or
-- { method = "GET", url = "/a", name = "a" }.
local function request_of(item)
  if type(item) == "string" then return GET, item, nil end
  if type(item) ~= "table" then
    error("batch: a list of requests is expected, such as { { \"GET\", \"/a\" }, { \"GET\", \"/b\" } }", 4)
  end
  local options = item[3]
  for key, value in next, item do
    if key ~= 1 and key ~= 2 and key ~= 3 and key ~= "method" and key ~= "url" then
      if item[3] ~= nil then
        error(format("batch: the option '%s' belongs with the others, in the third place", tostring(key)), 4)
      end
      options = options or {}
      options[key] = value
    end
  end
  return method_of(item.method or item[1] or "GET", 5), item.url or item[2], options
end

-- The host finds four numbers a request in the list, traits, row, time limit and length, and puts its answer in their
-- place: status, head, body and time.
local function gather(slot, requests, count)
  local list, texts, sent = {}, {}, {}
  for i = 1, count do
    local method, path, given = request_of(requests[i])
    local text, traits, row, timeout, target, options = prepare(slot, method, path, given)
    local at = 4 * i
    list[at - 3], list[at - 2], list[at - 1], list[at] = traits, row, timeout or 0, #text
    texts[i], sent[i] = text, { method, target, options }
  end
  return list, texts, sent
end

-- Redirects are followed once all have been answered, one after the other.
function User.batch(u, requests)
  if type(u) ~= "table" or not u[0] then no_colon("u:batch", 2) end
  local count = type(requests) == "table" and #requests
  if not count or count == 0 and next(requests) ~= nil then
    error("batch: a list of requests is expected, such as { { \"GET\", \"/a\" }, { \"GET\", \"/b\" } }", 2)
  end
  local answers = {}
  if count == 0 then return answers end
  local slot = u[0]
  local list, texts, sent = gather(slot, requests, count)
  slot.has_cookies = yield(MARK, BATCH, concat(texts), list, count)
  current = u
  for i = 1, count do
    local at = 4 * i
    answers[i] = response(texts[i], list[at - 3], list[at - 2], list[at - 1], list[at])
  end
  for i = 1, count do
    local status = answers[i].status
    if status >= 300 and status < 400 then
      answers[i] = follow(u, sent[i][1], sent[i][2], sent[i][3], answers[i], 0)
    end
  end
  return answers
end

-- Park and Miller's generator: the same numbers on each engine, for each user its own.
local function draw(slot)
  local seed = slot.seed * 48271 % 2147483647
  slot.seed = seed
  return (seed - 1) / 2147483646
end

-- As math.random.
function User.random(u, first, last)
  if type(u) ~= "table" then no_colon("u:random", 2) end
  local share = draw(u[0])
  if not first then return share end
  if not last then first, last = 1, first end
  if last < first then error(format("random: there is no number from %s to %s", tostring(first), tostring(last)), 2) end
  return floor(share * (last - first + 1) + first)
end

function User.think(u, least, most)
  if type(u) ~= "table" then no_colon("u:think", 2) end
  local seconds = least
  if type(seconds) ~= "number" or most ~= nil and type(most) ~= "number" then
    error("think: seconds are expected, as in u:think(0.5) or u:think(0.5, 2)", 2)
  end
  if most then seconds = least + (most - least) * draw(u[0]) end
  if seconds > 0 then
    yield(MARK, THINK, seconds)
    current = u
  end
end

local function on_error(value)
  if value == STOP then return STOP end
  return entries.handler(value)
end

local function body(slot, which, iteration)
  while true do
    local u = setmetatable({ id = slot.id, iteration = iteration, [0] = slot }, User)
    current = u
    slot.group, slot.has_cookies = nil, false
    local ok, problem = xpcall(runs[which], on_error, u, handed)
    if ok then
      which, iteration = yield(MARK, DONE)
    elseif problem == STOP then
      which, iteration = yield(MARK, STOPPED)
    else
      which, iteration = yield(MARK, FAILED, problem)
    end
  end
end

-- Anchors the coroutines: the host knows them by their address alone.
local anchors = {}

function entries.user(index, id, seed)
  local slot = { index = index, id = floor(id), seed = seed }
  local co = create(function(which, iteration) return body(slot, which, floor(iteration)) end)
  anchors[index] = co
  return co
end

function entries.stop_user() error(STOP, 0) end

function entries.current_draw() return current and draw(current[0]) or 0 end

-- What users see besides u -------------------------------------------------------------------------------------------

local function new_check(name)
  if type(name) ~= "string" then error("check: expected check(r, \"what is right\", condition)", 3) end
  if #check_order >= longest_list then name = "(other checks)" end
  local known = checks[name]
  if known then return known end
  known = { 0, 0, nil }
  checks[name] = known
  check_order[#check_order + 1] = name
  return known
end

local api = {}

function api.check(r, name, condition)
  local count = checks[name] or new_check(name)
  if type(condition) == "function" then condition = condition(r) end
  if tracing then call(TRACE_CHECK, name, condition and true or false, describe(r)) end
  if condition then
    count[1] = count[1] + 1
    return true
  end
  count[2] = count[2] + 1
  if not count[3] then count[3] = describe(r) end
  return false
end

local function leave(slot, before, name, began, ...)
  slot.group = before
  call(GROUP_END, name, began)
  return ...
end

function api.group(name, run, ...)
  if not current then error("group: it belongs inside user(u)", 2) end
  if type(name) ~= "string" or type(run) ~= "function" then
    error("group: expected group(\"checkout\", function() ... end)", 2)
  end
  local slot = current[0]
  local before = slot.group
  local full = before and before .. " / " .. name or name
  slot.group = full
  return leave(slot, before, full, call(GROUP_BEGIN), run(...))
end

-- The first key of a table that is none of the known ones, with those that there are; nil where all are known.
local function unknown(given, known, list)
  for key in next, given do
    if not known[key] then return format("there is no option '%s'; there are %s", tostring(key), list) end
  end
end

local of_scenario, of_kind = { cookies = true, redirects = true }, { true, weight = true }

-- Where the script says `options = { … }`, for what is wrong with them. It no longer looks once the script is loaded.
local settings_place = ""
local watch = {}

function watch.__newindex(list, name, value)
  if name == "options" then
    local place = getinfo(2, "Sl")
    settings_place = format("%s:%d: ", place.short_src, place.currentline)
  end
  rawset(list, name, value)
end

if getmetatable(globals) == nil then setmetatable(globals, watch) end

local function register(name)
  if type(name) ~= "string" then
    error("user: expected function user(u), or user \"name\" { weight = 9, function(u) ... end }", 2)
  end
  return function(definition)
    local run = type(definition) == "table" and definition[1]
    local weight = type(definition) == "table" and (definition.weight or 1)
    local message = type(definition) == "table" and unknown(definition, of_kind, "weight and the function")
    if message then error(format("user \"%s\": %s", name, message), 2) end
    local is_weight = type(weight) == "number" and weight >= 1 and weight <= 1000 and weight == floor(weight)
    if type(run) ~= "function" or not is_weight then
      error(format("user \"%s\": expected { weight = 9, function(u) ... end }; a weight is 1 to 1000", name), 2)
    end
    runs[#runs + 1], names[#names + 1], weights[#weights + 1] = run, name, weight
  end
end
api.user = register

for name, value in pairs(api) do globals[name] = value end

-- Entries ------------------------------------------------------------------------------------------------------------

local theirs = { "request", "response", "init", "delay", "done" }

-- After the script: the users by name and weight, a line each; nothing where it is no scenario after all.
function entries.scenario()
  if getmetatable(globals) == watch then setmetatable(globals, nil) end
  local user = rawget(globals, "user")
  local is_plain = type(user) == "function" and user ~= register
  if not is_plain and #runs == 0 then
    for name, value in pairs(api) do
      if rawget(globals, name) == value then globals[name] = nil end
    end
    if rawget(globals, "data") == entries.data then globals.data = nil end
    coroutine.resume, coroutine.wrap = resume, wrap
    return nil
  end
  for i = 1, #theirs do
    if type(rawget(globals, theirs[i])) == "function" then
      error(format("the script has both user() and wrk's %s(): it is either a scenario or a script for wrk, "
        .. "so remove one", theirs[i]), 0)
    end
  end
  if is_plain then
    if #runs > 0 then error("the script has both function user(u) and user \"name\" { ... }: use one of them", 0) end
    runs[1], names[1], weights[1] = user, "user", 1
  end
  local lines = {}
  for i = 1, #runs do lines[i] = format("%d %s", weights[i], names[i]) end
  return concat(lines, "\n")
end

-- Once, when the run's headers are complete.
function entries.scenario_ready()
  local headers = wrk.headers
  name_host()
  settings.base = wrk.scheme .. "://" .. tostring(headers["Host"])
  local options = rawget(globals, "options")
  options = type(options) == "table" and options or {}
  local message = unknown(options, of_scenario, "cookies and redirects")
  local redirects = options.redirects == nil and 10 or redirects_of(options.redirects)
  message = message or not redirects and redirects_wanted
  if message then error(settings_place .. "options: " .. message, 0) end
  settings.redirects = redirects
  defaults = {}
  local lines = { " HTTP/1.1\r\nHost: " .. tostring(headers["Host"]) .. "\r\n" }
  defaults[1] = { key = "host", line = "Host: " .. tostring(headers["Host"]) .. "\r\n" }
  local keys, count = sorted_keys(headers)
  for i = 1, count do
    local name = keys[i]
    local key = lower(name)
    if key ~= "host" then
      local line = name .. ": " .. tostring(headers[name]) .. "\r\n"
      defaults[#defaults + 1] = { key = key, line = line }
      default_kind = default_kind or key == "content-type"
      if key == "cookie" then default_cookie = "\n" .. sub(line, 1, -2) end
      lines[#lines + 1] = line
    end
  end
  lines[#lines + 1] = "\r\n"
  tail = concat(lines)
  return (options.cookies == false and "no cookies " or "") .. (settings.redirects <= 0 and "no redirects" or "")
end

-- setup and teardown run as users do, in the main state. What setup returns goes to every user, through text.
function entries.once(name)
  local run = rawget(globals, name)
  if type(run) ~= "function" then return nil end
  runs[0] = function(u)
    local result = run(u, handed)
    if name ~= "setup" then return end
    local text, message = encode(result)
    if not text then error("setup: what it returns goes to all threads: " .. message, 0) end
    entries.result = text
  end
  return true
end

function entries.take_result() return entries.result end

function entries.hand(text) handed = decode(text) end

function entries.trace() tracing = true end

-- What was counted since the last call, as lines: passes, failures, name and the first failure's sample.
function entries.counts()
  if #check_order == 0 then return nil end
  local lines = {}
  for i = 1, #check_order do
    local count = checks[check_order[i]]
    lines[i] = format("%d\t%d\t%s\t%s", count[1], count[2], gsub(check_order[i], "[\t\n]", " "), count[3] or "")
    count[1], count[2] = 0, 0
  end
  return concat(lines, "\n")
end
