namespace FastHttp.Load.Recording;

// An error of a script that ended iterations: its message, which begins with file and line, how often, and when it was
// first and last, in µs from the start.
internal readonly record struct ScriptFault(string Message, long Count, long FirstUs, long LastUs);
