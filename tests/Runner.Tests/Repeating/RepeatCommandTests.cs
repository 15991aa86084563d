using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Runner.Repeating;
using Runner.Serving;

namespace Runner.Tests.Repeating;

/// <summary>Repeated runs against the embedded target.</summary>
public sealed class RepeatCommandTests
{
    [Fact]
    public async Task ConfigurationsRunInTurnAndTheirResultsAreKept()
    {
        string folder = Directory.CreateTempSubdirectory("runner-repeat-test-").FullName;
        try
        {
            await using TargetServer target = await TargetServer.StartAsync(new TargetServerOptions());
            (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
                "repeat", "2", "--json-dir", folder,
                "--", "wrk", "-t1", "-c1", "-d100ms", target.Url + "/user/1",
                "--", "wrk", "-t1", "-c2", "-d100ms", target.Url + "/user/1");

            Assert.True(exitCode == 0, error);
            string[] files = [.. Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).Order()];
            Assert.Equal(
                ["1/01.json", "1/02.json", "2/01.json", "2/02.json"],
                files.Select(file => Path.GetRelativePath(folder, file)));
            Assert.Equal(
                ["1", "2", "1", "2"],
                error.Split('\n').Where(line => line.Contains(", configuration ", StringComparison.Ordinal))
                    .Select(line => line.Split("configuration ")[1][..1]));
            Assert.Contains("configuration 1, 2 runs", output, StringComparison.Ordinal);
            Assert.Contains("connections differs: 1 and 2", output, StringComparison.Ordinal);
            Assert.DoesNotContain("Running", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task LocustRunsAreRepeatedToo()
    {
        await using TargetServer target = await TargetServer.StartAsync(new TargetServerOptions());
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "repeat", "2", "--", "locust", "--headless", "-t1", "--only-summary", target.Url + "/user/1");
        Assert.True(exitCode == 0, error);
        Assert.Contains("runner repeat: run 2 of 2: ", error, StringComparison.Ordinal);
        Assert.Contains("p99", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheOptionOfWrkRepeatsItAndShowsEachReport()
    {
        await using TargetServer target = await TargetServer.StartAsync(new TargetServerOptions());
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "--repeat", "2", "-t1", "-c1", "-d100ms", target.Url + "/user/1");

        Assert.True(exitCode == 0, error);
        Assert.Equal(3, output.Split("Running 100ms test").Length);
        Assert.Contains("2 runs ", output, StringComparison.Ordinal);
    }

    // What the child inherits does not repeat it again, and what is no file is no reason against it.
    [Theory]
    [InlineData("RUNNER_REPEAT=2", "url: {0}/user/1")]
    [InlineData("RUNNER_SUMMARY=wrk", "url: {0}/user/1\nrepeat: 2")]
    [InlineData("RUNNER_URLS={1}", "repeat: 2")]
    public async Task AVariableOrAFileRepeatsItToo(string variable, string file)
    {
        await using TargetServer target = await TargetServer.StartAsync(new TargetServerOptions());
        string folder = Directory.CreateTempSubdirectory("runner-repeat-test-").FullName;
        try
        {
            string urls = Path.Combine(folder, "urls");
            string config = Path.Combine(folder, "ci.yml");
            await File.WriteAllTextAsync(urls, target.Url + "/user/1\n");
            await File.WriteAllTextAsync(config, file.Replace("{0}", target.Url, StringComparison.Ordinal));
            string[] pair = variable.Replace("{1}", urls, StringComparison.Ordinal).Split('=');
            using RunnerProcess runner = RunnerProcess.Start(
                [(pair[0], pair[1])], "wrk", "--config", config, "-t1", "-c1", "-n3", "-T60s", "--percentiles",
                "50,99");
            (int exitCode, string output, string error) = await runner.EndAsync();

            Assert.True(exitCode == 0, error);
            Assert.Equal(3, output.Split("Running 3 requests test").Length);
            Assert.Contains("2 runs ", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task ARunThatCannotStartEndsItWithItsOwnCode()
    {
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "repeat", "3", "--", "wrk", "-d1s", "http://127.0.0.1:1/");

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Contains("unable to connect", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AScriptThatCannotBeLoadedEndsItToo()
    {
        await using TargetServer target = await TargetServer.StartAsync(new TargetServerOptions());
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "repeat", "3", "--", "wrk", "-s", "/no/such.lua", target.Url + "/user/1");

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal("cannot open /no/such.lua: No such file or directory\n", error);
    }

    [Theory]
    [InlineData("nothing to repeat", "repeat", "2")]
    [InlineData("not 0", "repeat", "0", "--", "wrk", "http://127.0.0.1:1/")]
    [InlineData("--json-dir", "wrk", "--repeat", "2", "--json", "x.json", "http://127.0.0.1:1/")]
    [InlineData("--json-dir", "wrk", "--repeat", "2", "--format", "csv", "http://127.0.0.1:1/")]
    public async Task WhatCannotBeRepeatedIsOneLine(string expected, params string[] arguments)
    {
        (int exitCode, _, string error) = await RunnerProcess.RunAsync(arguments);

        Assert.Equal(1, exitCode);
        Assert.Contains(expected, Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-d1s --repeat 3 -c4 u", "-d1s -c4 u")]
    [InlineData("--repeat=3 u", "u")]
    [InlineData("--rep 3 u -- --repeat 3", "u -- --repeat 3")]
    [InlineData("--requests 3 u", "--requests 3 u")]
    public void TheOptionIsTakenOutHoweverItIsWritten(string typed, string left) =>
        Assert.Equal(left.Split(' '), RepeatedRuns.WithoutRepeat(typed.Split(' ')));

    [Theory]
    [InlineData("3 wrk -d1 u", "3", 1)]
    [InlineData("3 wrk -d1 u -- wrk -d1 v", "3", 2)]
    [InlineData("--json-dir wrk 3 -- wrk u", "--json-dir wrk 3", 1)]
    [InlineData("--json-dir=x 3 locust --headless u", "--json-dir=x 3", 1)]
    public void U9_TheFirstSeparatorMayBeMissing(string typed, string own, int configurations)
    {
        RepeatedRuns runs = RepeatedRuns.Split(typed.Split(' '));

        Assert.Equal(own.Split(' '), runs.Own);
        Assert.Equal(configurations, runs.Configurations.Count);
    }

    [Fact]
    public void ASeparatorOfAScriptIsNotOneOfOurs()
    {
        RepeatedRuns runs = RepeatedRuns.Split("3 -- wrk u -- -x -- wrk v".Split(' '));

        Assert.Equal(["3"], runs.Own);
        Assert.Equal([["wrk", "u", "--", "-x"], ["wrk", "v"]], runs.Configurations);
    }
}
