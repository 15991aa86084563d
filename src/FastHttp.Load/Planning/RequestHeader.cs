namespace FastHttp.Load.Planning;

// One header field of the request, verbatim.
internal sealed record RequestHeader(string Name, string Value);
