namespace Runner.Scripting;

// A failure of a script as a value: the message as Lua gives it (it begins with file and line), and the stack for -v.
internal sealed record ScriptError(ScriptErrorKind Kind, string Message, string Traceback = "")
{
    // 107 tells "ended by the script while running" from "never started" (docs/wrk-compatibility.md).
    public int ExitCode => Kind == ScriptErrorKind.Run ? 107 : 1;

    public override string ToString() => Message;
}
