using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using LocustBridge.Tasks;

namespace LocustBridge.Tests.Worker;

// A worker as a whole program: boomer's flags, one line for each mistake, tasks that are tried without a master.
public sealed class WorkerProgramTests
{
    private static readonly LocustUserClass s_users = new(
        "Web",
        new LocustTask("good", 1, static user =>
        {
            user.RecordSuccess("GET", "/x", TimeSpan.FromMilliseconds(1.5), 10);
            return ValueTask.CompletedTask;
        }),
        new LocustTask("bad", 1, static user =>
        {
            user.RecordFailure("GET", "/y", TimeSpan.FromMilliseconds(2), "HTTP 503");
            return ValueTask.CompletedTask;
        }),
        new LocustTask("broken", 1, static _ => throw new InvalidOperationException("boom")));

    [Theory]
    [InlineData("--master-host=a --master-port=7 --max-rps=5 --request-increase-rate=10/1m --run-tasks=x,y")]
    [InlineData("-master-host=a -master-port 7 -max-rps 5 -request-increase-rate=10/1m -run-tasks x,y")]
    [SpecCase("locust", 56)]
    public void BoomersFlagsAreRead(string line)
    {
        (WorkerFlags? flags, string? error) = WorkerFlags.Parse(line.Split(' '), static _ => null);
        Assert.Null(error);
        Assert.Equal(
            ("a", 7, 5L, "10/1m", "x y"),
            (flags!.MasterHost, flags.MasterPort, flags.MaxRps, flags.IncreaseRate, string.Join(' ', flags.RunTasks)));
    }

    [Fact]
    [SpecCase("locust", 56)]
    public void WhatIsNotTypedComesFromTheEnvironment()
    {
        var environment = new Dictionary<string, string>
        {
            ["LOCUST_MASTER_NODE_HOST"] = "master",
            ["LOCUST_MASTER_NODE_PORT"] = "99",
        };
        (WorkerFlags? flags, _) = WorkerFlags.Parse(["--master-port=7"], environment.GetValueOrDefault);
        Assert.Equal(("master", 7), (flags!.MasterHost, flags.MasterPort));
    }

    [Theory]
    [InlineData("h:8089", "Write --master-host h: 8089 is the web page's, workers go to 5557")]
    [InlineData("h:7000", "Write --master-host h --master-port 7000")]
    [InlineData("h:5557", "Write --master-host h")]
    [InlineData("[::1]:7000", "Write --master-host [::1] --master-port 7000")]
    [InlineData("http://h:8089", "Give the name alone")]
    [InlineData("h", null)]
    [InlineData("::1", null)]
    [SpecCase("locust", 56)]
    public void AMastersHostHasNoPortInIt(string host, string? hint)
    {
        string? problem = LocustWorkerOptions.HostProblem(host);
        Assert.Equal(hint is null, problem is null);
        Assert.EndsWith(hint ?? "", problem ?? "");
    }

    [Theory]
    [InlineData("--master-host h:8089", "workers go to 5557")]
    [InlineData("--master-port 0", "1 to 65535 is expected")]
    [InlineData("--max-rps x", "a whole number is expected")]
    [InlineData("--request-increase-rate x", "10 or 10/1m is expected")]
    [InlineData("--no-such 1", "there is no option --no-such")]
    [InlineData("--master-port", "--master-port has no value")]
    [InlineData("h", "'h' is no option")]
    [InlineData("--run-tasks nothing", "There are: good, bad, broken")]
    [SpecCase("locust", 56)]
    public async Task AMistakeIsOneLineAndCodeOne(string line, string fragment)
    {
        (int code, string output, string error) = await RunAsync(line.Split(' '));
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(fragment, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    [SpecCase("locust", 56)]
    public async Task TasksAreTriedWithoutAMaster()
    {
        (int code, string output, string error) = await RunAsync("--run-tasks=good,bad,broken");
        Assert.Equal(1, code);
        Assert.Equal("good: GET /x: ok, 1.5 ms, 10 bytes\nbad: GET /y: HTTP 503, 2 ms, 0 bytes\n", output);
        Assert.StartsWith("broken: System.InvalidOperationException: boom", error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("--run-tasks=good")).Code);
    }

    [Fact]
    [SpecCase("locust", 56)]
    public async Task HelpNamesEveryFlag()
    {
        (int code, string output, _) = await RunAsync("-h");
        Assert.Equal(0, code);
        Assert.All(
            ["--master-host", "--master-port", "--max-rps", "--request-increase-rate", "--run-tasks"],
            flag => Assert.Contains(flag, output, StringComparison.Ordinal));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        int code = await new WorkerProgram(output, error).RunAsync(
            arguments,
            static _ => throw new InvalidOperationException("No master is asked for."),
            static (names, output, error, stop) => TaskRehearsal.RunAsync([s_users], names, output, error, stop));
        return (code, output.ToString(), error.ToString());
    }
}
