using System;
using System.Threading.Tasks;
using FastHttp.Buffers;

namespace FastHttp.Tests.Faults;

/// <summary>The soak, for a few seconds, so that it runs when it is wanted: in a process of its own.</summary>
public sealed class SoakTests
{
    [Fact]
    public async Task X86_a_soak_of_seconds_finds_nothing()
    {
        // With the checks on, a caller that still reads a returned message does not find its answer there.
        (int exitCode, string output) = await ChildProcess.RunAsync(
            [ChildProcess.PathOf("Soak"), "0.05", "5"], (MessageChecks.EnvironmentVariable, "1"));
        Assert.True(exitCode == 0, output);
        Assert.Contains("0 violations", output, StringComparison.Ordinal);
        Assert.DoesNotContain("never returned", output, StringComparison.Ordinal);
    }
}
