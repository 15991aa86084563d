using System.Collections.Generic;

namespace FastHttp.Load.Recording;

// A run up to the newest interval. Immutable.
internal sealed record ProgressSnapshot
{
    /// <summary>The newest interval, or null before the first has ended.</summary>
    public required RunInterval? Newest { get; init; }

    /// <summary>All intervals, the oldest first; several in one when the run is long.</summary>
    public required IReadOnlyList<RunInterval> Intervals { get; init; }

    /// <summary>How long each of them is, as planned.</summary>
    public required long IntervalUs { get; init; }

    public required long Completed { get; init; }

    public required long BytesRead { get; init; }

    /// <summary>As <see cref="LaneRecorder.Failed"/>.</summary>
    public required long Failed { get; init; }

    /// <summary>Those of them without an answer.</summary>
    public required long Unanswered { get; init; }

    /// <summary>Requests whose answer came late, or not in time.</summary>
    public required long TimedOut { get; init; }

    /// <summary>With a schedule, measured requests that were under way when the newest interval ended.</summary>
    public long InFlight { get; init; }

    /// <summary>Late responses.</summary>
    public required long Timeouts { get; init; }

    /// <summary>Latency as measured.</summary>
    public required IntervalHistogram Latency { get; init; }

    /// <summary>Responses by status code.</summary>
    public required IReadOnlyList<long> StatusCodes { get; init; }

    /// <summary>Errors by reason.</summary>
    public required IReadOnlyList<long> ErrorCounts { get; init; }
}
