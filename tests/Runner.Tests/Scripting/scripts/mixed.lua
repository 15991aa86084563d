-- A batch whose responses differ: response() sees each as it is.
local batch, kept

function setup(thread) kept = thread end

function init(args)
  seen = {}
  batch = wrk.format("GET", "/404") .. wrk.format("GET", "/authenticate") .. wrk.format("GET", "/chunked")
end

function request() return batch end

function response(status, headers, body)
  seen[status .. " " .. (headers["X-Token"] or "none") .. " " .. body] = true
end

function done()
  local lines = {}
  for line in pairs(kept:get("seen")) do lines[#lines + 1] = line end
  table.sort(lines)
  print(table.concat(lines, ", "))
end
