using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Results;

namespace Runner.Pages;

/// <summary>A part of a run in which its p99 stood clearly above a level. Immutable.</summary>
/// <param name="From">Its start, in seconds.</param>
/// <param name="To">Its end.</param>
/// <param name="WorstUs">The largest p99 of an interval in it.</param>
internal sealed record SlowStretch(double From, double To, long WorstUs)
{
    // Twice the usual is seen at once in a chart, and is more than an interval differs from the next by itself.
    private const double Factor = 2;
    private const long MinorPart = 4;

    /// <summary>The stretches of a run that matter, the worst first.</summary>
    /// <param name="series">The run.</param>
    /// <param name="usualUs">The level; null for the run's own median.</param>
    public static IReadOnlyList<SlowStretch> Find(IReadOnlyList<SeriesPoint> series, double? usualUs = null)
    {
        double limit = Factor * (usualUs ?? UsualUs(series));
        List<SlowStretch> found = [];
        double start = 0;
        int last = -2;
        for (int index = 0; index < series.Count; index++)
        {
            SeriesPoint point = series[index];
            if (limit > 0 && point.P99Us is { } p99 && p99 >= limit)
            {
                // One quiet interval between two slow ones does not make them two events.
                if (found.Count > 0 && last >= index - 2)
                {
                    found[^1] = found[^1] with { To = point.T, WorstUs = Math.Max(found[^1].WorstUs, p99) };
                }
                else
                {
                    found.Add(new SlowStretch(start, point.T, p99));
                }

                last = index;
            }

            start = point.T;
        }

        // Beside one that stands out, those that are only just long enough are no news.
        long worst = found.Count == 0 ? 0 : found.Max(stretch => stretch.WorstUs);
        return
        [
            .. found.Where(stretch => stretch.WorstUs >= worst / MinorPart)
                .OrderByDescending(stretch => stretch.WorstUs),
        ];
    }

    /// <summary>The median of the p99 of the intervals.</summary>
    public static double UsualUs(IReadOnlyList<SeriesPoint> series)
    {
        long[] sorted = [.. series.Where(point => point.P99Us is not null).Select(point => point.P99Us!.Value).Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
