-- Three requests in one go, 100 ms each.
local batch

function init(args) batch = wrk.format("GET", "/sleep100"):rep(3) end

function request() return batch end
