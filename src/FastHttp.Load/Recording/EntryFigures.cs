using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>
/// The totals of one named request. What was sent and not answered failed, or was under way at the end.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record EntryFigures(string Name, long Sent, long StatusErrors, Distribution Latency)
{
    /// <summary>The method, where it is no part of the name.</summary>
    internal string? Method { get; init; }

    /// <summary>Requests that failed for want of an answer.</summary>
    public long Unanswered { get; init; }

    /// <summary>Requests that were not answered with a good status in time.</summary>
    internal long Failed { get; init; }

    /// <summary>The responses by status.</summary>
    internal IReadOnlyList<StatusCount> Statuses { get; init; } = [];

    /// <summary>The requests without an answer by reason, as far as that is known.</summary>
    internal IReadOnlyList<ErrorCount> Reasons { get; init; } = [];

    /// <summary>Requests that were answered.</summary>
    public long Completed => Latency.Count;
}
