using Runner.Options;

namespace Runner.Planning;

// The options on scripts → how one is run.
internal static class ScriptPlanner
{
    public static ScriptSettings Plan(CliOptions options) => new()
    {
        Engine = options.Lua,
        PrintsAside = options.Output.TakesStandardOutput,
    };
}

// How a script is run, which is nothing to the load: on which Lua, and where it prints. Immutable.
internal sealed record ScriptSettings
{
    /// <summary>Which Lua the script asks for.</summary>
    public LuaEngineKind Engine { get; init; }

    /// <summary>Whether what the script prints goes to stderr, since stdout is a result's.</summary>
    public bool PrintsAside { get; init; }
}
