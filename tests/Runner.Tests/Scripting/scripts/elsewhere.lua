-- Connections go to the port that the header X-Port names.
function setup(thread)
  thread.addr = wrk.lookup("127.0.0.1", wrk.headers["X-Port"])[1]
  print(wrk.connect(thread.addr))
end
