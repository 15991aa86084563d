using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using FastHttp.Load.Results;
using Runner.Comparing;
using Runner.Options.Parsing;
using Runner.Pages.Html;
using Runner.Repeating;
using Runner.Sessions;

namespace Runner.Commands;

/// <summary>
/// `runner repeat` and `--repeat`: the same runs several times, in turn where there are several configurations, so that
/// what changes on the machine meanwhile meets all of them alike; then the spread, and the comparison.
/// </summary>
internal static class RepeatCommand
{
    private const int MaxRuns = 1000;

    public static int Run(string[] arguments)
    {
        RepeatedRuns runs = RepeatedRuns.Split(arguments);
        Argument<int> count = new("times") { Description = "How often each configuration runs" };
        Option<string?> folder = new(RepeatedRuns.FolderOption)
        {
            Description = "Keeps the results: DIR/1/01.json and so on, a folder for each configuration",
            Validators = { SubCommand.CheckPath },
        };
        Command command = new(
            "repeat", "Run configurations in turn, several times: runner repeat 5 -- wrk <options> <url> -- wrk ...")
        {
            count, folder,
        };
        command.SetAction(parsed => runs.Configurations.Count == 0
            ? Refuse("nothing to repeat: write the runs after it, such as 'runner repeat 5 -- wrk -d10s <url>'.")
            : Repeat(parsed.GetValue(count), parsed.GetValue(folder), runs.Configurations, isQuiet: true));
        return SubCommand.Invoke(command, [.. runs.Own]);
    }

    /// <summary>Repeats one command line, whose reports are shown.</summary>
    public static int Repeat(int count, IReadOnlyList<string> words) => Repeat(count, null, [words], isQuiet: false);

    private static int Repeat(
        int count, string? folder, IReadOnlyList<IReadOnlyList<string>> configurations, bool isQuiet)
    {
        if (count is < 1 or > MaxRuns)
        {
            return Refuse($"runs from 1 to {MaxRuns} times, not {count}.");
        }

        string root = "";
        try
        {
            root = folder ?? Directory.CreateTempSubdirectory("runner-repeat-").FullName;
            return Repeat(count, configurations, root, isQuiet);
        }
        catch (Exception failure) when (failure is ResultFormatException or IOException or UnauthorizedAccessException)
        {
            return Refuse(failure.Message);
        }
        finally
        {
            if (folder is null && root.Length > 0)
            {
                Directory.Delete(root, recursive: true);
            }
        }
    }

    private static int Repeat(
        int count, IReadOnlyList<IReadOnlyList<string>> configurations, string root, bool isQuiet)
    {
        // The terminal interrupts the run as well, which ends with its report; after it there is no other.
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = InterruptSignal.StopOn(PosixSignal.SIGINT, stop);
        List<ResultDocument>[] results = [.. configurations.Select(_ => new List<ResultDocument>())];
        int exitCode = 0;
        for (int turn = 1; turn <= count && !stop.IsCancellationRequested; turn++)
        {
            for (int n = 0; n < configurations.Count && !stop.IsCancellationRequested; n++)
            {
                string path = PathOf(root, n, turn);
                int code = ChildRun.Execute(configurations[n], path, isQuiet);
                if (new FileInfo(path) is not { Exists: true, Length: > 0 })
                {
                    return code != 0 ? code : Refuse($"{string.Join(' ', configurations[n])} left no result");
                }

                exitCode = ExitCodes.First(exitCode, code);
                results[n].Add(RunGroup.Read(path).Runs[0]);
                Announce(turn, count, n, configurations.Count, results[n][^1]);
            }
        }

        WriteTables(results);
        return exitCode;
    }

    // Old results of the same name would be taken for new ones if a run left none.
    private static string PathOf(string root, int configuration, int turn)
    {
        string folder = Path.Combine(root, (configuration + 1).ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, turn.ToString("00", CultureInfo.InvariantCulture) + ".json");
        File.Delete(path);
        return path;
    }

    private static void Announce(int turn, int count, int configuration, int configurations, ResultDocument run)
    {
        string which = configurations == 1 ? "" : $", configuration {configuration + 1}";
        Console.Error.WriteLine(
            $"runner repeat: run {turn} of {count}{which}: {Quantity.Rate(run.Rate.Achieved)}, "
            + $"p99 {Quantity.Time(run.Latency.P99)}, {Quantity.Exact(run.Requests.Failed ?? 0)} failed");
    }

    private static void WriteTables(List<ResultDocument>[] results)
    {
        RunGroup[] groups =
        [
            .. results.Index().Where(pair => pair.Item.Count > 0).Select(pair =>
                new RunGroup($"configuration {pair.Index + 1}", pair.Item)),
        ];
        foreach (RunGroup group in groups)
        {
            SpreadTable.Write(Console.Out, results.Length == 1 ? "" : group.Name, group.Runs);
        }

        foreach (RunGroup group in groups.Skip(1))
        {
            ComparisonTable.Write(Console.Out, Comparison.Of(groups[0], group, seed: 1));
        }
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine($"runner repeat: {message}");
        return 1;
    }
}
