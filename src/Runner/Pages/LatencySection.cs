using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using Runner.Pages.Charts;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>The distribution of latency: the curve of its percentiles, and the histogram.</summary>
internal static class LatencySection
{
    private const int Bars = 48;

    public static void WriteCurve(HtmlWriter page, ResultDocument run)
    {
        if (run.Latency.Count == 0)
        {
            return;
        }

        PageFrame.BeginSection(page, "percentiles", "Latency");
        string note = run.LatencyUncorrected is null
            ? $"{Quantity.Exact(run.Latency.Count)} samples. Each nine has the same room, so the tail is not squeezed."
            : "Corrected counts the requests that a stalled server kept from being sent; as sent does not. "
                + "Where the lines part, the server stalled.";
        int nines = PercentileCurve.NinesOf(run.Latency.Count);
        (string Name, LatencyFigures Figures)[] lines = run.LatencyUncorrected is { Count: > 0 } raw
            ? [(run.Latency.Corrected == false ? "as measured" : "corrected", run.Latency), ("as sent", raw)]
            : [(run.Latency.Corrected == true ? "corrected" : "latency", run.Latency)];
        string[] tones = ["p99", "max"];
        IReadOnlyList<double> places = PercentileCurve.Places(nines);
        ChartSeries[] series =
        [
            .. lines.Select((line, n) => new ChartSeries(
                line.Name, tones[n], PercentileCurve.Values(line.Figures, places), Quantity.Time)
            {
                IsDashed = n > 0,
            }),
        ];
        WriteCurves(page, "Latency by percentile", note, places, nines, series, Limits(run));
        WritePercentiles(page, lines);
        page.Close();
    }

    /// <summary>Writes curves over common places, with a choice between a logarithmic and a linear scale.</summary>
    public static void WriteCurves(
        HtmlWriter page, string title, string note, IReadOnlyList<double> places, int nines,
        IReadOnlyList<ChartSeries> series, IReadOnlyList<ChartRule> limits)
    {
        double[] values = ChartSeries.Positive(series);
        double largest = values.DefaultIfEmpty(1).Max();
        ChartRule[] shown = [.. limits.Where(limit => limit.Value <= largest * 3)];
        double top = shown.Select(limit => limit.Value).Append(largest).Max();
        Chart chart = new()
        {
            Id = "chart-percentiles",
            Title = title,
            Summary = string.Join(" ", series.Select(one =>
                $"{one.Name} reaches {one.Format(one.Values.LastOrDefault(value => value is not null))}.")),
            PointName = "Percentile",
            Points = places,
            PointFormat = PercentileCurve.Format,
            Horizontal = AxisScale.Nines(nines),
            Vertical = AxisScale.Log(values.DefaultIfEmpty(1).Min(), top, value => Quantity.Time(value)),
            Series = series,
            Rules = shown,
            Height = 300,
        };
        ChartRenderer.WriteEither(
            page, title, note, ("log", chart),
            ("linear", chart with
            {
                Id = "chart-percentiles-linear",
                Vertical = AxisScale.Linear(top, value => Quantity.Time(value)),
            }));
    }

    public static void WriteHistogram(HtmlWriter page, ResultDocument run)
    {
        if (HdrDecoder.Decode(run.Latency) is not { Count: > 0 } samples)
        {
            return;
        }

        double low = Math.Max(1, samples.Minimum);
        double high = Math.Max(low * 1.1, samples.Maximum);
        double[] edges = [.. Enumerable.Range(0, Bars + 1).Select(n => low * Math.Pow(high / low, (double)n / Bars))];
        double[] shares = Shares(samples, edges);
        double[] middles = [.. edges.Zip(edges.Skip(1), (left, right) => Math.Sqrt(left * right))];
        AxisScale axis = AxisScale.Log(low, high, value => Quantity.Time(value));
        int highest = Array.IndexOf(shares, shares.Max());
        Chart chart = new()
        {
            Id = "chart-histogram",
            Title = "Share of the requests",
            Summary = $"Most of the requests took about {Quantity.Time(middles[highest])}.",
            PointName = "Latency",
            Points = middles,
            PointFormat = middle => Range(edges, middles, middle),
            Horizontal = axis,
            Vertical = AxisScale.Linear(shares.Max(), value => Quantity.Percent(value * 100), 4),
            Series =
            [
                new("Requests", "rate", [.. shares.Select(share => (double?)share)], Quantity.Share)
                {
                    Shape = SeriesShape.Bars,
                },
            ],
            Height = 200,
        };
        PageFrame.BeginSection(page, "histogram", "Distribution");
        ChartRenderer.Write(
            page, "How many requests took how long", "The scale of latency is logarithmic.", chart);
        page.Close();
    }

    // The samples of each class are spread over it, so that narrow bars do not get all or nothing.
    private static double[] Shares(Distribution samples, double[] edges)
    {
        double[] shares = new double[edges.Length - 1];
        foreach (ValueCount item in samples.Items)
        {
            int bar = Array.BinarySearch(edges, Math.Max(edges[0], item.Value));
            bar = Math.Clamp(bar < 0 ? ~bar - 1 : bar, 0, shares.Length - 1);
            shares[bar] += (double)item.Count / samples.Count;
        }

        return shares;
    }

    private static string Range(double[] edges, double[] middles, double middle)
    {
        int bar = Array.IndexOf(middles, middle);
        return $"{Quantity.Time(edges[bar])} to {Quantity.Time(edges[bar + 1])}";
    }

    // Thresholds on a percentile in a unit of time are drawn as lines; the others stand in the verdict only.
    private static ChartRule[] Limits(ResultDocument run) =>
    [
        .. (run.Thresholds ?? [])
            .Select(threshold => (threshold.Expr, Limit: LimitOf(threshold.Expr)))
            .Where(pair => pair.Limit is not null)
            .Select(pair => new ChartRule(pair.Limit!.Value, pair.Expr)),
    ];

    private static double? LimitOf(string expression)
    {
        if (!expression.StartsWith('p') || expression.Contains('{', StringComparison.Ordinal))
        {
            return null;
        }

        string limit = expression[(expression.IndexOf('<', StringComparison.Ordinal) + 1)..].TrimStart('=').Trim();
        foreach ((string unit, double us) in new[] { ("us", 1.0), ("ms", 1e3), ("s", 1e6) })
        {
            if (limit.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(limit[..^unit.Length], CultureInfo.InvariantCulture, out double number))
            {
                return number * us;
            }
        }

        return null;
    }

    private static void WritePercentiles(HtmlWriter page, (string Name, LatencyFigures Figures)[] lines)
    {
        page.Open("div", ("class", "scroll")).Open("table", ("class", "wide"), ("id", "table-percentiles"));
        page.Leaf("caption", "Latency in figures", ("class", "hidden"));
        page.Open("thead").Open("tr").Leaf("td", "");
        foreach (string head in (string[])["min", "mean", "p50", "p75", "p90", "p95", "p99", "p99.9", "p99.99", "max"])
        {
            page.Leaf("th", head, ("scope", "col"));
        }

        page.Close().Close().Open("tbody");
        foreach ((string name, LatencyFigures figures) in lines)
        {
            page.Open("tr").Leaf("th", name, ("scope", "row"));
            foreach (double? value in (double?[])
                [
                    figures.Min, figures.Mean, figures.P50, figures.P75, figures.P90, figures.P95, figures.P99,
                    figures.P999, figures.P9999, figures.Max,
                ])
            {
                page.Leaf("td", Quantity.Time(value), ("title", value is null ? null : $"{value:0.#} µs"));
            }

            page.Close();
        }

        page.Close().Close().Close();
    }
}
