using System.Collections.Generic;

namespace FastHttp.Load.Recording;

// The totals of one named request. What was sent and not answered failed, or was under way at the end.
internal sealed record EntryFigures(string Name, long Sent, long StatusErrors, Distribution Latency)
{
    /// <summary>The method, where it is no part of the name.</summary>
    public string? Method { get; init; }

    /// <summary>Requests that failed for want of an answer.</summary>
    public long Unanswered { get; init; }

    /// <summary>Requests that were not answered with a good status in time.</summary>
    public long Failed { get; init; }

    /// <summary>The responses by status.</summary>
    public IReadOnlyList<StatusCount> Statuses { get; init; } = [];

    /// <summary>The requests without an answer by reason, as far as that is known.</summary>
    public IReadOnlyList<ErrorCount> Reasons { get; init; } = [];

    public long Completed => Latency.Count;
}
