namespace FastHttp.Transports;

/// <summary>Why a transport failed. Knows nothing of the protocol above it.</summary>
public enum TransportError : byte
{
    /// <summary>No failure; as the reason of a close: the peer ended its stream in order.</summary>
    None,

    /// <summary>Closed or aborted by this side.</summary>
    Aborted,

    /// <summary>Nothing listens at the address (ECONNREFUSED, or ENOENT for a Unix-domain socket).</summary>
    Refused,

    /// <summary>The peer reset the connection (ECONNRESET, EPIPE).</summary>
    Reset,

    /// <summary>No answer in time (ETIMEDOUT).</summary>
    TimedOut,

    /// <summary>No route to the host or network.</summary>
    Unreachable,

    /// <summary>No local address or port is free (EADDRNOTAVAIL, EADDRINUSE).</summary>
    AddressNotAvailable,

    /// <summary>The process or the system has no descriptor left (EMFILE, ENFILE).</summary>
    TooManyOpenFiles,

    /// <summary>The system refused for lack of rights (EACCES, EPERM).</summary>
    AccessDenied,

    /// <summary>The peer's stream ended without the security layer's own end (TLS close_notify).</summary>
    Truncated,

    /// <summary>Any other failure; see the system's error number.</summary>
    Other,
}
