using Runner.Options;

namespace Runner.Scripting;

// The engine that a run uses and, for people, why. Immutable.
internal sealed record LuaEngineChoice(LuaEngineKind Kind, string Reason)
{
    public string Name => Kind == LuaEngineKind.LuaJit ? "LuaJIT" : "Lua 5.4";

    public override string ToString() => $"{Name} ({Reason})";
}
