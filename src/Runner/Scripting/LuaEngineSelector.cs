using Runner.Options;

namespace Runner.Scripting;

// The one place that decides which Lua runs (ADR-0005): what was asked for, else LuaJIT where it is installed, because
// scripts are written for it, else the Lua 5.4 that comes with the program.
internal static class LuaEngineSelector
{
    // Null when the wanted engine is not there; the reason then says what to install.
    public static LuaApi? TrySelect(LuaEngineKind wanted, out LuaEngineChoice? choice, out string? failure)
    {
        LuaApi? api = wanted == LuaEngineKind.Lua54 ? LuaApi.Lua54 : LuaApi.LuaJit;
        string reason = wanted == LuaEngineKind.Auto ? "found on this system" : "asked for";
        if (api is null && wanted == LuaEngineKind.Auto)
        {
            api = LuaApi.Lua54;
            reason = "LuaJIT, libluajit-5.1.so.2, is not installed";
        }

        choice = api is null ? null : new LuaEngineChoice(api.Kind, reason);
        failure = api is not null ? null : wanted == LuaEngineKind.LuaJit
            ? "LuaJIT is not installed: libluajit-5.1.so.2 was not found (Debian: libluajit-5.1-2)"
            : "Lua 5.4 is missing: the native library lua54 was not found beside the program";
        return api;
    }
}

// The engine that a run uses and, for people, why. Immutable.
internal sealed record LuaEngineChoice(LuaEngineKind Kind, string Reason)
{
    public string Name => Kind == LuaEngineKind.LuaJit ? "LuaJIT" : "Lua 5.4";

    public override string ToString() => $"{Name} ({Reason})";
}
