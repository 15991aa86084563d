-- A form, sent the same each time.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.body = "foo=bar&baz=quux"
