namespace FastHttp.Load.Results;

/// <summary>Bytes on the connections, inside TLS where it is spoken. Immutable.</summary>
public sealed record ByteFigures
{
    /// <summary>Bytes received: heads, framing and bodies.</summary>
    public required long In { get; init; }

    /// <summary>Bytes sent.</summary>
    public long? Out { get; init; }

    /// <summary>Bytes received a second.</summary>
    public double? InPerS { get; init; }

    /// <summary>Bytes sent a second.</summary>
    public double? OutPerS { get; init; }
}
