using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>
/// The requests that a run asks for in turn, and what they are filled from. Immutable and shared by all lanes.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record EntryPlan
{
    /// <summary>The requests, in the order in which they were given.</summary>
    public required IReadOnlyList<RequestTemplate> Entries { get; init; }

    /// <summary>The entries by number, each as often as it weighs.</summary>
    public required IReadOnlyList<int> Sequence { get; init; }

    internal RequestOrder Order { get; init; }

    internal DataTable? Data { get; init; }

    internal DataMode Mode { get; init; }

    /// <summary>Whether there are figures for each entry.</summary>
    public bool IsReported { get; init; }
}
