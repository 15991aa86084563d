namespace FastHttp.Load.Results;

/// <summary>One named request within one interval of a run. Immutable.</summary>
public sealed record GroupPoint
{
    /// <summary>The end of the interval, in seconds from the start of the measured time.</summary>
    public required double T { get; init; }

    /// <summary>Its responses a second.</summary>
    public required double Rate { get; init; }

    /// <summary>Its failures.</summary>
    public required long Errors { get; init; }

    /// <summary>Its mean latency, in microseconds; absent for an interval without a response.</summary>
    public long? Mean { get; init; }
}
