using System.Threading.Tasks;

namespace Runner.Tests.Demo;

/// <summary><c>runner demo</c> as a process.</summary>
public sealed class DemoCommandTests
{
    [Fact]
    public async Task SaysWhatItRunsAndReports()
    {
        (int exitCode, string output, _) = await RunnerProcess.RunAsync("demo", "--duration", "1s");

        Assert.Matches(@"^\$ runner wrk -t2 -c64 -d1s --latency http://127\.0\.0\.1:\d+/user/123\n", output);
        Assert.Matches(@"\n +[1-9]\d* requests in ", output);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task AWrongOptionIsExitCodeOne() =>
        Assert.Equal(1, (await RunnerProcess.RunAsync("demo", "--nonsense")).ExitCode);
}
