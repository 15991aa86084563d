-- A lookup that finds nothing ends the program, even when the error is caught.
function setup(thread) print(pcall(wrk.lookup, "127.0.0.1", "nosuchservice")) end
