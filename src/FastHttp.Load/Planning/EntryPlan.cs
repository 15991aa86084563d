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

/// <summary>Which row of the data goes into the next request.</summary>
public enum DataMode
{
    /// <summary>Each connection walks through the rows by itself, and starts over at the end.</summary>
    Sequential,

    /// <summary>Any row.</summary>
    Random,

    /// <summary>All connections share one walk; no row is used twice, and the run ends with the last one.</summary>
    Unique,

    /// <summary>All connections share one walk, which starts over at the end.</summary>
    Circular,
}

/// <summary>In which order the requests of a list are asked for.</summary>
public enum RequestOrder
{
    /// <summary>As they stand in the list, over and over.</summary>
    Seq,

    /// <summary>Any, by weight.</summary>
    Random,

    /// <summary>Every one as often as its weight says, in an order that is drawn anew for each pass.</summary>
    Shuffle,
}
