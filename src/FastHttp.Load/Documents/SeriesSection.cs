using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace FastHttp.Load.Documents;

// A run over time, as the result document has it.
internal static class SeriesSection
{
    // How fine the heatmap's classes are: a fifth of an octave shows a mode, and keeps the document small.
    private const int ClassesPerDoubling = 4;

    public static SeriesPoint PointOf(RunPlan plan, RunInterval interval)
    {
        IntervalHistogram latency = interval.Latency;
        bool isEmpty = latency.Count == 0;
        double coresUs = interval.LengthUs * (double)Environment.ProcessorCount;
        return new SeriesPoint
        {
            T = interval.EndUs / 1_000_000.0,
            Target = TargetAt(plan, interval),
            Rate = interval.Rate,
            Errors = interval.Failed,
            P50Us = isEmpty ? null : latency.Percentile(50),
            P90Us = isEmpty ? null : latency.Percentile(90),
            P99Us = isEmpty ? null : latency.Percentile(99),
            MaxUs = isEmpty ? null : latency.Maximum,
            BytesIn = interval.BytesRead,
            Conns = interval.Connections,
            Cpu = interval.CpuUs > 0 && coresUs > 0 ? interval.CpuUs / coresUs * 100 : null,
        };
    }

    public static Heatmap? HeatmapOf(ProgressSnapshot course)
    {
        RunInterval[] intervals = [.. course.Intervals.Where(interval => interval.Latency.Count > 0)];
        if (intervals.Length == 0)
        {
            return null;
        }

        int first = intervals.Min(interval => BandOf(interval.Latency.Classes[0]));
        int last = intervals.Max(interval => BandOf(interval.Latency.Classes[^1]));
        return new Heatmap
        {
            T0 = 0,
            Dt = course.IntervalUs / 1_000_000.0,
            BoundsUs = [.. Enumerable.Range(first, last - first + 1).Select(CeilingOf)],
            Counts = [.. course.Intervals.Select(interval => RowOf(interval.Latency, first, last))],
        };
    }

    /// <summary>The rate over the intervals; their lengths are nearly the same.</summary>
    public static RateFigures RateOf(RateFigures rate, IReadOnlyList<SeriesPoint> series)
    {
        if (series.Count == 0)
        {
            return rate;
        }

        double[] rates = [.. series.Select(point => point.Rate).Order()];
        double mean = rates.Average();
        return rate with
        {
            Mean = mean,
            Stdev = rates.Length < 2
                ? null
                : Math.Sqrt(rates.Sum(value => (value - mean) * (value - mean)) / (rates.Length - 1)),
            Min = rates[0],
            Max = rates[^1],
            P5 = At(rates, 5),
            P50 = At(rates, 50),
            P95 = At(rates, 95),
        };
    }

    private static double At(double[] ascending, int percent) =>
        ascending[Math.Max(0, (int)Math.Ceiling(percent / 100.0 * ascending.Length) - 1)];

    // With stages of connections, those are the target.
    private static double? TargetAt(RunPlan plan, RunInterval interval)
    {
        double warmup = plan.Load.Warmup.TotalSeconds;
        double start = warmup + (interval.StartUs / 1_000_000.0);
        double end = warmup + (interval.EndUs / 1_000_000.0);
        LoadShape? shape = plan.Load.Rate ?? plan.Load.Users;
        return shape is null ? null
            : end > start ? (shape.AreaAt(end) - shape.AreaAt(start)) / (end - start)
            : shape.LevelAt(end);
    }

    private static long[] RowOf(IntervalHistogram latency, int first, int last)
    {
        long[] row = new long[last - first + 1];
        for (int index = 0; index < latency.Classes.Length; index++)
        {
            row[BandOf(latency.Classes[index]) - first] += latency.Counts[index];
        }

        return row;
    }

    // Bands: every value below ClassesPerDoubling, then so many in each doubling.
    private static int BandOf(int latencyClass)
    {
        long value = IntervalHistogram.FloorOf(latencyClass);
        if (value < ClassesPerDoubling)
        {
            return (int)value;
        }

        int doubling = (int)Math.Log2(value);
        int shift = doubling - 2;
        return (shift * ClassesPerDoubling) + (int)(value >> shift);
    }

    private static long CeilingOf(int band)
    {
        int next = band + 1;
        int shift = Math.Max(0, (next / ClassesPerDoubling) - 1);
        return ((long)(next - (shift * ClassesPerDoubling)) << shift) - 1;
    }
}
