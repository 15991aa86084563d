using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Results;

namespace Runner.Reporting;

// Samples → a histogram of at most so many rows, with bounds that are round numbers. Latencies that lie close together
// get rows of one width; others get rows that grow with the latency, so that one slow answer does not put all the rest
// into the first row.
internal static class LatencyBuckets
{
    private const double Narrow = 3;

    // The bounds within a decade, the finest first.
    private static readonly double[][] s_steps =
    [
        [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8], [1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1],
    ];

    private static readonly double[] s_widths = [1, 2, 5];

    /// <summary>The rows, ascending; none without samples.</summary>
    /// <param name="samples">Ascending.</param>
    /// <param name="rows">How many rows there may be.</param>
    public static IReadOnlyList<LatencyBucket> Of(IReadOnlyList<LatencyCount> samples, int rows)
    {
        if (samples.Count == 0 || rows <= 0)
        {
            return [];
        }

        long least = Math.Max(1, samples[0].Us);
        long most = Math.Max(least, samples[^1].Us);
        List<long> bounds = most <= least * Narrow ? Even(least, most, rows) : Growing(least, most, rows);
        return Count(samples, bounds);
    }

    private static List<long> Even(long least, long most, int rows)
    {
        for (long decade = 1; ; decade *= 10)
        {
            foreach (double width in s_widths)
            {
                long step = (long)(width * decade);
                long first = (least - 1) / step;
                long last = (most + step - 1) / step;
                if (last - first <= rows)
                {
                    return [.. Range(first, last).Select(number => number * step)];
                }
            }
        }
    }

    private static List<long> Growing(long least, long most, int rows)
    {
        List<long> bounds = [];
        foreach (double[] steps in s_steps)
        {
            bounds = Decades(least, most, steps);
            if (bounds.Count - 1 <= rows)
            {
                return bounds;
            }
        }

        // Fewer rows than decades.
        while (bounds.Count - 1 > rows)
        {
            bounds.RemoveAt(bounds.Count - 2);
        }

        return bounds;
    }

    // From the last bound below all samples to the first that none exceeds.
    private static List<long> Decades(long least, long most, double[] steps)
    {
        List<long> bounds = [0];
        for (long decade = 1; bounds[^1] < most; decade *= 10)
        {
            foreach (double step in steps)
            {
                long bound = (long)Math.Round(step * decade);
                if (bound < least)
                {
                    bounds[0] = bound;
                }
                else if (bound > bounds[^1] && bounds[^1] < most)
                {
                    bounds.Add(bound);
                }
            }
        }

        return bounds;
    }

    private static List<LatencyBucket> Count(IReadOnlyList<LatencyCount> samples, List<long> bounds)
    {
        List<LatencyBucket> rows = [];
        int next = 0;
        for (int index = 1; index < bounds.Count; index++)
        {
            long count = 0;
            while (next < samples.Count && (samples[next].Us <= bounds[index] || index == bounds.Count - 1))
            {
                count += samples[next++].Count;
            }

            rows.Add(new LatencyBucket(index == 1 ? -1 : bounds[index - 1], bounds[index], count));
        }

        return rows;
    }

    private static IEnumerable<long> Range(long first, long last)
    {
        for (long number = first; number <= last; number++)
        {
            yield return number;
        }
    }
}

// One row of a histogram: the samples above one bound and up to another.
internal readonly record struct LatencyBucket(long AboveUs, long UpToUs, long Count)
{
    public bool Has(long us) => us > AboveUs && us <= UpToUs;
}
