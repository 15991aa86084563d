namespace FastHttp.Load.Results;

/// <summary>wrk's table at the top. Immutable.</summary>
public sealed record WrkThreadStatistics
{
    /// <summary>Latency, in microseconds.</summary>
    public WrkStatistics? Latency { get; init; }

    /// <summary>Requests a second of one thread, sampled every 100 ms.</summary>
    public WrkStatistics? ReqSec { get; init; }
}
