using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp.Load.Results;

namespace Runner.Live;

// A run so far → every row of a terminal. Nothing but its arguments decides what is drawn, and all figures are those of
// one moment.
internal static class ScreenText
{
    private const int TwoColumns = 76;
    private const int Gutter = 2;
    private const int DetailedHeight = 22;

    /// <summary>The rows, each as wide as the terminal.</summary>
    /// <param name="target">What is loaded.</param>
    /// <param name="figures">The run so far; null before anything is known.</param>
    /// <param name="waiting">How long the measured time has gone on; below zero in the warm-up. Shown until there are
    /// figures of an interval.</param>
    /// <param name="state">What the keys have made of it.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="height">Rows of the terminal.</param>
    public static IReadOnlyList<ScreenLine> Render(
        ScreenTarget target, LiveFigures? figures, TimeSpan waiting, ScreenState state, int width, int height)
    {
        List<ScreenLine> lines = [ScreenLine.Of(target.Url, ScreenStyle.Strong)];
        string load = $"{Count(target.Connections, "connection")}, {Count(target.Threads, "thread")}"
            + $", {target.Transport}"
            + (target.Details.Length == 0 ? "" : $", {target.Details}");
        if (height >= DetailedHeight)
        {
            lines.Add(ScreenLine.Of(load));
        }
        else
        {
            lines[0].Add("  " + load);
        }

        bool isMeasured = figures?.Newest is not null;
        lines.Add(Progress(target, figures, isMeasured ? null : waiting, width));
        ScreenLine keys = ScreenLine.Of("q end   l logarithmic   p pause", ScreenStyle.Faint);
        if (state.IsPaused)
        {
            keys.Add("   paused: the run goes on", ScreenStyle.Doubt);
        }

        int room = Math.Max(0, height - lines.Count - 1);
        lines.AddRange(isMeasured
            ? Body(target, figures!, state, width, room)
            : ScreenColumn.Lay([], width, room));
        lines.Add(keys);
        return [.. lines.Take(Math.Max(0, height)).Select(line => line.Fit(width))];
    }

    /// <summary>The rows as a terminal takes them, over whatever is on it.</summary>
    public static string Frame(IReadOnlyList<ScreenLine> rows, bool hasColor)
    {
        // Between the two marks a terminal that knows them shows nothing half done (mode 2026).
        StringBuilder text = new("\e[?2026h\e[H");
        for (int row = 0; row < rows.Count; row++)
        {
            text.Append(row == 0 ? "" : "\r\n");
            rows[row].WriteTo(text, hasColor);
        }

        return text.Append("\e[?2026l").ToString();
    }

    private static IEnumerable<ScreenLine> Body(
        ScreenTarget target, LiveFigures figures, ScreenState state, int width, int height)
    {
        if (width < TwoColumns)
        {
            return ScreenColumn.Lay(
                Known(
                    ScreenCharts.Rate(figures, state, width),
                    ScreenCharts.Latency(figures, state, width),
                    ScreenCharts.Histogram(figures),
                    ScreenFacts.Responses(figures),
                    ScreenFacts.Verdict(figures),
                    ScreenFacts.Machine(target, figures, width)),
                width,
                height);
        }

        int left = (width - Gutter) / 2;
        int right = width - Gutter - left;
        IReadOnlyList<ScreenLine> first = ScreenColumn.Lay(
            Known(
                ScreenCharts.Rate(figures, state, left),
                ScreenCharts.Latency(figures, state, left),
                ScreenFacts.Machine(target, figures, left) with { Least = 2 }),
            left,
            height);
        IReadOnlyList<ScreenLine> second = ScreenColumn.Lay(
            Known(
                ScreenCharts.Histogram(figures),
                ScreenFacts.Responses(figures),
                ScreenFacts.Verdict(figures)),
            right,
            height);
        return first.Zip(second, (one, other) =>
            new ScreenLine().Add(one).Add(new string(' ', Gutter)).Add(other));
    }

    private static ScreenSection[] Known(params ScreenSection?[] sections) =>
        [.. sections.Where(section => section is not null).Select(section => section!)];

    private static ScreenLine Progress(ScreenTarget target, LiveFigures? figures, TimeSpan? waiting, int width)
    {
        TimeSpan elapsed = waiting ?? TimeSpan.FromSeconds(figures!.Newest!.T);
        (string text, double share) = (elapsed < TimeSpan.Zero, figures?.Duration, target.Requests) switch
        {
            (true, _, _) => ($"warm-up, {LiveFormat.Time(-elapsed)} to go", 0),
            (_, { } whole, _) when whole > TimeSpan.Zero =>
                ($"{LiveFormat.Time(elapsed)} of {LiveFormat.Time(whole)}, "
                    + $"{LiveFormat.Time(TimeSpan.FromTicks(Math.Max(0, (whole - elapsed).Ticks)))} left",
                    elapsed / whole),
            (_, _, > 0) => ($"{LiveFormat.Exact(figures?.Requests.Completed ?? 0)} of "
                    + $"{LiveFormat.Exact(target.Requests)} requests, {LiveFormat.Time(elapsed)}",
                (figures?.Requests.Completed ?? 0) / (double)target.Requests),
            _ => ($"{LiveFormat.Time(elapsed)}, until it is ended", -1),
        };
        int room = width - text.Length - 2;
        if (share < 0 || room < 4)
        {
            return ScreenLine.Of(text);
        }

        int done = (int)Math.Clamp(share * room, 0, room);
        return ScreenLine.Of(new string('━', done), ScreenStyle.Chart)
            .Add(new string('─', room - done), ScreenStyle.Faint).Add("  " + text, ScreenStyle.Strong);
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
