namespace FastHttp.Load.Recording;

// Why an iteration failed. Those that failed in the same place are of one kind: what is said of it may have a token or
// a body in it, and would be another thing each time.
internal readonly record struct ScenarioFault(string Kind, string Message);
