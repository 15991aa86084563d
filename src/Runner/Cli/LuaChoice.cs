namespace Runner.Cli;

// Which Lua the user asked for.
internal enum LuaChoice
{
    Auto,
    LuaJit,
    Lua54,
}
