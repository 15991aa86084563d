using System;
using System.Collections.Generic;

namespace FastHttp.Load;

/// <summary>One of the requests that are asked for in turn. Immutable.</summary>
public sealed record LoadRequest
{
    /// <summary>The method.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>Path and query.</summary>
    public required string Target { get; init; }

    /// <summary>Header fields beside those of all requests.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>How often it is asked for, compared with the others.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>What it is called in the document; null for its method and target.</summary>
    public string? Name { get; init; }
}
