namespace FastHttp.Load.Results;

/// <summary>The figures that wrk prints, before it rounds them. Immutable.</summary>
public sealed record WrkFigures
{
    /// <summary>Responses a second.</summary>
    public double? RequestsPerSec { get; init; }

    /// <summary>Bytes a second.</summary>
    public double? TransferPerSec { get; init; }

    /// <summary>The table at the top.</summary>
    public WrkThreadStatistics? ThreadStats { get; init; }
}

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

/// <summary>wrk's table at the top. Immutable.</summary>
public sealed record WrkThreadStatistics
{
    /// <summary>Latency, in microseconds.</summary>
    public WrkStatistics? Latency { get; init; }

    /// <summary>Requests a second of one thread, sampled every 100 ms.</summary>
    public WrkStatistics? ReqSec { get; init; }
}
