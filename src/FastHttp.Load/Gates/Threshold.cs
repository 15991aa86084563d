using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Gates;

/// <summary>One condition on the figures of a run. Immutable; it has been read and checked before the run.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record Threshold
{
    /// <summary>The condition as typed.</summary>
    public required string Text { get; init; }

    /// <summary>What is measured.</summary>
    public required ThresholdMetric Metric { get; init; }

    /// <summary>How the figure has to compare with the limit.</summary>
    public required Comparison Comparison { get; init; }

    /// <summary>The limit: in µs for times, 0 to 1 for shares.</summary>
    public required double Limit { get; init; }

    /// <summary>Whether a count is looked at as its share of all answers.</summary>
    internal bool IsShare { get; init; }

    /// <summary>Whether it was not typed, but follows from an expectation.</summary>
    internal bool IsImplied { get; init; }

    /// <summary>What its figure is given in, for the result document.</summary>
    internal string UnitName => Metric.Unit switch
    {
        MetricUnit.Time => "us",
        MetricUnit.Share => "share",
        MetricUnit.Count when IsShare => "share",
        MetricUnit.Count => "count",
        _ => "per_s",
    };

    /// <summary>The entry of a list of URLs that it is about; null for the whole run.</summary>
    public string? Url { get; init; }

    /// <summary>
    /// Whether more of the run can only make it worse: a count that must stay below a limit and has passed it.
    /// </summary>
    internal bool IsFinalOnceMissed =>
        Metric.Unit == MetricUnit.Count && !IsShare
        && Comparison is Comparison.Less or Comparison.LessOrEqual or Comparison.Equal;

    /// <summary>Whether a count has passed its limit, and cannot come back.</summary>
    internal bool IsLostBy(double value) => IsFinalOnceMissed && value >= Limit && !IsMetBy(value);

    /// <summary>
    /// Whether the figures so far say something about it; what grows towards its limit is known at the end alone.
    /// </summary>
    internal bool IsKnownEarly =>
        IsFinalOnceMissed || Metric.Unit != MetricUnit.Count || IsShare;

    internal bool IsMetBy(double value) => Comparison switch
    {
        Comparison.Less => value < Limit,
        Comparison.LessOrEqual => value <= Limit,
        Comparison.Greater => value > Limit,
        Comparison.GreaterOrEqual => value >= Limit,
        Comparison.Equal => value == Limit,
        _ => value != Limit,
    };

    /// <summary>A figure of this threshold, for people.</summary>
    internal string Format(double value) => Metric.Unit switch
    {
        MetricUnit.Time => FormatTime(value),
        MetricUnit.Share => FormatShare(value),
        MetricUnit.Count when IsShare => FormatShare(value),
        MetricUnit.Count => value.ToString("0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    private static string FormatTime(double us) => us switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{us:0.##}us"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{us / 1_000:0.##}ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{us / 1_000_000:0.##}s"),
    };

    // Three significant digits at least: 0.01 % and 99.99 % must not look like 0 and 100.
    private static string FormatShare(double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.####}%");
}

/// <summary>How a figure has to compare with its limit.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public enum Comparison
{
    /// <summary>Below the limit.</summary>
    Less,

    /// <summary>Not above the limit.</summary>
    LessOrEqual,

    /// <summary>Above the limit.</summary>
    Greater,

    /// <summary>Not below the limit.</summary>
    GreaterOrEqual,

    /// <summary>Equal to the limit.</summary>
    Equal,

    /// <summary>Not equal to the limit.</summary>
    NotEqual,
}

/// <summary>
/// A threshold and the figure that it was held against. No figure means that there was nothing to measure, which is no
/// pass.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record Verdict(Threshold Threshold, double? Actual)
{
    /// <summary>Without a figure: that nothing has the name that it is about, and which names there are; null where
    /// something has it.</summary>
    internal string? Missing { get; init; }

    /// <summary>Whether a figure was measured and meets the threshold.</summary>
    public bool IsPass => Actual is { } value && Threshold.IsMetBy(value);

    /// <summary>The figure, for people.</summary>
    public string Text => Actual is { } value ? Threshold.Format(value) : Missing ?? "nothing was measured";
}
