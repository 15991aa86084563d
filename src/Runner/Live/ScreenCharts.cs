using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Reporting;

namespace Runner.Live;

// The parts of a screen that draw: the rate and the latency over time, and the latency's histogram.
internal static class ScreenCharts
{
    private const int AxisWidth = 8;
    private const int WidestStep = 6;
    private const int LayeredHeight = 4;
    private const string Fills = "█▓░";

    /// <summary>Responses a second over time.</summary>
    public static ScreenSection Rate(LiveFigures figures, ScreenState state, int width)
    {
        ScreenLine now = ScreenLine.Of($"{LiveFormat.Number(figures.Newest?.Rate ?? 0)} now", ScreenStyle.Strong);
        ScreenLine mean = new ScreenLine().Add(now).Add($"  {LiveFormat.Number(figures.Rate.Achieved ?? 0)} mean");
        List<ScreenLine> facts = [mean, now];
        if (figures.Rate.Target is { } target)
        {
            string due = LiveFormat.Number(target);
            facts.Insert(0, new ScreenLine().Add(mean).Add($"  of {due}"));
            facts.Insert(0, new ScreenLine().Add(mean).Add($"  {figures.Rate.Ratio * 100:0.0}% of {due} asked for"));
        }

        return new ScreenSection(width < 56 ? "Requests/s" : "Requests a second", facts)
        {
            Least = 1,
            Most = 100,
            Rank = 3,
            Body = (columns, height) => OverTime(figures, columns, height, (points, rows) =>
            {
                double most = points.Max(point => point?.Rate ?? 0);
                double?[] shares = [.. points.Select(point => point is null
                    ? (double?)null
                    : Share(point.Rate, 1, most, state.IsLogarithmic))];
                return new Drawn(
                    [.. Blocks.Columns(shares, rows).Select(row => ScreenLine.Of(row, ScreenStyle.Chart))],
                    LiveFormat.Number(most),
                    state.IsLogarithmic ? "1" : "0");
            }),
        };
    }

    /// <summary>Percentiles of the latency over time.</summary>
    public static ScreenSection Latency(LiveFigures figures, ScreenState state, int width)
    {
        LatencyFigures latency = figures.LatencyCorrected ?? figures.Latency;
        ScreenLine[] facts =
        [
            Percentiles(("p50", latency.P50), ("p90", latency.P90), ("p99", latency.P99), ("p99.9", latency.P999),
                ("max", latency.Max)),
            Percentiles(("p50", latency.P50), ("p90", latency.P90), ("p99", latency.P99), ("max", latency.Max)),
            Percentiles(("p50", latency.P50), ("p99", latency.P99), ("max", latency.Max)),
            Percentiles(("p50", latency.P50), ("p99", latency.P99)),
            Percentiles(("p99", latency.P99)),
        ];
        return new ScreenSection("Latency", facts)
        {
            Least = 1,
            Most = 100,
            Rank = 2,
            Body = (columns, height) => OverTime(figures, columns, height, (points, rows) =>
                rows < LayeredHeight ? Lines(points, rows, state) : Layers(points, rows, state)),
        };
    }

    /// <summary>How often each latency was measured.</summary>
    public static ScreenSection Histogram(LiveFigures figures) => new(
        "Histogram",
        ScreenLine.Of(figures.LatencyCorrected is null ? "answers that took up to" : "latency up to, corrected"),
        new ScreenLine())
    {
        Least = 3,
        Most = 22,
        Rank = 1,
        Body = (columns, height) => HistogramRows(figures, columns, height),
    };

    private static ScreenLine Percentiles(params ReadOnlySpan<(string Name, long? Us)> percentiles)
    {
        ScreenLine line = new();
        foreach ((string name, long? us) in percentiles)
        {
            line.Add(line.Width == 0 ? "" : "  ").Add(name + " ").Add(LiveFormat.Latency(us), ScreenStyle.Strong);
        }

        return line;
    }

