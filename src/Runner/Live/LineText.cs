using System;
using System.Linq;
using FastHttp.Load.Results;

namespace Runner.Live;

// A run so far in one line.
internal static class LineText
{
    private const int Bars = 20;

    /// <summary>The line, with bars for the rate over time, cut to a width.</summary>
    public static string Of(SeriesPoint point, LiveFigures figures, int width)
    {
        string plain = " " + Plain(point, figures);
        int room = width - plain.Length - 3;
        string bars = room < 3 ? "" : LiveFormat.Bars(figures.Series.Select(item => item.Rate), int.Min(room, Bars));
        string line = bars.Length == 0 ? plain : $"{plain}   {bars}";
        return line.Length > width ? line[..width] : line;
    }

    /// <summary>The same for a log.</summary>
    public static string Plain(SeriesPoint point, LiveFigures figures)
    {
        // Of the interval that the figures are of: lines may be written late, and several at once.
        string time = LiveFormat.Elapsed(TimeSpan.FromSeconds(point.T), figures.Duration);
        string p50 = LiveFormat.Latency(point.P50Us);
        string p99 = LiveFormat.Latency(point.P99Us);
        string max = LiveFormat.Latency(point.MaxUs);
        string connections = point.Conns is { } open ? $"  conn {open}" : "";
        string cpu = point.Cpu is { } share ? $"  cpu {(int)share}%" : "";
        return $"{time}  {LiveFormat.Number(point.Rate)} req/s  p50 {p50} p99 {p99} max {max}"
            + $"  err {ErrorsOf(figures)}{connections}{cpu}";
    }

    private static string ErrorsOf(LiveFigures figures) => LiveFormat.Number(figures.Requests.Failed ?? 0);
}
