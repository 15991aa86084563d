-- Types and relations of what done() gets; the last line is where wrk differs.
function done(summary, latency, requests)
  local errors = summary.errors
  print(type(summary.duration), summary.requests > 0, summary.bytes > summary.requests)
  print(errors.connect, errors.read, errors.write, errors.status, errors.timeout)
  print(type(latency), type(requests), type(latency.min), type(latency.max), type(latency.mean), type(latency.stdev))
  print(latency.min <= latency.mean, latency.mean <= latency.max, requests.max > 0)
  print(latency:percentile(50) <= latency:percentile(99), latency:percentile(99.9) <= latency.max)
  local value, count = latency(1)
  print(value == latency.min, count > 0, latency:percentile(0) == latency.min)
  local past, distinct = latency(#latency + 1)
  print(past, distinct == #latency)
  local total = 0
  for i = 1, #latency do total = total + select(2, latency(i)) end
  print(total >= summary.requests)
  print(latency.unknown, latency:percentile(100) == latency.max)
end
