using System.Threading;

namespace FastHttp.Load.Recording;

// What one lane has seen within one interval. Immutable once it has been published; the intervals of a lane are a list
// that its thread appends to. Each reader reads on from its own place, so that what all have read is collected.
internal sealed class LaneInterval
{
    private LaneInterval? _next;

    /// <summary>The number of the interval; a lane that was held up leaves numbers out.</summary>
    public int Index { get; init; } = -1;

    /// <summary>The end, in µs from the start of the measured time.</summary>
    public long EndUs { get; init; }

    /// <summary>Whether the lane has stopped, so that no interval follows.</summary>
    public bool IsLast { get; init; }

    public long Completed { get; init; }

    public long BytesRead { get; init; }

    /// <summary>As <see cref="LaneRecorder.Failed"/>.</summary>
    public long Failed { get; init; }

    /// <summary>As <see cref="LaneRecorder.Unanswered"/>.</summary>
    public long Unanswered { get; init; }

    /// <summary>As <see cref="LaneRecorder.TimedOut"/>.</summary>
    public long TimedOut { get; init; }

    public long CpuUs { get; init; }

    /// <summary>The most by which a request was sent after it was due.</summary>
    public long LagUs { get; init; }

    /// <summary>Connections that were open at the end.</summary>
    public int Connections { get; init; }

    /// <summary>With a schedule, measured requests that were under way at the end.</summary>
    public int InFlight { get; init; }

    public IntervalHistogram Latency { get; init; } = IntervalHistogram.Empty;

    public StatusCount[] Status { get; init; } = [];

    public ErrorCount[] Errors { get; init; } = [];

    /// <summary>By named request; the first ones, where there are many.</summary>
    public EntryInterval[] Entries { get; init; } = [];

    /// <summary>Late responses.</summary>
    public long Timeouts { get; init; }

    /// <summary>The interval after this one, or null as long as there is none. Any thread.</summary>
    public LaneInterval? Next => Volatile.Read(ref _next);

    /// <summary>Appends an interval. The lane's thread only, once.</summary>
    public void Publish(LaneInterval next) => Volatile.Write(ref _next, next);
}
