-- Stopping has no effect before the run.
function setup(thread) thread:stop() end

function init(args) wrk.thread:stop() end
