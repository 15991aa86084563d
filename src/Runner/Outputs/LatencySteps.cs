using System.Collections.Generic;
using System.Globalization;
using FastHttp.Load.Results;

namespace Runner.Outputs;

// Latencies as counts below fixed bounds, which are the same for every run: those of several machines add up, and a
// percentile of all can be had from the sum, which it cannot from their percentiles.
internal static class LatencySteps
{
    private static readonly double[] s_seconds =
    [
        0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ];

    /// <summary>How many samples there are up to each bound in seconds; the last bound is +Inf.</summary>
    public static IEnumerable<(string Bound, long Count)> Of(LiveFigures run)
    {
        int next = 0;
        long count = 0;
        foreach (double bound in s_seconds)
        {
            while (next < run.LatencyCounts.Count && run.LatencyCounts[next].Us <= bound * 1_000_000)
            {
                count += run.LatencyCounts[next++].Count;
            }

            yield return (bound.ToString("0.#####", CultureInfo.InvariantCulture), count);
        }

        for (; next < run.LatencyCounts.Count; next++)
        {
            count += run.LatencyCounts[next].Count;
        }

        yield return ("+Inf", count);
    }

    /// <summary>All samples together, in seconds.</summary>
    public static double Sum(LiveFigures run)
    {
        double sum = 0;
        foreach (LatencyCount item in run.LatencyCounts)
        {
            sum += item.Us / 1_000_000.0 * item.Count;
        }

        return sum;
    }
}
