namespace Runner.Results;

/// <summary>Octets on the connections, inside TLS where it is spoken. Immutable.</summary>
public sealed record ByteFigures
{
    /// <summary>Octets received: heads, framing and bodies.</summary>
    public required long In { get; init; }

    /// <summary>Octets sent.</summary>
    public long? Out { get; init; }

    /// <summary>Octets received a second.</summary>
    public double? InPerS { get; init; }

    /// <summary>Octets sent a second.</summary>
    public double? OutPerS { get; init; }
}
