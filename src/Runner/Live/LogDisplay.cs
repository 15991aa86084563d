using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FastHttp.Load.Results;

namespace Runner.Live;

// A plain line each time, for logs. Its figures are those since the line before, of whatever intervals they come in.
internal sealed class LogDisplay(TextWriter log, TimeSpan interval) : ILiveDisplay
{
    private readonly List<SeriesPoint> _points = [];
    private double _next = interval.TotalSeconds;
    private double _from;
    private IReadOnlyList<LatencyCount> _before = [];

    public void OnInterval(SeriesPoint point, LiveFigures figures)
    {
        _points.Add(point);

        // Intervals end a little early or late.
        if (point.T < _next - 0.1)
        {
            return;
        }

        log.Write($"runner: {LineText.Plain(SinceLast(figures), figures)}\n");
        log.Flush();
        _points.Clear();
        _from = point.T;
        _before = figures.LatencyCounts;
        _next = (Math.Floor((point.T + 0.1) / interval.TotalSeconds) + 1) * interval.TotalSeconds;
    }

    public bool TryPrint(string line) => false;

    public void Dispose()
    {
    }

    private SeriesPoint SinceLast(LiveFigures figures)
    {
        SeriesPoint last = _points[^1];
        if (_points.Count == 1)
        {
            return last;
        }

        double answers = 0;
        double from = _from;
        foreach (SeriesPoint point in _points)
        {
            answers += point.Rate * (point.T - from);
            from = point.T;
        }

        LatencyCount[] counts = Less(figures.LatencyCounts, _before);
        return last with
        {
            Rate = answers / (last.T - _from),
            P50Us = Percentile(counts, 0.5),
            P99Us = Percentile(counts, 0.99),
            MaxUs = _points.Max(point => point.MaxUs),
        };
    }

    private static LatencyCount[] Less(IReadOnlyList<LatencyCount> now, IReadOnlyList<LatencyCount> before)
    {
        Dictionary<long, long> old = before.ToDictionary(item => item.Us, item => item.Count);
        return
        [
            .. now.Select(item => item with { Count = item.Count - old.GetValueOrDefault(item.Us) })
                .Where(item => item.Count > 0).OrderBy(item => item.Us),
        ];
    }

    private static long? Percentile(LatencyCount[] counts, double share)
    {
        long rank = (long)Math.Ceiling(share * counts.Sum(item => item.Count));
        foreach (LatencyCount item in counts)
        {
            rank -= item.Count;
            if (rank <= 0)
            {
                return item.Us;
            }
        }

        return null;
    }
}
