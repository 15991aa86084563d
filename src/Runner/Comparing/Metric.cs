using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Pages.Html;

namespace Runner.Comparing;

/// <summary>A figure in which runs are compared: where it stands in a document, and which way is better. Immutable.
/// </summary>
internal sealed record Metric(string Name, Func<ResultDocument, double?> OfRun, Func<double?, string> Format)
{
    /// <summary>The share of the requests that were faster; null for what is no quantile of latency.</summary>
    public double? Quantile { get; init; }

    /// <summary>The same of one interval; null where the series does not have it.</summary>
    public Func<SeriesPoint, double?>? OfPoint { get; init; }

    public bool IsHigherBetter { get; init; }

    /// <summary>A share, whose change is given in points rather than in percent of itself: 0 has no percent.</summary>
    public bool IsShare { get; init; }

    public static IReadOnlyList<Metric> All { get; } =
    [
        new("rps", run => run.Rate.Achieved, Quantity.Rate) { OfPoint = point => point.Rate, IsHigherBetter = true },
        new("mean", run => run.Latency.Mean, Quantity.Time),
        new("p50", run => run.Latency.P50, Quantity.Time) { Quantile = 0.5, OfPoint = point => point.P50Us },
        new("p90", run => run.Latency.P90, Quantity.Time) { Quantile = 0.9, OfPoint = point => point.P90Us },
        new("p95", run => run.Latency.P95, Quantity.Time) { Quantile = 0.95 },
        new("p99", run => run.Latency.P99, Quantity.Time) { Quantile = 0.99, OfPoint = point => point.P99Us },
        new("p99.9", run => run.Latency.P999, Quantity.Time) { Quantile = 0.999 },
        new("max", run => run.Latency.Max, Quantity.Time),
        new("error_rate", run => 1 - run.SuccessRate, Quantity.Share)
        {
            OfPoint = point => Share(point.Errors, point.Rate),
            IsShare = true,
        },
    ];

    public static Metric? Find(string name) =>
        All.FirstOrDefault(metric => string.Equals(metric.Name, name, StringComparison.OrdinalIgnoreCase));

    // Errors of an interval are a count and responses a rate; it is a share where intervals are a second, and else in
    // proportion to it, which is enough to see how it varies.
    private static double? Share(long errors, double rate) => errors + rate > 0 ? errors / (errors + rate) : null;
}
