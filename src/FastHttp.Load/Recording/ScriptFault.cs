namespace FastHttp.Load.Recording;

// Errors of a kind that ended iterations: the message of the first, how often, and when it was first and last, in µs
// from the start.
internal readonly record struct ScriptFault(string Kind, string Message, long Count, long FirstUs, long LastUs);
