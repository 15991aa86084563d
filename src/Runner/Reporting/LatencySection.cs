using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Runner.Recording;
using Runner.Results;

namespace Runner.Reporting;

// A distribution as the result document has it. Stateless.
internal static class LatencySection
{
    /// <summary>Of samples that are only roughly known.</summary>
    public static LatencyFigures Of(IntervalHistogram values) => values.Count == 0
        ? new LatencyFigures { Count = 0 }
        : new LatencyFigures
        {
            Count = values.Count,
            Max = values.Maximum,
            P50 = values.Percentile(50),
            P75 = values.Percentile(75),
            P90 = values.Percentile(90),
            P95 = values.Percentile(95),
            P99 = values.Percentile(99),
            P999 = values.Percentile(99.9),
            P9999 = values.Percentile(99.99),
            P99999 = values.Percentile(99.999),
        };

    /// <param name="values">All samples.</param>
    /// <param name="isCorrected">Whether omitted samples have been filled in; null where that means nothing.</param>
    /// <param name="percentiles">Further percentiles.</param>
    public static LatencyFigures Of(
        Distribution values, bool? isCorrected = null, IReadOnlyList<double>? percentiles = null) => values.Count == 0
        ? new LatencyFigures { Count = 0, Corrected = isCorrected }
        : new LatencyFigures
        {
            Corrected = isCorrected,
            Count = values.Count,
            Min = values.Minimum,
            Mean = values.Mean,
            Stdev = values.StandardDeviation,
            Max = values.Maximum,
            P50 = values.Percentile(50),
            P75 = values.Percentile(75),
            P90 = values.Percentile(90),
            P95 = values.Percentile(95),
            P99 = values.Percentile(99),
            P999 = values.Percentile(99.9),
            P9999 = values.Percentile(99.99),
            P99999 = values.Percentile(99.999),
            Percentiles = percentiles is null or { Count: 0 } ? null : percentiles.Distinct().ToDictionary(
                percent => percent.ToString(CultureInfo.InvariantCulture), values.Percentile),
            Histogram = HdrEncoding.ToBase64(values),
        };
}
