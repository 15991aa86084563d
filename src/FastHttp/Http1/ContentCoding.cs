namespace FastHttp.Http1;

/// <summary>A content coding (RFC 9110 §8.4.1), as far as it is known here.</summary>
internal enum ContentCoding : byte
{
    /// <summary>Nothing was applied.</summary>
    Identity,

    /// <summary>RFC 1952, of one member or more.</summary>
    Gzip,

    /// <summary>RFC 1950, or RFC 1951 alone, which some servers send under the same name.</summary>
    Deflate,

    /// <summary>RFC 7932.</summary>
    Brotli,

    /// <summary>Anything else.</summary>
    Unknown,
}
