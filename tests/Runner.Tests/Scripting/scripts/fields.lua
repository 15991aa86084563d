-- The last response as response() saw it, written out at the end.
local kept

function setup(thread) kept = thread end

function init(args) calls, seen = 0, "nothing" end

function response(status, headers, body)
  local lines = {}
  for name, value in pairs(headers) do lines[#lines + 1] = name .. "=[" .. value .. "]" end
  table.sort(lines)
  calls = calls + 1
  seen = status .. " " .. #body .. " " .. body:gsub("%z", "0"):sub(1, 20) .. " " .. table.concat(lines, " ")
end

function done() print(kept:get("seen"), kept:get("calls") > 0) end
