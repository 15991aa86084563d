using System;

namespace FastHttp;

/// <summary>What the reader of a response has to know of the request that it answers.</summary>
[Flags]
public enum RequestTraits : byte
{
    /// <summary>Nothing special: a response may have a body, the connection may persist.</summary>
    None = 0,

    /// <summary>The method is HEAD: the response has no body, whatever its fields say (RFC 9112 §6.3).</summary>
    Head = 1,

    /// <summary>The method is CONNECT: a 2xx response turns the connection into a tunnel.</summary>
    Connect = 2,

    /// <summary>
    /// The request says <c>Connection: close</c>: the connection ends with the response (RFC 9112 §9.6).
    /// </summary>
    Close = 4,

    /// <summary>The method is idempotent (RFC 9110 §9.2.2), so the request may be pipelined or repeated.</summary>
    Idempotent = 8,
}
