-- Takes its time to start, then sends at most ten requests a second on a connection.
function init(args) os.execute("sleep 0.5") end

function delay() return 100 end
