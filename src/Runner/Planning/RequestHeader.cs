namespace Runner.Planning;

// One header field of the request, verbatim.
internal readonly record struct RequestHeader(string Name, string Value);
