using System.Collections.Generic;

namespace FastHttp.Load.Results;

/// <summary>The figures of one named request. Immutable.</summary>
public sealed record GroupFigures
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Its method.</summary>
    public string? Method { get; init; }

    /// <summary>How often it comes, beside the others.</summary>
    public double? Weight { get; init; }

    /// <summary>Its requests by their fate.</summary>
    public required RequestFigures Requests { get; init; }

    /// <summary>Its responses a second.</summary>
    public double? Rate { get; init; }

    /// <summary>Its latency.</summary>
    public LatencyFigures? Latency { get; init; }

    /// <summary>Its responses by status code.</summary>
    public IReadOnlyDictionary<string, long>? Status { get; init; }

    /// <summary>Its requests without an answer, by reason; of when and what they were, the run's errors tell.</summary>
    public IReadOnlyList<ErrorFigures>? Errors { get; init; }

    /// <summary>It over time, on the intervals of the run's series; of the first 100 requests, where there are more.
    /// </summary>
    public IReadOnlyList<GroupPoint>? Series { get; init; }
}

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
