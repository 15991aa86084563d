namespace FastHttp.Load.Scenarios;

// A request as a user asked for it. Immutable.
internal readonly record struct UserCall(string Method, string Path, LoadBody Body, LoadCallOptions? Options);
