using System;
using System.IO;
using Testing;

namespace Runner.Tests.Results;

/// <summary>A fact that needs node and the package hdr-histogram-js, which test.sh installs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresHdrFactAttribute : FactAttribute
{
    public RequiresHdrFactAttribute() => Skip = Peers.SkipReason("node")
        ?? (IsInstalled || Environment.GetEnvironmentVariable("CI") == "true"
            ? null
            : "hdr-histogram-js is not installed (./test.sh does that)");

    /// <summary>Where the packages are.</summary>
    public static string Modules { get; } = Path.Combine(Root(), "artifacts", "node", "node_modules");

    private static bool IsInstalled => Directory.Exists(Path.Combine(Modules, "hdr-histogram-js"));

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "perf.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
