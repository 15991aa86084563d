namespace FastHttp.Load.Results;

/// <summary>What became of the connections. Immutable.</summary>
public sealed record ConnectionFigures
{
    /// <summary>Connections that were made, over the whole run.</summary>
    public long? Opened { get; init; }

    /// <summary>The most that were open at once.</summary>
    public long? Peak { get; init; }

    /// <summary>The share of the requests, 0 to 1, that found their connection open already.</summary>
    public double? ReusedRatio { get; init; }

    /// <summary>Connections that the target closed, in order or not.</summary>
    public long? ClosedByPeer { get; init; }

    /// <summary>
    /// Those of them that the target closed in the measured time while no request was under way. No request failed with
    /// them.
    /// </summary>
    public long? ClosedIdle { get; init; }

    /// <summary>Connections that took the place of another.</summary>
    public long? Reconnects { get; init; }

    /// <summary>TLS handshakes; null without TLS.</summary>
    public long? TlsHandshakes { get; init; }

    /// <summary>
    /// Those of them that resumed an earlier session; null without TLS, and where the implementation does not say.
    /// </summary>
    public long? TlsResumed { get; init; }
}
