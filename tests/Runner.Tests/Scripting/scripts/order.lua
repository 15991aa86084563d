-- Says when it is called; the last line of a part is not always complete.
local asked = false
print("top")

function setup(thread) print("setup") end

function init(args) io.write("init, ") end

function request()
  if not asked then print("first request") end
  asked = true
  return wrk.request()
end

function done()
  print("done")
  io.write("the end")
end
