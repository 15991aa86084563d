-- More than a socket's buffers take at once.
wrk.method = "POST"
wrk.body = ("x"):rep(1000000)
