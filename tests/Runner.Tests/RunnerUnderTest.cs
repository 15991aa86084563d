using System;
using System.IO;

namespace Runner.Tests;

/// <summary>
/// Which command the tests start. The variable names the native file, which is what ships; test.sh makes it first and
/// sets the variable. Without it, it is the build beside the tests, which runs on the runtime. With CI=true it has to
/// be native code, which a test looks at.
/// </summary>
internal static class RunnerUnderTest
{
    public const string Variable = "RUNNER_UNDER_TEST";

    /// <summary>What the build copies beside the tests.</summary>
    public static string Build { get; } = Path.Combine(AppContext.BaseDirectory, "runner");

    /// <summary>What the tests start.</summary>
    public static string Executable { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : Build;
}
