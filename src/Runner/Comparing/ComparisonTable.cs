using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Runner.Pages;
using Spectre.Console;

namespace Runner.Comparing;

/// <summary>A comparison for a terminal.</summary>
internal static class ComparisonTable
{
    public static void Write(TextWriter output, Comparison comparison)
    {
        IAnsiConsole console = TerminalTable.Console(output);
        // Paths are too long for heads.
        console.WriteLine($"  {"base",-10} {NameOf(comparison.Before)}");
        console.WriteLine($"  {"new",-10} {NameOf(comparison.After)}");
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumn("");
        foreach (string head in (string[])["base", "new", "change", "95 % of cases"])
        {
            table.AddColumn(new TableColumn(head).RightAligned().NoWrap());
        }

        table.AddColumn("verdict");
        foreach (MetricChange change in comparison.Changes.Where(change => change.IsMeasured))
        {
            table.AddRow(
                change.Metric.Name, change.Metric.Format(change.Before), change.Metric.Format(change.After),
                Markup.Escape(ChangeText.Change(change)), Markup.Escape(ChangeText.Interval(change)),
                $"[{ColourOf(change.Verdict)}]{Markup.Escape(ChangeText.Verdict(change))}[/]");
        }

        console.Write(table);
        foreach ((string name, string text) in Notes(comparison))
        {
            console.WriteLine($"  {name,-10} {text}");
        }
    }

    private static IEnumerable<(string Name, string Text)> Notes(Comparison comparison)
    {
        if (comparison.When() is { } when)
        {
            yield return ("p99", when);
        }

        foreach (RunGroup group in (RunGroup[])[comparison.Before, comparison.After])
        {
            GeneratorVerdict verdict = GeneratorVerdict.Of(group.Typical);
            string which = ReferenceEquals(group, comparison.Before) ? "base" : "new";
            yield return ("generator", $"{which}: {verdict.Headline.ToLowerInvariant()} ({verdict.Detail})");
        }

        foreach (string difference in comparison.Differences())
        {
            yield return ("warning", difference);
        }
    }

    private static string NameOf(RunGroup group)
    {
        string start = group.Typical.Run.Start.ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);
        string count = group.Runs.Count == 1 ? "" : $", {group.Runs.Count} runs";
        return $"{group.Name} ({start}{count})";
    }

    private static string ColourOf(ChangeVerdict verdict) => verdict switch
    {
        ChangeVerdict.Better => "green",
        ChangeVerdict.Worse => "red",
        _ => "grey",
    };
}
