-- Batches of one, two and three requests by turns.
local sizes, turn, kept = { 1, 2, 3 }, 0, nil

function setup(thread) kept = thread end

function init(args) received = 0 end

function request()
  turn = turn + 1
  local batch = {}
  for i = 1, sizes[(turn - 1) % 3 + 1] do batch[i] = wrk.format("GET", "/" .. turn .. "/" .. i) end
  return table.concat(batch)
end

function response() received = received + 1 end

function done(summary) print(kept:get("received") == summary.requests) end
