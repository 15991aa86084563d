using System;
using System.IO;
using System.Threading.Tasks;
using FastHttp.Load.Results;
using Runner.Tests.Pages;

namespace Runner.Tests.Comparing;

/// <summary>`runner compare` and `runner report` as a job of a CI calls them.</summary>
public sealed class CompareCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runner-compare-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ARegressionBeyondItsLimitEndsWith99()
    {
        string calm = Write("calm.json", SampleRun.Calm());
        string slow = Write("slow.json", SampleRun.Slower(classes: 2));
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "compare", calm, slow, "--max-regression", "p99=5%,rps=3%");

        Assert.Equal(99, exitCode);
        Assert.Contains("p99 got worse: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("rps", error, StringComparison.Ordinal);
        Assert.Matches(@"\n  p99 +42\.8 ms +62\.8 ms +↑ \+46\.8 % .* worse", output);
    }

    [Fact]
    public async Task WhatMayBeChanceEndsWith0AndHasAPage()
    {
        string page = Path.Combine(_folder, "diff.html");
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "compare", SampleRun.Path, SampleRun.Path, "--max-regression", "p99=0%", "--html", page);

        Assert.Equal(0, exitCode);
        Assert.Contains("within noise", output, StringComparison.Ordinal);
        Assert.Contains("diff.html", error, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", await File.ReadAllTextAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DifferentConfigurationsAreSaid()
    {
        ResultDocument run = SampleRun.Read();
        string other = Write("other.json", run with
        {
            Config = run.Config with { Connections = 128 },
            Env = run.Env! with { Cpu = "another" },
        });
        (_, string output, _) = await RunnerProcess.RunAsync("compare", SampleRun.Path, other);

        Assert.Contains("connections differs: 64 and 128", output, StringComparison.Ordinal);
        Assert.Contains("generator's processor differs", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is none of rps, ", "--max-regression", "speed=5%")]
    [InlineData("has no limit such as p99=5%", "--max-regression", "p99")]
    [InlineData("has no limit such as p99=5%", "--max-regression", "p99=-1%")]
    public async Task AWrongLimitIsOneLine(string expected, params string[] options)
    {
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            ["compare", SampleRun.Path, SampleRun.Path, .. options]);

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Contains(expected, Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare")]
    [InlineData("report")]
    public async Task AFileThatIsNoResultIsOneLine(string command)
    {
        string file = Path.Combine(_folder, "other.json");
        await File.WriteAllTextAsync(file, "{\"a\":1}");
        string[] arguments = command == "compare" ? [command, SampleRun.Path, file] : [command, file];
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(arguments);

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        string line = Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Contains(file, line, StringComparison.Ordinal);
        Assert.Contains("runner wrk --json", line, StringComparison.Ordinal);
    }

    private string Write(string name, ResultDocument run)
    {
        string path = Path.Combine(_folder, name);
        using FileStream stream = File.Create(path);
        ResultFile.Write(stream, run);
        return path;
    }
}