    private static List<ScreenLine> HistogramRows(LiveFigures figures, int width, int height)
    {
        IReadOnlyList<LatencyBucket> buckets = LatencyBuckets.Of(
            figures.LatencyCorrected is null ? figures.LatencyCounts : figures.CorrectedCounts, height);
        long all = buckets.Sum(bucket => bucket.Count);
        long most = buckets.Select(bucket => bucket.Count).DefaultIfEmpty(0).Max();
        bool hasCounts = width >= 52;
        int room = Math.Max(4, width - AxisWidth - 7 - 10 - (hasCounts ? 9 : 0));
        List<ScreenLine> lines = [];
        foreach (LatencyBucket bucket in buckets)
        {
            string percent = bucket.Count == 0 ? "" : LiveFormat.Share(bucket.Count / (double)all);
            ScreenLine line = new ScreenLine()
                .Add($"{LiveFormat.Latency(bucket.UpToUs),AxisWidth - 1} ")
                .Add(Blocks.Bar(bucket.Count / (double)most, room).PadRight(room), ScreenStyle.Chart)
                .Add($" {percent,6}");
            if (hasCounts)
            {
                line.Add($" {LiveFormat.Number(bucket.Count),8}", ScreenStyle.Faint);
            }

            lines.Add(line.Add(" " + MarksOf(bucket, figures.LatencyCorrected ?? figures.Latency), ScreenStyle.Strong));
        }

        return lines;
    }

    // Which percentiles lie in a row.
    private static string MarksOf(LatencyBucket bucket, LatencyFigures latency)
    {
        (string Name, long? Us)[] marks = [("p50", latency.P50), ("p90", latency.P90), ("p99", latency.P99)];
        return string.Join(' ', marks.Where(mark => mark.Us is { } us && bucket.Has(us)).Select(mark => mark.Name));
    }

    // A bar line each for the median and the p99, or for the p99 alone.
    private static Drawn Lines(IReadOnlyList<SeriesPoint?> points, int rows, ScreenState state)
    {
        (string Name, Func<SeriesPoint, long?> Read)[] wanted = rows switch
        {
            1 => [("p99", point => point.P99Us)],
            2 => [("p50", point => point.P50Us), ("p99", point => point.P99Us)],
            _ => [("p50", point => point.P50Us), ("p90", point => point.P90Us), ("p99", point => point.P99Us)],
        };
        List<ScreenLine> lines = [];
        foreach ((string name, Func<SeriesPoint, long?> read) in wanted)
        {
            long?[] values = [.. points.Select(point => point is null ? null : read(point))];
            double most = values.Max() ?? 0;
            double least = values.Min() ?? 0;
            double?[] shares = [.. values.Select(value => value is { } us
                ? Share(us, least / 2, most, state.IsLogarithmic)
                : (double?)null)];
            lines.Add(ScreenLine.Of(Blocks.Columns(shares, 1)[0], ScreenStyle.Chart)
                .Add($" {name} ≤ {LiveFormat.Latency(most)}", ScreenStyle.Faint));
        }

        return new Drawn(lines);
    }

    private static Drawn Layers(IReadOnlyList<SeriesPoint?> points, int rows, ScreenState state)
    {
        SeriesPoint[] known = [.. points.Where(point => point?.P99Us is not null).Select(point => point!)];
        double most = known.Length == 0 ? 0 : known.Max(point => point.P99Us!.Value);
        double least = known.Length == 0 ? 0 : known.Min(point => point.P50Us!.Value) / 2.0;
        double Of(long? us) => Share(us ?? 0, least, most, state.IsLogarithmic);
        double[]?[] layers = [.. points.Select(point => point?.P99Us is null
            ? null
            : new[] { Of(point.P50Us), Of(point.P90Us), Of(point.P99Us) })];
        return new Drawn(
            [.. Blocks.Layers(layers, Fills, rows).Select(row => ScreenLine.Of(row, ScreenStyle.SecondChart))],
            LiveFormat.Latency(most),
            state.IsLogarithmic ? LiveFormat.Latency(least) : "0",
            $"{Fills[0]} p50 {Fills[1]} p90 {Fills[2]} p99");
    }

