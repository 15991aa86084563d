namespace Runner.Scripting;

// When a script failed; what to do about it follows from the kind alone (ScriptError.ExitCode).
internal enum ScriptErrorKind : byte
{
    // The wanted Lua is not installed.
    Engine,

    // The file cannot be read or compiled, or its top level failed.
    Load,

    // setup, init or the first request failed: the run has not begun.
    Start,

    // The first request is not valid HTTP.
    Request,

    // wrk.lookup found no address; final even where the script caught it.
    Lookup,

    // A callback failed while the load was running, or done() failed after it.
    Run,
}
