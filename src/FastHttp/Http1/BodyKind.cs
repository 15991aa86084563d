namespace FastHttp.Http1;

/// <summary>How the end of a response body is found (RFC 9112 §6.3).</summary>
internal enum BodyKind : byte
{
    /// <summary>After a known number of bytes, which may be none.</summary>
    Length,

    /// <summary>By the last chunk.</summary>
    Chunked,

    /// <summary>By the end of the stream.</summary>
    UntilClose,

    /// <summary>There is no body: the connection leaves HTTP.</summary>
    Tunnel,
}
