-- Address and thread objects, and how their misuse is reported.
local function message(f, ...) return (select(2, pcall(f, ...)):gsub("^.*:%d+: ", "")) end

function setup(thread)
  local addr = thread.addr
  print(tostring(addr):match("^127%.0%.0%.1:%d+$") ~= nil, type(addr), type(thread), wrk.thread, #wrk.addrs)
  print(wrk.connect(addr), wrk.connect(wrk.lookup("127.0.0.1", "1")[1]), tostring(wrk.lookup("127.0.0.1", "81")[1]))
  print(pcall(function() thread.addr = "x" end) == false, message(wrk.connect, "x"))
  print(message(function() thread.foo = 1 end))
end

function init(args)
  print(type(wrk.thread), wrk.addrs, tostring(wrk.thread.addr):match("^[%d.]+"))
end
