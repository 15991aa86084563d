namespace Runner.Scripting;

// Results of lua_pcall and luaL_loadbufferx; both engines number them alike.
internal enum LuaStatus
{
    Ok = 0,
    Yield = 1,
    RuntimeError = 2,
    SyntaxError = 3,
    MemoryError = 4,
    HandlerError = 5,
}
