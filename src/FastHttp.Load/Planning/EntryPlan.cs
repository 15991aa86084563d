using System.Collections.Generic;

namespace FastHttp.Load.Planning;

// The requests that a run asks for in turn, and what they are filled from. Immutable and shared by all lanes.
internal sealed record EntryPlan
{
    public required IReadOnlyList<RequestTemplate> Entries { get; init; }

    /// <summary>The entries by number, each as often as it weighs.</summary>
    public required IReadOnlyList<int> Sequence { get; init; }

    public RequestOrder Order { get; init; }

    public DataTable? Data { get; init; }

    public DataMode Mode { get; init; }

    /// <summary>Whether there are figures for each entry.</summary>
    public bool IsReported { get; init; }
}
