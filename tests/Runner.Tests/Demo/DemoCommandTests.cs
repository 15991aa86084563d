using System;
using System.IO;
using System.Threading.Tasks;
using Runner.Demo;

namespace Runner.Tests.Demo;

/// <summary><c>runner demo</c> as a process.</summary>
public sealed class DemoCommandTests
{
    [Fact]
    public async Task U11_SaysWhatItDoesWhatItRunsAndWhatIsNext()
    {
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync("demo", "--duration", "1s");

        Assert.StartsWith(
            "runner demo: starting a server to load, on a free port of this machine\n"
                + "runner demo: it answers at http://",
            error,
            StringComparison.Ordinal);
        Assert.Matches(@"^\$ runner wrk -t2 -c64 -d1s --latency http://127\.0\.0\.1:\d+/user/123\n", output);
        Assert.Matches(@"\n +\d+ requests in ", output);
        Assert.Matches(@"\nNext, with a server of yours:\n", output);
        Assert.All(
            new[] { " -R1000 ", " --html ", "runner compare ", "runner demo --scenario" },
            next => Assert.Contains(next, output, StringComparison.Ordinal));
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task U11_AScenarioIsShownAndRun()
    {
        (_, string output, string error) = await RunnerProcess.RunAsync("demo", "--scenario", "-d1s");

        Assert.Contains("function user(u)", output, StringComparison.Ordinal);
        Assert.Contains(" -s ", output, StringComparison.Ordinal);
        Assert.Matches(@"\n +\d+ requests in ", output);
        Assert.Contains("checks>99%", error, StringComparison.Ordinal);
        Assert.Contains("--trace", output, StringComparison.Ordinal);
    }

    // What it does in one second depends on the machine; what one user does, does not.
    [Fact]
    public async Task U11_TheScenarioPassesItsChecks()
    {
        using DemoTarget target = DemoTarget.Start(RunnerUnderTest.Executable);
        using DemoFolder folder = new();
        string script = folder.Save("shop.lua", DemoText.Scenario);
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", "-n8", "-T60s", "-s", script, "--threshold", "checks>99%", target.Url);
        Assert.True(exitCode == 0, output + error);
        Assert.Contains("pass: checks>99% (100%)", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task U11_AMasterThatIsInstalledIsUsed()
    {
        if (DemoMaster.Find(Environment.GetEnvironmentVariable("PATH")) is null)
        {
            return;
        }

        (int exitCode, string output, string error) = await RunnerProcess.RunAsync("demo", "--locust", "-d2s");

        Assert.Matches(@"\$ locust -f .* --master --headless ", output);
        Assert.Matches(@"\$ runner locust --master-host=127\.0\.0\.1 --master-port=\d+ /user/123\n", output);

        // Its table, which masters print to one stream or the other.
        Assert.Contains("Registered as worker", error, StringComparison.Ordinal);
        Assert.Contains("Aggregated", output + error, StringComparison.Ordinal);
        Assert.Contains("http://localhost:8089", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void U11_AMasterIsFoundWhereProgramsAre()
    {
        string folder = Directory.CreateTempSubdirectory("runner-test-").FullName;
        Assert.Null(DemoMaster.Find($"{folder}{Path.PathSeparator}"));
        Assert.Null(DemoMaster.Find(null));
        File.WriteAllText(Path.Combine(folder, "locust"), "");
        Assert.Equal(Path.Combine(folder, "locust"), DemoMaster.Find($"/nonexistent{Path.PathSeparator}{folder}"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task TwoAtOnceAreRefused()
    {
        (int exitCode, _, string error) = await RunnerProcess.RunAsync("demo", "--scenario", "--locust");
        Assert.Equal(1, exitCode);
        Assert.Equal(
            "runner demo: --scenario and --locust are two demonstrations: run one after the other\n", error);
    }

    [Fact]
    public async Task AWrongOptionIsExitCodeOne() =>
        Assert.Equal(1, (await RunnerProcess.RunAsync("demo", "--nonsense")).ExitCode);
}
