using System;
using System.IO;

namespace Runner.Tests.Scripting;

// A theory whose oracle is the luajit program: skipped with the reason where it is missing, but not in CI.
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LuaJitProgramTheoryAttribute : TheoryAttribute
{
    public const string Program = "/usr/bin/luajit";

    public LuaJitProgramTheoryAttribute()
    {
        if (!File.Exists(Program) && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = "the luajit program is not installed";
        }
    }
}
