using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Comparing;
using Runner.Options.Parsing;
using Runner.Pages;
using Runner.Sessions;

namespace Runner.Commands;

/// <summary>
/// `runner compare`: whether runs differ by more than chance, on the terminal and as a page, and by its exit code
/// whether they got worse by more than is allowed.
/// </summary>
internal static class CompareCommand
{
    public static int Run(string[] arguments)
    {
        Argument<string[]> files = new("base.json new.json")
        {
            Description = "Results as --json writes them, what is compared with first; "
                + "a folder stands for repeated runs of one configuration",
            Arity = new ArgumentArity(2, 20),
            Validators = { SubCommand.CheckPath },
        };
        Option<string?> html = new("--html")
        {
            Description = "Also writes the comparison as a page; - for stdout",
            Validators = { SubCommand.CheckPath },
        };
        Option<string?> limits = new("--max-regression")
        {
            Description = $"Exit with {ExitCodes.GateFailed} when a figure got worse by more, such as "
                + "'p99=5%,rps=3%'. Figures: "
                + string.Join(", ", Metric.All.Select(metric => metric.Name)),
        };
        Option<int> seed = new("--seed")
        {
            Description = "Of the intervals, which are drawn at random",
            DefaultValueFactory = _ => 1,
        };
        Command command = new("compare", "Tell whether runs differ by more than chance.") { files, html, limits, seed };
        command.SetAction(parsed => Compare(
            parsed.GetValue(files)!, parsed.GetValue(html), parsed.GetValue(limits), parsed.GetValue(seed)));
        return SubCommand.Invoke(command, arguments);
    }

    private static int Compare(string[] paths, string? html, string? limitText, int seed)
    {
        RegressionLimits? limits = RegressionLimits.None;
        if (limitText is not null && (limits = RegressionLimits.Parse(limitText, out string problem)) is null)
        {
            return Refuse($"--max-regression '{limitText}': {problem}.");
        }

        RunGroup[] groups;
        try
        {
            groups = [.. paths.Select(RunGroup.Read)];
        }
        catch (Exception failure) when (failure is ResultFormatException or IOException or UnauthorizedAccessException)
        {
            return Refuse($"{failure.Message} Make one with 'runner wrk --json FILE <url>'.");
        }

        Comparison[] comparisons = [.. groups.Skip(1).Select(group => Comparison.Of(groups[0], group, seed))];
        if (html != "-")
        {
            foreach (Comparison comparison in comparisons)
            {
                ComparisonTable.Write(Console.Out, comparison);
            }
        }

        int exitCode = html is null ? 0 : PageFile.Write(html, ComparisonPage.Render(comparisons, limits), "compare");
        return exitCode != 0 ? exitCode : Judge(comparisons, limits);
    }

    private static int Judge(Comparison[] comparisons, RegressionLimits limits)
    {
        int exitCode = 0;
        foreach (Comparison comparison in comparisons)
        {
            foreach ((MetricChange change, double limit, double chance) in limits.Blind(comparison.Changes))
            {
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"runner compare: {comparison.After.Name}: {change.Metric.Name} cannot show a change of "
                    + $"{limit:0.#} %: chance alone moves it by {chance:0.#} % in these runs; use p50 or p95, a "
                    + $"warm-up (-w), longer runs, or several of each (a folder)"));
            }

            foreach ((MetricChange change, double limit) in limits.Broken(comparison.Changes))
            {
                string allowed = change.Metric.IsShare ? $"{limit} points are" : $"{limit} % is";
                Console.Error.WriteLine(
                    $"runner compare: {comparison.After.Name}: {change.Metric.Name} got worse: "
                    + $"{change.Metric.Format(change.Before)} became {change.Metric.Format(change.After)} "
                    + $"({ChangeText.Change(change)}), and {allowed} allowed");
                exitCode = ExitCodes.GateFailed;
            }
        }

        return exitCode;
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine($"runner compare: {message}");
        return 1;
    }
}
