using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using FastHttp.Pooling;
using Testing;

namespace FastHttp.Tests.Faults;

/// <summary>The soak, for a few seconds, so that it runs when it is wanted: in a process of its own.</summary>
public sealed class SoakTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    [Fact]
    public async Task X86_a_soak_of_seconds_finds_nothing()
    {
        string program = Path.Combine(SourceFiles.Root, "tests/Soak/bin", Configuration, "net10.0/Soak");

        // With the checks on, octets of returned messages that somebody still reads are not his answer.
        ProcessStartInfo start = new(program, ["0.05", "5"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[MessageChecks.EnvironmentVariable] = "1";
        using Process soak = Process.Start(start)!;
        Task<string> errors = soak.StandardError.ReadToEndAsync();
        string output = await soak.StandardOutput.ReadToEndAsync() + await errors;
        await soak.WaitForExitAsync();
        Assert.True(soak.ExitCode == 0, output);
        Assert.Contains("0 violations", output, StringComparison.Ordinal);
        Assert.DoesNotContain("never returned", output, StringComparison.Ordinal);
    }
}
