using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;
using Runner.Locust.Options;
using SpecCaseAttribute = Testing.SpecCaseAttribute;

namespace Runner.Tests.Locust;

/// <summary><c>runner locust --headless</c>: a run without a master, its files and its exit codes.</summary>
public sealed class HeadlessTests
{
    [Fact]
    public async Task TableAndFilesAgreeWithTheTarget()
    {
        await using CountingTarget target = new();
        string folder = Directory.CreateTempSubdirectory("runner-locust-").FullName;
        try
        {
            string prefix = Path.Combine(folder, "run");
            (int code, _, string error) = await RunnerProcess.RunAsync(
                "locust", "-headless", "-u5", "-r", "100", "-t4s", "-s60", "--threads=2", "--wait", "constant:0.01",
                "--csv", prefix, "--host", target.Url, "/a");
            Assert.Equal(0, code);
            Assert.Matches($@"GET      /a +{target.Total} +0\(0\.00%\) \|", error);
            Assert.Contains("Response time percentiles (approximated)", error, StringComparison.Ordinal);
            string stats = await File.ReadAllTextAsync(prefix + "_stats.csv");
            Assert.Contains($"GET,/a,{target.Total},0,", stats, StringComparison.Ordinal);
            Assert.Equal(
                "Method,Name,Error,Occurrences,First Seen,Last Seen\r\n",
                await File.ReadAllTextAsync(prefix + "_failures.csv"));
            Assert.Equal("Count,Message,Traceback,Nodes\r\n", await File.ReadAllTextAsync(prefix + "_exceptions.csv"));
            string history = await File.ReadAllTextAsync(prefix + "_stats_history.csv");
            Assert.Contains(",Aggregated,", history, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7, "--exit-code-on-error", "7")]
    public async Task AFailureDecidesTheExitCode(int expected, params string[] more)
    {
        await using CountingTarget target = new();
        (int code, _, string error) = await RunUntilAsync(
            () => target.Total >= 1,
            ["locust", "--headless", "-s60", "--only-summary", "--wait=constant:0.1", .. more, target.Url + "/fail"]);
        Assert.Equal(expected, code);
        Assert.Contains("GET /fail: HTTP 503", error, StringComparison.Ordinal);
    }

    // 0.0.0.0 is connected to as this machine, and is no name to look up.
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    public async Task ARefusedConnectionIsAFailureAndKeepsTheWaitTime(string host)
    {
        (int code, _, string error) = await RunnerProcess.RunAsync(
            "locust", "--headless", "-t5", "--only-summary", "--wait=constant:30", $"http://{host}:1/a");
        Assert.Equal(1, code);
        Assert.Matches(@"(?m)^1 +GET /a: connection refused", error);
    }

    [Fact]
    public async Task ScriptsRunAsInWrkMode()
    {
        await using CountingTarget target = new();
        (int code, string output, _) = await RunUntilAsync(
            () => target.Total >= 2,
            "locust", "--headless", "-s60", "--only-summary", "--threads", "1", "--json",
            "-f", WorkerTests.Script("answer.lua"), target.Url);
        Assert.Equal(0, code);
        Assert.Equal(1, target.Count("GET /saw/none"));
        Assert.Equal(target.Count("GET /saw/ok"), RequestsOf(output, "/saw/ok"));
    }

    [Fact]
    public async Task PatternsPutPathsIntoOneRow()
    {
        await using CountingTarget target = new();
        (int code, string output, _) = await RunUntilAsync(
            () => target.Total >= 1,
            "locust", "--headless", "-s60", "--only-summary", "--wait", "constant:0.01", "--json",
            "--name-pattern", @"/\d+=>/[id]", "--name-pattern", @"\?.*=>", target.Url + "/user/5/x?y=1");
        Assert.Equal(0, code);
        Assert.Equal(target.Total, RequestsOf(output, "/user/[id]/x"));
    }

    [Fact]
    public async Task TheRateLimitHolds()
    {
        await using CountingTarget target = new();
        (int code, _, _) = await RunnerProcess.RunAsync(
            "locust", "--headless", "-u", "4", "-r", "100", "-t5", "--only-summary", "-max-rps", "20",
            target.Url + "/a");
        Assert.Equal(0, code);

        // A bucket for each second that began, and a busy machine may add some; without a limit it would be thousands.
        Assert.InRange(target.Total, 1, 500);
    }

    [Fact]
    public async Task ARequestInFlightIsWaitedForAsLongAsAsked()
    {
        await using CountingTarget target = new();

        // The user rests after its request, so that a signal that comes late finds no second one.
        (int code, string output, _) = await RunUntilAsync(
            () => target.Begun >= 1,
            "locust", "--headless", "--only-summary", "--json", "-s", "60", "--wait=constant:60",
            target.Url + "/slow");
        Assert.Equal(0, code);
        Assert.Equal(1, RequestsOf(output, "/slow"));
        Assert.Equal(1, target.Total);
    }

    [Fact]
    public async Task ARequestThatTakesTooLongFails()
    {
        await using CountingTarget target = new();
        (int code, _, string error) = await RunnerProcess.RunAsync(
            "locust", "--headless", "-t5", "-s60", "--only-summary", "--request-timeout", "500ms",
            "--wait=constant:60", target.Url + "/slow");
        Assert.Equal(1, code);
        Assert.Contains("GET /slow: no complete response in time", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResettingCountsFromWhenAllUsersRun()
    {
        await using CountingTarget target = new();
        (int code, string output, _) = await RunnerProcess.RunAsync(
            "locust", "--headless", "-u", "2", "-r", "0.25", "-t8", "-s60", "--only-summary", "--json",
            "--reset-stats", "--wait", "constant:0.05", target.Url + "/a");
        Assert.Equal(0, code);
        Assert.InRange(RequestsOf(output, "/a"), 1, target.Total - 1);
    }

    [Fact]
    public async Task EachTaskRunsOnceWithoutAMaster()
    {
        await using CountingTarget target = new();
        (int code, string output, _) = await RunnerProcess.RunAsync(
            "locust", "-run-tasks", "Web,Api", "-H", target.Url,
            "--user-class", "Web=" + WorkerTests.Script("web.lua"),
            "--user-class", "Api=" + WorkerTests.Script("answer.lua"),
            "--user-class", "Other=" + WorkerTests.Script("broken.lua"));
        Assert.Equal(0, code);
        Assert.Matches(@"^Web: GET /web/\[id\]: ok, [0-9.]+ ms, 2 bytes\nApi: GET /saw/none: ok, ", output);
        Assert.Equal(2, target.Total);
        (code, output, _) = await RunnerProcess.RunAsync("locust", "--run-tasks=default", target.Url + "/fail");
        Assert.Equal(1, code);
        Assert.StartsWith("default: GET /fail: HTTP 503, ", output, StringComparison.Ordinal);
        Assert.Equal(3, target.Total);
    }

    [Fact]
    public async Task VariablesStandForOptionsThatAreNotTyped()
    {
        await using CountingTarget target = new();
        ProcessStartInfo start = new(RunnerUnderTest.Executable, ["locust", "--only-summary", "-u", "1", "/a"])
        {
            RedirectStandardError = true,
            Environment =
            {
                ["LOCUST_HEADLESS"] = "true",

                // Long enough for a first request on a machine that has other work to do.
                ["LOCUST_RUN_TIME"] = "5s",
                ["LOCUST_HOST"] = target.Url,
                ["LOCUST_USERS"] = "5000",
                ["LOCUST_LOCUSTFILE"] = "locustfile.py",
            },
        };
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("Ramping to 1 users", error, StringComparison.Ordinal);
        Assert.True(target.Total > 0);
    }

    // Five seconds, so that there is a request on a machine that has other work to do. The worker finds no master,
    // which is its own exit code.
    [Theory]
    [InlineData(0, "GET      /a ", "--headless", "-t5", "--only-summary", "--wait=constant:0.1")]
    [InlineData(255, "", "--connect-timeout", "1s", "--master-port", "1")]
    public async Task ALogThatCannotBeWrittenIsSaidOnceAndCostsNothingElse(
        int expected, string row, params string[] options)
    {
        await using CountingTarget target = new();
        (int code, _, string error) = await RunnerProcess.RunAsync(
            ["locust", "--logfile", "/dev/full", .. options, target.Url + "/a"]);
        Assert.True(code == expected, error);
        Assert.StartsWith(
            "runner locust: --logfile: the log could not be written (No space left on device", error,
            StringComparison.Ordinal);
        Assert.Equal(1, error.Split("runner").Length - 1);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Contains(row, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no target", "--headless")]
    [InlineData("unknown option '--nope'", "--nope")]
    [InlineData("invalid URL", "127.0.0.1:80")]
    [InlineData("'x' for --users", "-u", "x")]
    [InlineData("'0' for --spawn-rate", "-r", "0")]
    [InlineData("'often' for --wait", "--wait", "often")]
    [InlineData("'(=>x' for --name-pattern", "--name-pattern", "(=>x")]
    [InlineData("is Python", "-f", "locustfile.py")]
    [InlineData("-m and -f exclude each other: a script says itself", "-f", "x.lua", "-m", "POST")]
    [InlineData("--urls and --user-class exclude each other", "--user-class", "a=x.lua", "--urls", "u")]
    [InlineData("there is no script 'none.lua'", "-f", "none.lua")]
    [InlineData("'Web' for --user-class", "--user-class", "Web")]
    [InlineData("'Web' for --run-tasks", "--run-tasks", "Web", "http://127.0.0.1:1/")]
    [InlineData("no target", "--run-tasks", "default")]
    [InlineData("locust --master", "--master")]
    [InlineData("'fast' for --request-increase-rate", "--request-increase-rate", "fast")]
    public async Task BadInputIsOneLineAndOne(string expected, params string[] arguments)
    {
        (int code, string output, string error) = await RunnerProcess.RunAsync(["locust", .. arguments]);
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.AsSpan().Count('\n'));
    }

    // Ends a run by a signal once enough was seen of it: a clock does not know how far a run has come.
    private static async Task<(int ExitCode, string Output, string Error)> RunUntilAsync(
        Func<bool> isEnough, params string[] arguments)
    {
        using RunnerProcess runner = RunnerProcess.Start(arguments);
        await Eventually.True(isEnough, "enough requests");
        runner.Signal("INT");
        return await runner.EndAsync();
    }

    private static int RequestsOf(string json, string name)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        foreach (JsonElement row in document.RootElement.EnumerateArray())
        {
            if (row.GetProperty("name").GetString() == name)
            {
                return row.GetProperty("num_requests").GetInt32();
            }
        }

        return -1;
    }

    [Theory]
    [InlineData("--config is not read here. Give its options on the command line", "--config", "x.conf")]
    [InlineData("--autostart is the master's (this is a worker). Give it to", "--autostart", "http://127.0.0.1:9")]
    [InlineData("--expect-workers is the master's (this is a worker). Give it to", "--expect-workers", "2")]
    [InlineData("unknown option '--no-such'. See 'runner locust --help'.", "--no-such", "2")]
    [InlineData("the master's host has no port in it ('h:8089'). Write --master-host h:", "--master-host", "h:8089")]
    [SpecCase("locust", 60)]
    public async Task AMistakeIsBlamedOnTheOptionAndNotOnItsValue(string why, params string[] arguments)
    {
        (int code, string output, string error) = await RunnerProcess.RunAsync(["locust", .. arguments]);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("runner locust: " + why, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("--processes", "-1")]
    [InlineData("--processes=-1")]
    [InlineData("-processes=-1")]
    [SpecCase("locust", 60)]
    public void OneProcessForEachCoreIsWhatThreadsAreAnyway(params string[] arguments)
    {
        Assert.Equal(["-u", "1"], LocustHabits.Adapt([.. arguments, "-u", "1"], out string? refusal));
        Assert.Null(refusal);
        Assert.Equal(["--processes=4"], LocustHabits.Adapt(["--processes=4"], out _));
    }
}
