using System;
using System.Threading.Tasks;

namespace FastHttp.Load;

/// <summary>One of several kinds of users that share a load test. Immutable.</summary>
public sealed record LoadUserKind
{
    /// <summary>What it is called in the document.</summary>
    public required string Name { get; init; }

    /// <summary>What a user of this kind does, from its beginning to its end: one iteration.</summary>
    public required Func<LoadUser, ValueTask> Run { get; init; }

    /// <summary>How many users of this kind start, of as many as all weights together.</summary>
    public int Weight { get; init; } = 1;
}
