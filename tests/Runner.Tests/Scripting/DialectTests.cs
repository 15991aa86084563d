using System.Collections.Generic;
using System.Diagnostics;
using Runner.Scripting;

namespace Runner.Tests.Scripting;

// The same snippets through the luajit program and through both engines: what they print must be the same.
public class DialectTests
{
    public static IEnumerable<object[]> Snippets() => Engines.With(
        "numbers", "format", "strings", "tables", "environments", "syntax", "bits", "random", "modules");

    [LuaJitProgramTheory]
    [MemberData(nameof(Snippets))]
    public void PrintsWhatLuaJitPrints(string engine, string snippet)
    {
        string expected = RunProgram(snippet);
        using ScriptUnderTest script = ScriptUnderTest.File(engine, "snippets", snippet + ".lua", lanes: 0);

        Assert.True(script.Error is null, script.Error + "\n" + script.Error?.Traceback + "\n" + script.Output);
        Assert.Equal(expected.Split('\n'), script.Output.Split('\n'));
    }

    [LuaJitFact]
    public void LuaJitIsInstalled() => Assert.NotNull(LuaApi.LuaJit);

    private static string RunProgram(string snippet)
    {
        ProcessStartInfo start = new(
            LuaJitProgramTheoryAttribute.Program, ScriptUnderTest.PathOf("snippets", snippet + ".lua"))
        {
            RedirectStandardOutput = true,
            WorkingDirectory = ScriptUnderTest.PathOf("snippets", ""),
            StandardOutputEncoding = System.Text.Encoding.Latin1,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
