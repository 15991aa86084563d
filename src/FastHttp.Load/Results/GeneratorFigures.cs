using System.Collections.Generic;

namespace FastHttp.Load.Results;

/// <summary>Whether the load generator itself was in the way. Immutable.</summary>
public sealed record GeneratorFigures
{
    /// <summary>Processor time of the process, in percent of all processors that it may use.</summary>
    public double? CpuPct { get; init; }

    /// <summary>Processor time that all processes of the machine used, in percent of all its processors.</summary>
    public double? MachineCpuPct { get; init; }

    /// <summary>Whether the target is certainly on the same machine.</summary>
    public bool? SharesMachine { get; init; }

    /// <summary>Processor time of the busiest thread that made load, in percent of one processor.</summary>
    public double? BusiestThreadPct { get; init; }

    /// <summary>Garbage collections of generation 0, 1 and 2.</summary>
    public IReadOnlyList<int>? Gc { get; init; }

    /// <summary>How long they stopped the process, in milliseconds.</summary>
    public double? GcPauseMs { get; init; }

    /// <summary>Bytes that were allocated for each request, start and end of the run included.</summary>
    public double? AllocBytesPerReq { get; init; }

    /// <summary>The most by which a request was sent later than due, in microseconds; null for a closed loop.</summary>
    public long? MaxScheduleLagUs { get; init; }

    /// <summary>
    /// Requests that the generator sent more than 1 ms late although a connection was free; null for a closed loop.
    /// </summary>
    public long? OwnLateSends { get; init; }

    /// <summary>The most by which one of them was late, in microseconds.</summary>
    public long? OwnMaxLagUs { get; init; }

    /// <summary>Whether the generator can have been the cause of latencies: "not the cause", "perhaps" or "the cause".
    /// </summary>
    public string? Verdict { get; init; }

    /// <summary>The figures that speak against it; absent where none do.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it was the cause.</summary>
    public bool? Saturated { get; init; }
}
