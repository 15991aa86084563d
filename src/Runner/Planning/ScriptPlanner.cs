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
