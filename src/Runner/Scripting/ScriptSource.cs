using System;
using System.IO;

namespace Runner.Scripting;

// The script file, read once and run in every state. Immutable.
internal sealed class ScriptSource
{
    private readonly byte[] _text;
    private readonly string _name;
    private readonly string _folder;

    private ScriptSource(byte[] text, string path)
    {
        _text = text;
        _name = "@" + path;
        _folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        IsMarked = ScenarioMarks.AreIn(text);
        Hint = IsMarked ? null : ScenarioMarks.HintFor(text);
    }

    // Whether it looks like a scenario: only then does it see what scenarios have besides wrk's names.
    public bool IsMarked { get; }

    // What its author may have meant instead, for people; null as a rule.
    public string? Hint { get; }

    public static ScriptSource? TryRead(string path, out ScriptError? error)
    {
        error = null;
        try
        {
            return new ScriptSource(StripFirstLine(File.ReadAllBytes(path)), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            error = new ScriptError(ScriptErrorKind.Load, $"cannot open {path}: {Describe(failure)}");
            return null;
        }
    }

    // Fills wrk from the plan, then runs the file: -H comes first, so that scripts see and may override it.
    public ScriptError? LoadInto(LuaState lua, HostCalls calls, ScriptPlan plan)
    {
        lua.Begin("boot"u8);
        lua.Push(_folder).Push(plan.Output is null ? null : "redirected");
        string? failure = Run(lua);
        lua.Begin("url"u8);
        failure ??= Run(lua.Push(plan.Scheme).Push(plan.Host).Push(plan.Port).Push(plan.Path));
        foreach ((string name, string value) in plan.Headers)
        {
            lua.Begin("header"u8);
            failure ??= Run(lua.Push(name).Push(value));
        }

        if (failure is not null)
        {
            lua.Reset();
            return new ScriptError(ScriptErrorKind.Start, failure);
        }

        if (IsMarked)
        {
            lua.LoadScenario();
        }

        lua.Begin("run"u8);
        failure = lua.Push(_text.AsSpan()).Push(_name).Finish();
        ScriptError? error = ScriptHost.ErrorOf(lua, calls, failure, ScriptErrorKind.Load);
        lua.Reset();
        return error;
    }

    private static string? Run(LuaState lua)
    {
        string? failure = lua.Finish();
        lua.Reset();
        return failure;
    }

    // What the Lua loaders skip too: a byte order mark, and a first line that begins with #. Its line end stays, so
    // that line numbers hold.
    private static byte[] StripFirstLine(byte[] text)
    {
        ReadOnlySpan<byte> rest = text;
        if (rest.StartsWith("\uFEFF"u8))
        {
            rest = rest[3..];
        }

        if (rest is [(byte)'#', ..])
        {
            int end = rest.IndexOf((byte)'\n');
            rest = end < 0 ? [] : rest[end..];
        }

        return rest.ToArray();
    }

    // The words of strerror, as wrk prints them.
    private static string Describe(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "No such file or directory",
        UnauthorizedAccessException => "Permission denied",
        _ => failure.Message,
    };
}
