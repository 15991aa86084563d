namespace Runner.Scripting;

// A failure of a script as a value: the message as Lua gives it (it begins with file and line), and the stack for -v.
internal sealed record ScriptError(ScriptErrorKind Kind, string Message, string Traceback = "")
{
    // 107 tells "ended by the script while running" from "never started" (docs/wrk-compatibility.md).
    public int ExitCode => Kind == ScriptErrorKind.Run ? 107 : 1;

    public override string ToString() => Message;
}

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
