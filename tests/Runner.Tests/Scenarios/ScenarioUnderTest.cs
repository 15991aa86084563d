using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load.Planning;
using FastHttp.Load.Results;
using Runner.Options;
using Runner.Options.Parsing;
using Runner.Planning;
using Runner.Scenarios;
using Runner.Scripting;

namespace Runner.Tests.Scenarios;

// A scenario in a folder of its own, and runs of it in this process. They end by their data: rows.txt has as many rows
// as there are to be iterations, each of which takes one with rows:unique().
internal sealed class ScenarioUnderTest : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scenario").FullName;

    /// <param name="text">The script; it has the rows by the name of rows.</param>
    /// <param name="iterations">How many rows there are.</param>
    public ScenarioUnderTest(string text, int iterations = 1)
    {
        Add("rows.txt", string.Join('\n', Enumerable.Range(1, iterations)));
        Path = Add("x.lua", "local rows = data.lines(\"rows.txt\") " + text);
    }

    public string Path { get; }

    public string Add(string name, string text)
    {
        string path = System.IO.Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs to the end, with one user unless the options say otherwise.</summary>
    public Task<ResultDocument> RunAsync(string engine, string url, params string[] options) =>
        RunAsync(engine, url, static () => Task.CompletedTask, options);

    /// <summary>The same, with something that happens when all is ready to run.</summary>
    public async Task<ResultDocument> RunAsync(
        string engine, string url, Func<Task> ready, params string[] options)
    {
        string[] arguments =
        [
            "-c1", "-t1", "-d2m", "-T60s", "-s", Path, "--lua", engine.ToLowerInvariant(), .. options, url,
        ];
        using ScriptedRun run = await PrepareAsync(arguments);
        await ready();
        await Task.Factory.StartNew(
            run.Measure, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WaitAsync(TimeSpan.FromMinutes(2));
        return run.Session.Document!;
    }

    /// <summary>A run of what was typed.</summary>
    /// <exception cref="RefusedException">There is none; the message says why.</exception>
    public static async Task<ScriptedRun> PrepareAsync(params string[] arguments)
    {
        (CliOptions options, UsageError? usage) = CliParser.Parse(arguments, posixlyCorrect: false);
        Assert.Null(usage);
        (RunPlan? plan, PlanError? error) = await RunPlanner.PlanAsync(options, CancellationToken.None);
        if (error is not null)
        {
            throw new RefusedException(error.Message!);
        }

        return ScriptedRun.Prepare(
            plan!,
            TransportPlanner.Select(plan!.Transport, out _),
            ScriptPlanner.Plan(options),
            out ScriptError? failure) ?? throw new RefusedException(failure!.Message);
    }

    /// <summary>Each check by its name, with how often it held and did not.</summary>
    public static IReadOnlyList<string> ChecksOf(ResultDocument run) =>
        [.. (run.Checks ?? []).Select(check => $"{check.Name} {check.Pass}/{check.Fail}")];

    /// <summary>Fails with what was seen where a check did not hold.</summary>
    public static void AssertAllHold(ResultDocument run)
    {
        Assert.NotEmpty(run.Checks!);
        Assert.DoesNotContain(run.Errors, error => error.Kind == "script");
        Assert.All(run.Checks!, check => Assert.True(check is { Pass: > 0, Fail: 0 }, $"{check.Name}: {check.Sample}"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
