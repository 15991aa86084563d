namespace FastHttp.Load.Results;

/// <summary>Responses a second. Immutable.</summary>
public sealed record RateFigures
{
    /// <summary>What the schedule asked for, on average; null for a closed loop.</summary>
    public double? Target { get; init; }

    /// <summary>What was reached, on average.</summary>
    public double? Achieved { get; init; }

    /// <summary>The part of the target that was reached.</summary>
    public double? Ratio { get; init; }

    /// <summary>
    /// The mean over the intervals of the series. The figures after it are over these intervals, too.
    /// </summary>
    public double? Mean { get; init; }

    /// <summary>Standard deviation between intervals.</summary>
    public double? Stdev { get; init; }

    /// <summary>The slowest interval.</summary>
    public double? Min { get; init; }

    /// <summary>The fastest interval.</summary>
    public double? Max { get; init; }

    /// <summary>5th percentile of the intervals.</summary>
    public double? P5 { get; init; }

    /// <summary>Median of the intervals.</summary>
    public double? P50 { get; init; }

    /// <summary>95th percentile of the intervals.</summary>
    public double? P95 { get; init; }
}
