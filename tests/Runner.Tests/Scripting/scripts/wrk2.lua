-- The older style: init calls wrk.init first and then prepares the requests; results are read by index.
local prepared, turn = {}, 0

init = function(args)
  wrk.init(args)
  for i = 1, 3 do prepared[i] = wrk.format("GET", "/item/" .. i) end
  started = wrk.time_us()
end

request = function()
  turn = turn % #prepared + 1
  return prepared[turn]
end

done = function(summary, latency, requests)
  print(#latency, latency[#latency], latency:percentile(50), summary.requests, summary.errors.timeout)
end
