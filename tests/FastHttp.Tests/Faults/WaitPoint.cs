namespace FastHttp.Tests.Faults;

/// <summary>The points at which a call waits, in the order in which it comes to them (http1.md §6.4).</summary>
public enum WaitPoint
{
    /// <summary>Every connection is in use.</summary>
    Pool,

    /// <summary>The resolver does not answer.</summary>
    Dns,

    /// <summary>The connection is being made.</summary>
    Connect,

    /// <summary>The peer does not answer the TLS handshake.</summary>
    Tls,

    /// <summary>The peer does not read, so that not even the head leaves.</summary>
    FirstWrite,

    /// <summary>The peer does not read, so that the body does not leave.</summary>
    Write,

    /// <summary>The server does not ask for the body that waits for it.</summary>
    Continue,

    /// <summary>The caller's producer of the body takes its time.</summary>
    Producer,

    /// <summary>Nothing of the response has come.</summary>
    Head,

    /// <summary>An interim response has come.</summary>
    Interim,

    /// <summary>A part of the body has come.</summary>
    Body,

    /// <summary>The body has come, but the trailer section has not ended.</summary>
    Trailer,

    /// <summary>The request crossed the server's close, and the second connection is being made.</summary>
    Retry,
}
