using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Pages;
using Runner.Pages.Charts;
using Runner.Pages.Html;

namespace Runner.Comparing;

/// <summary>A comparison as one page that needs nothing beside itself.</summary>
internal static class ComparisonPage
{
    // More shaded stretches than this say only that the run was slower throughout.
    private const int MaxStretches = 3;

    private static readonly string[] s_tones = ["base", "new", "third", "fourth"];

    public static string Render(IReadOnlyList<Comparison> comparisons, RegressionLimits limits)
    {
        RunGroup[] groups = [comparisons[0].Before, .. comparisons.Select(comparison => comparison.After)];
        HtmlWriter page = new();
        PageFrame.Begin(page, string.Join(" and ", groups.Select(group => group.Name)));
        WriteHead(page, groups);
        page.Open("main", ("id", "figures"));
        foreach (Comparison comparison in comparisons)
        {
            WriteVerdict(page, comparison, limits);
        }

        foreach (Comparison comparison in comparisons)
        {
            WriteTable(page, comparison);
        }

        // Four lines are what a chart has colours for, and a reader patience.
        RunGroup[] shown = [.. groups.Take(s_tones.Length)];
        WriteCurves(page, shown);
        WriteTime(page, shown, comparisons[0]);
        WriteCommands(page, groups);
        page.Close();
        PageFrame.End(page);
        return page.ToString();
    }

    private static void WriteHead(HtmlWriter page, RunGroup[] groups)
    {
        page.Open("header").Leaf("h1", groups.Length == 2 ? "Two runs compared" : $"{groups.Length} runs compared");
        page.Open("p", ("class", "about"));
        foreach (RunGroup group in groups)
        {
            DateTime time = group.Typical.Run.Start.UtcDateTime;
            string start = time.ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);
            string runs = group.Runs.Count == 1 ? "" : $", {group.Runs.Count} runs";
            page.Leaf("span", $"{group.Name} ({start}{runs})");
        }

