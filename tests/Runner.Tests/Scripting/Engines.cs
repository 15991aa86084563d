using System.Collections.Generic;
using Runner.Options;
using Runner.Scripting;

namespace Runner.Tests.Scripting;

// The Lua engines that this machine has. LuaJitFactAttribute tells where LuaJIT is missing, so that no case is lost
// without a word.
internal static class Engines
{
    public static IEnumerable<object[]> All()
    {
        if (LuaApi.LuaJit is not null)
        {
            yield return [nameof(LuaEngineKind.LuaJit)];
        }

        yield return [nameof(LuaEngineKind.Lua54)];
    }

    public static IEnumerable<object[]> With(params string[] values)
    {
        foreach (object[] engine in All())
        {
            foreach (string value in values)
            {
                yield return [engine[0], value];
            }
        }
    }
}
