namespace FastHttp.Load.Results;

/// <summary>One row of wrk's table. Immutable.</summary>
public sealed record WrkStatistics
{
    /// <summary>The mean.</summary>
    public double? Avg { get; init; }

    /// <summary>The standard deviation.</summary>
    public double? Stdev { get; init; }

    /// <summary>The largest.</summary>
    public double? Max { get; init; }

    /// <summary>The share of the samples within one deviation of the mean, in percent.</summary>
    public double? WithinStdevPct { get; init; }
}
