using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
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
        ProcessStartInfo start = new(program, ["0.05", "5"]) { RedirectStandardOutput = true };
        using Process soak = Process.Start(start)!;
        string output = await soak.StandardOutput.ReadToEndAsync();
        await soak.WaitForExitAsync();
        Assert.True(soak.ExitCode == 0, output);
        Assert.Contains("0 violations", output, System.StringComparison.Ordinal);
    }

}