    // A chart, with the values at its upper and lower edge, and what its layers are.
    private sealed record Drawn(
        IReadOnlyList<ScreenLine> Rows, string Top = "", string Bottom = "", string Legend = "");

    // A chart with its largest value on the left, and below it the time, where there is room for them.
    private static List<ScreenLine> OverTime(
        LiveFigures figures, int width, int height, Func<IReadOnlyList<SeriesPoint?>, int, Drawn> draw)
    {
        bool hasTime = height > LayeredHeight;
        int rows = hasTime ? height - 1 : height;
        bool hasAxis = rows >= LayeredHeight || width >= 50;
        int axis = hasAxis ? AxisWidth : 1;
        int room = Math.Max(1, width - axis - (rows < LayeredHeight ? 14 : 0));
        (SeriesPoint?[] points, double end) = Spread(figures, room);
        (IReadOnlyList<ScreenLine> drawn, string top, string bottom, string legend) = draw(points, rows);
        List<ScreenLine> lines = [];
        for (int row = 0; row < drawn.Count; row++)
        {
            string label = !hasAxis ? "" : row == 0 ? top : row == drawn.Count - 1 && rows > 1 ? bottom : "";
            lines.Add(ScreenLine.Of(label.PadLeft(axis - 1) + " ", ScreenStyle.Faint).Add(drawn[row]));
        }

        if (hasTime)
        {
            string last = LiveFormat.Time(TimeSpan.FromSeconds(end));
            string ends = "0s" + last.PadLeft(Math.Max(0, room - 2));
            int middle = Math.Max(3, (room - legend.Length) / 2);
            bool fits = middle + legend.Length + last.Length + 1 < room;
            string text = fits ? ends[..middle] + legend + ends[(middle + legend.Length)..] : ends;
            lines.Add(ScreenLine.Of(new string(' ', axis) + text, ScreenStyle.Faint));
        }

        return lines;
    }

    // One interval or several to a column, or several columns to an interval. Where the end is known, the chart is as
    // long as the run, and fills as the run goes on.
    private static (SeriesPoint?[] Points, double EndS) Spread(LiveFigures figures, int columns)
    {
        IReadOnlyList<SeriesPoint> series = figures.Series;
        if (series.Count == 0)
        {
            return (new SeriesPoint?[columns], figures.Duration?.TotalSeconds ?? 0);
        }

        double each = series[^1].T / series.Count;
        int expected = figures.Duration is { } whole && each > 0
            ? Math.Max(series.Count, (int)Math.Round(whole.TotalSeconds / each))
            : series.Count;
        SeriesPoint?[] points = new SeriesPoint?[columns];
        int step = Math.Clamp(columns / expected, 1, figures.Duration is null ? WidestStep : columns);
        int group = (expected + columns - 1) / columns;
        for (int column = 0; column < columns; column++)
        {
            int index = group > 1 ? column * group : column / step;
            points[column] = index >= series.Count ? null
                : Together(series, index, Math.Min(series.Count, index + group));
        }

        // Of a column that no interval is for, nothing is left blank at the right.
        int used = group > 1 ? (expected + group - 1) / group : Math.Min(columns, expected * step);
        return (points[..Math.Max(1, used)], each * expected);
    }

    // The mean rate, and the worst latency.
    private static SeriesPoint Together(IReadOnlyList<SeriesPoint> series, int first, int end)
    {
        SeriesPoint[] points = [.. Enumerable.Range(first, end - first).Select(index => series[index])];
        return points.Length == 1 ? points[0] : points[^1] with
        {
            Rate = points.Average(point => point.Rate),
            P50Us = points.Max(point => point.P50Us),
            P90Us = points.Max(point => point.P90Us),
            P99Us = points.Max(point => point.P99Us),
        };
    }

    private static double Share(double value, double least, double most, bool isLogarithmic)
    {
        if (!isLogarithmic)
        {
            return most > 0 ? value / most : 0;
        }

        double low = Math.Max(1, least);
        return most <= low ? (value > 0 ? 1 : 0) : Math.Log(Math.Max(low, value) / low) / Math.Log(most / low);
    }
}
