using System;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using Testing;

namespace Bench.Comparison;

/// <summary>The runner that is measured: native code, as it ships, unless another is named.</summary>
internal static class MeasuredRunner
{
    private static readonly string s_native =
        Path.Combine(SourceFiles.Root, "artifacts", "publish", "linux-x64", "runner");

    /// <summary>The option that names it.</summary>
    public static Option<string> Option() => new("--runner")
    {
        Description = "The runner to measure; what ./publish.sh has made, if it is there",
        DefaultValueFactory = _ => File.Exists(s_native) ? s_native : Path.Combine(AppContext.BaseDirectory, "runner"),
    };

    /// <summary>What is measured, for the heading: its file, and what the file says of itself.</summary>
    public static string Describe(string runner)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(runner, ["--version"]) { RedirectStandardOutput = true })!;
        string version = process.StandardOutput.ReadLine() ?? "says nothing";
        process.WaitForExit();
        string file = Path.GetRelativePath(SourceFiles.Root, Path.GetFullPath(runner));
        return $"runner: {file}, made {File.GetLastWriteTimeUtc(runner):yyyy-MM-dd HH:mm} UTC: {version}";
    }
}
