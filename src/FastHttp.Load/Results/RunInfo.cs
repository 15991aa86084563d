using System;
using System.Collections.Generic;

namespace FastHttp.Load.Results;

/// <summary>Which run it was, and when. Immutable.</summary>
public sealed record RunInfo
{
    /// <summary>No other run has it.</summary>
    public required string Id { get; init; }

    /// <summary>What the user called it.</summary>
    public string? Name { get; init; }

    /// <summary>What the user noted about it.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The command line for a shell, with passwords blotted out.</summary>
    public string? Command { get; init; }

    /// <summary>When the load began.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it had ended.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Whether it was ended before its time.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>What was drawn at random can be drawn again with it.</summary>
    public long? Seed { get; init; }
}
