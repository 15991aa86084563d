using System;
using System.Collections.Generic;

namespace FastHttp.Load.Documents;

// What is known of a run beside its plan and its figures. Immutable.
internal sealed record RunContext
{
    public string Id { get; } = Guid.CreateVersion7().ToString();

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    /// <summary>Whether it was stopped before its time.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>The first answer whose body was not as expected; null when there was none.</summary>
    public string? UnexpectedBody { get; init; }

    /// <summary>What else changes what the results mean, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What made the run.</summary>
    public required string Tool { get; init; }

    /// <summary>The name of the transport.</summary>
    public required string Backend { get; init; }
}
