using System;
using System.Collections.Generic;

namespace FastHttp.Load.Results;

/// <summary>Which run it was, and when. Immutable.</summary>
public sealed record RunInfo
{
    /// <summary>Identifies the run; no other run has it.</summary>
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

    /// <summary>The seed of everything that was drawn at random, so that it can be drawn again.</summary>
    public long? Seed { get; init; }
}
