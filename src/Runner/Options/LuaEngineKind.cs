namespace Runner.Options;

// Which Lua runs the scripts; Auto is a wish, the other two are also answers (see LuaEngineChoice).
internal enum LuaEngineKind : byte
{
    Auto,
    LuaJit,
    Lua54,
}
