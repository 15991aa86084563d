-- Stops while it pauses for longer than the run lasts.
function delay()
  wrk.thread:stop()
  return 60000
end
