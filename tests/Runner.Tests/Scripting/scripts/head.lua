-- Responses that declare a length and have no body.
wrk.method = "HEAD"
