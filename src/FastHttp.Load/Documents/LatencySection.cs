using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace FastHttp.Load.Documents;

// A distribution as the result document has it.
internal static class LatencySection
{
    /// <summary>Of samples that are only roughly known.</summary>
    public static LatencyFigures Of(IntervalHistogram values) => values.Count == 0
        ? new LatencyFigures { Count = 0 }
        : Of(values.Count, values.Maximum, values.Percentile);

    /// <summary>Of a run in progress, corrected; without the samples, which are for files.</summary>
    public static LatencyFigures CorrectedSoFar(Distribution values) => values.Count == 0
        ? new LatencyFigures { Count = 0, Corrected = true }
        : Of(values.Count, values.Maximum, values.Percentile) with { Corrected = true };

    /// <param name="values">All samples.</param>
    /// <param name="isCorrected">Whether omitted samples have been filled in; null where that means nothing.</param>
    /// <param name="percentiles">Further percentiles.</param>
    public static LatencyFigures Of(
        Distribution values, bool? isCorrected = null, IReadOnlyList<double>? percentiles = null) => values.Count == 0
        ? new LatencyFigures { Count = 0, Corrected = isCorrected }
        : Of(values.Count, values.Maximum, values.Percentile) with
        {
            Corrected = isCorrected,
            Min = values.Minimum,
            Mean = values.Mean,
            Stdev = values.StandardDeviation,
            Percentiles = percentiles is null or { Count: 0 } ? null : percentiles.Distinct().ToDictionary(
                percent => percent.ToString(CultureInfo.InvariantCulture), values.Percentile),
            Histogram = HdrEncoding.ToBase64(values),
        };

    private static LatencyFigures Of(long count, long maximum, Func<double, long> percentile) => new()
    {
        Count = count,
        Max = maximum,
        P50 = percentile(50),
        P75 = percentile(75),
        P90 = percentile(90),
        P95 = percentile(95),
        P99 = percentile(99),
        P999 = percentile(99.9),
        P9999 = percentile(99.99),
        P99999 = percentile(99.999),
    };
}
