using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Testing;

namespace Bench.Comparison;

/// <summary>The programs on the libraries, in both forms: on the runtime, and native code.</summary>
internal static class LibraryPrograms
{
    private const string Program = "library-peers";

    // Where its own build is: what is copied beside the bench leaves out what the bench has from ASP.NET Core.
    private static readonly string s_build = Path.Combine(
        SourceFiles.Root, "bench", "Libraries",
        Path.GetRelativePath(Path.Combine(SourceFiles.Root, "bench"), AppContext.BaseDirectory), Program);

    /// <summary>What starts one on the runtime.</summary>
    /// <remarks>
    /// Compiled once, whole: else most of what these programs cost in a run of seconds were the compiler's second
    /// thoughts, of which a program that runs for hours has none.
    /// </remarks>
    public static string[] OnRuntime { get; } =
        ["env", "DOTNET_TieredCompilation=0", s_build];

    /// <summary>Makes native code of them, which takes a minute.</summary>
    /// <param name="folder">Where to.</param>
    /// <returns>What starts one, or what was in the way.</returns>
    public static (string[]? Command, string? Missing) MakeNative(string folder)
    {
        string project = Path.Combine(SourceFiles.Root, "bench", "Libraries");
        string target = Path.Combine(folder, "native");
        ProcessStartInfo start = new(
            "dotnet", ["publish", project, "-c", "Release", "-r", "linux-x64", "-o", target, "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
        };
        Console.Error.WriteLine("bench: making native code of the libraries' programs");
        using Process publish = Process.Start(start)!;
        string output = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        return publish.ExitCode == 0
            ? ([Path.Combine(target, Program)], null)
            : (null, "clang or gcc, zlib1g-dev; dotnet says: "
                + output.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal)));
    }
}
