using System;
using Runner.Scripting;

namespace Runner.Tests.Scripting;

// A test that needs libluajit: skipped with the reason where it is missing, but not in CI, where it must be there.
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LuaJitFactAttribute : FactAttribute
{
    public LuaJitFactAttribute()
    {
        if (LuaApi.LuaJit is null && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = "libluajit-5.1.so.2 is not installed: every case runs on Lua 5.4 only";
        }
    }
}
