-- Percentiles as comma separated values after the report.
done = function(summary, latency, requests)
  print(("-"):rep(30))
  for _, share in ipairs({ 50, 90, 99, 99.999 }) do
    io.write(string.format("%g%%,%d\n", share, latency:percentile(share)))
  end
end