        page.Close().Close();
    }

    private static void WriteVerdict(HtmlWriter page, Comparison comparison, RegressionLimits limits)
    {
        int broken = limits.Broken(comparison.Changes).Count();
        string[] worse = [.. NamesOf(comparison, ChangeVerdict.Worse)];
        string[] better = [.. NamesOf(comparison, ChangeVerdict.Better)];
        string tone = broken > 0 ? "bad" : worse.Length > 0 ? "warn" : "good";
        string headline = broken > 0 ? $"{comparison.After.Name} is worse than allowed"
            : worse.Length > 0 ? $"{comparison.After.Name} is worse in {string.Join(", ", worse)}"
            : better.Length > 0 ? $"{comparison.After.Name} is better in {string.Join(", ", better)}"
            : $"{comparison.After.Name}: no change beyond chance";
        page.Open("section", ("class", "verdict " + tone)).Leaf("h2", headline).Open("ul", ("class", "checks"));
        foreach ((MetricChange change, double limit) in limits.Broken(comparison.Changes))
        {
            WriteCheck(page, "bad", $"{change.Metric.Name} {ChangeText.Change(change)}", $"{limit} % allowed");
        }

        foreach (RunGroup group in (RunGroup[])[comparison.Before, comparison.After])
        {
            GeneratorVerdict verdict = GeneratorVerdict.Of(group.Typical);
            WriteCheck(page, verdict.Tone, verdict.Headline, $"{group.Name}: {verdict.Detail}");
        }

        page.Close();
        string[] notes = [.. comparison.Differences()];
        if (notes.Length > 0)
        {
            page.Open("ul", ("class", "warnings"), ("aria-label", "Warnings"));
            foreach (string note in notes)
            {
                page.Leaf("li", note);
            }

            page.Close();
        }

        page.Close();
    }

    private static IEnumerable<string> NamesOf(Comparison comparison, ChangeVerdict verdict) =>
        comparison.Changes.Where(change => change.Verdict == verdict).Select(change => change.Metric.Name);

    private static void WriteCheck(HtmlWriter page, string tone, string what, string detail)
    {
        string sign = tone switch { "good" => "✓", "bad" => "✕", "warn" => "!", _ => "·" };
        page.Open("li", ("class", tone)).Leaf("b", sign, ("aria-hidden", "true"));
        page.Open("span").Leaf("strong", what).Leaf("small", detail).Close().Close();
    }

    private static void WriteTable(HtmlWriter page, Comparison comparison)
    {
        page.Open("section", ("aria-label", "Figures"));
        page.Leaf("h2", $"{comparison.Before.Name} and {comparison.After.Name}");
        page.Open("div", ("class", "scroll")).Open("table", ("class", "wide changes")).Open("thead").Open("tr");
        foreach (string head in (string[])["Figure", comparison.Before.Name, comparison.After.Name, "Change"])
        {
            page.Leaf("th", head, ("scope", "col"));
        }

        page.Leaf("th", "In 95 of 100 cases", ("scope", "col")).Leaf("th", "Verdict", ("scope", "col"));
        page.Close().Close().Open("tbody");
        foreach (MetricChange change in comparison.Changes.Where(change => change.IsMeasured))
        {
            string? tone = change.Verdict switch
            {
                ChangeVerdict.Better => "good",
                ChangeVerdict.Worse => "bad",
                _ => null,
            };
            page.Open("tr").Leaf("th", change.Metric.Name, ("scope", "row"));
            page.Leaf("td", change.Metric.Format(change.Before)).Leaf("td", change.Metric.Format(change.After));
            page.Leaf("td", ChangeText.Change(change), ("class", tone)).Leaf("td", ChangeText.Interval(change));
            page.Leaf("td", ChangeText.Verdict(change), ("class", tone)).Close();
        }

        page.Close().Close().Close();
        page.Leaf(
            "p", "The interval is as wide as two runs like the base differ by chance, judged by its seconds; a change "
            + "whose interval spans 0 is within that noise.", ("class", "finding"));
        page.Close();
    }

    private static void WriteCurves(HtmlWriter page, RunGroup[] groups)
    {
        long samples = groups.Max(group => group.Typical.Latency.Count);
        if (samples == 0)
        {
            return;
        }

        int nines = PercentileCurve.NinesOf(samples);
        IReadOnlyList<double> places = PercentileCurve.Places(nines);
        ChartSeries[] series =
        [
            .. groups.Select((group, n) => new ChartSeries(
                group.Name, s_tones[n], PercentileCurve.Values(group.Typical.Latency, places), Quantity.Time)),
        ];
        PageFrame.BeginSection(page, "percentiles", "Latency");
        LatencySection.WriteCurves(
            page, "Latency by percentile", "Of several runs the one with the median p99.", places, nines, series, []);
        WriteDifference(page, places, nines, series);
        page.Close();
    }

    // How much slower each percentile got, under the curves: what two lines on a logarithmic scale hide.
    private static void WriteDifference(
        HtmlWriter page, IReadOnlyList<double> places, int nines, ChartSeries[] series)
    {
        ChartSeries[] ratios =
        [
            .. series.Skip(1).Select(one => one with
            {
                Values = [.. one.Values.Zip(series[0].Values, (after, before) => after / before)],
                Format = ratio => Quantity.Change((ratio - 1) * 100),
            }),
        ];
        double[] values = ChartSeries.Positive(ratios);
        if (values.Length == 0)
        {
            return;
        }

        ChartRenderer.Write(page, $"Against {series[0].Name}", "Above 1, latency grew.", new Chart
        {
            Id = "chart-difference",
            Title = "Ratio of latencies",
            Summary = $"Between {values.Min().ToString("0.##", CultureInfo.InvariantCulture)} and "
                + $"{values.Max().ToString("0.##", CultureInfo.InvariantCulture)} times.",
            PointName = "Percentile",
            Points = places,
            PointFormat = PercentileCurve.Format,
            Horizontal = AxisScale.Nines(nines),
            Vertical = AxisScale.Log(
                Math.Min(0.8, values.Min()), Math.Max(1.25, values.Max()),
                value => value.ToString("0.##", CultureInfo.InvariantCulture) + "×"),
            Series = ratios,
            Rules = [new ChartRule(1, "as before") { IsNeutral = true }],
            Height = 130,
        });
    }

    private static void WriteTime(HtmlWriter page, RunGroup[] groups, Comparison comparison)
    {
        Timeline[] times = [.. groups.Select(group => Timeline.Of(group.Typical))];
        if (times.Any(time => time.IsEmpty))
        {
            return;
        }

        // Points in common, so that a pointer shows the same moment of each run.
        Timeline longest = times.MaxBy(time => time.Seconds)!;
        AxisScale axis = AxisScale.Time(longest.Seconds, Quantity.Moment);
        Chart rate = Overlay(groups, times, longest, axis, point => point.Rate, Quantity.Rate) with
        {
            Id = "chart-rate",
            Title = "Requests per second",
            HasHorizontalLabels = false,
            Height = 170,
        };
        Chart tail = Overlay(groups, times, longest, axis, point => point.P99Us, Quantity.Time) with
        {
            Id = "chart-p99",
            Title = "p99",
            Bands =
            [
                .. comparison.SlowStretches().Take(MaxStretches)
                    .Select(stretch => new ChartBand(stretch.From, stretch.To, "") { Tone = "slow" }),
            ],
        };
        PageFrame.BeginSection(page, "time", "Over time");
        string note = comparison.When() is { } when ? $"p99 of {comparison.After.Name}: {when}." : "";
        ChartRenderer.Write(page, "Rate and p99 from the start of each run", note, rate, tail);
        page.Close();
    }

    private static Chart Overlay(
        RunGroup[] groups, Timeline[] times, Timeline longest, AxisScale axis,
        Func<SeriesPoint, double?> value, Func<double?, string> format)
    {
        ChartSeries[] series =
        [
            .. groups.Select((group, n) => new ChartSeries(
                group.Name, s_tones[n],
                [.. longest.Middles.Select(middle => times[n].At(middle) is { } point ? value(point) : null)], format)),
        ];
        double[] values = ChartSeries.Positive(series);
        bool isTime = format(1e6).EndsWith('s') && !format(1e6).Contains('/', StringComparison.Ordinal);
        double largest = values.DefaultIfEmpty(1).Max();
        return new Chart
        {
            Id = "",
            Title = "",
            Summary = string.Join(" ", series.Select(one => $"{one.Name}: at most {format(one.Values.Max())}.")),
            PointName = "Time",
            Points = longest.Middles,
            PointFormat = longest.Interval,
            Horizontal = axis,
            Vertical = isTime
                ? AxisScale.Log(values.DefaultIfEmpty(1).Min(), largest, number => format(number))
                : AxisScale.Linear(largest, number => Quantity.Count(number), 4),
            Series = series,
        };
    }

    private static void WriteCommands(HtmlWriter page, RunGroup[] groups)
    {
        PageFrame.BeginSection(page, "configuration", "Commands");
        foreach (RunGroup group in groups)
        {
            page.Leaf("h3", group.Name);
            page.Open("pre", ("class", "command"), ("tabindex", "0"), ("aria-label", "Command of " + group.Name));
            page.Leaf("code", group.Typical.Run.Command ?? group.Typical.Target.Url).Close();
        }

        page.Close();
    }
}
