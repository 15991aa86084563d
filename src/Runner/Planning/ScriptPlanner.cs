using Runner.Cli;

namespace Runner.Planning;

// The options on scripts → how one is run. Stateless.
internal static class ScriptPlanner
{
    public static ScriptSettings Plan(CliOptions options) => new()
    {
        Engine = options.Lua switch
        {
            LuaChoice.LuaJit => LuaEngineKind.LuaJit,
            LuaChoice.Lua54 => LuaEngineKind.Lua54,
            _ => LuaEngineKind.Auto,
        },
        PrintsAside = options.Output.TakesStandardOutput,
    };
}
