using System.Collections.Generic;

namespace FastHttp.Load.Results;

/// <summary>What was loaded. Immutable.</summary>
public sealed record TargetInfo
{
    /// <summary>The URL as typed, with a password blotted out.</summary>
    public required string Url { get; init; }

    /// <summary>The addresses that were connected to; empty for a Unix socket.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Whether TLS was spoken.</summary>
    public bool Tls { get; init; }

    /// <summary>The version of HTTP.</summary>
    public string Http { get; init; } = "1.1";
}
