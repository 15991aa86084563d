namespace FastHttp;

/// <summary>
/// The closed list of reasons for which an exchange can fail. Methods with <c>NoThrow</c> in their name return them
/// and never throw one; they are small integers so that a load generator can count them by index.
/// </summary>
public enum HttpError : byte
{
    /// <summary>No failure.</summary>
    None,

    /// <summary>
    /// The caller's token was cancelled before the call had succeeded, whatever else failed meanwhile.
    /// </summary>
    Canceled,

    /// <summary>The client or the connection was disposed, or aborted by its owner.</summary>
    Disposed,

    /// <summary>Every connection is in use and no further waiter is allowed.</summary>
    PoolExhausted,

    /// <summary>No connection became free within the wait time.</summary>
    PoolWaitTimeout,

    /// <summary>The host name has no address.</summary>
    DnsFailed,

    /// <summary>The peer refused the connection (ECONNREFUSED).</summary>
    ConnectRefused,

    /// <summary>The connection could not be made, for a reason other than refusal or time.</summary>
    ConnectFailed,

    /// <summary>The connection was not made in time.</summary>
    ConnectTimeout,

    /// <summary>The TLS handshake failed.</summary>
    TlsFailed,

    /// <summary>The TLS handshake did not end in time.</summary>
    TlsTimeout,

    /// <summary>A proxy refused to make the connection.</summary>
    ProxyRefused,

    /// <summary>The request could not be written.</summary>
    WriteFailed,

    /// <summary>The request was not written in time.</summary>
    WriteTimeout,

    /// <summary>
    /// End of stream, reset or failed write before the first byte of the response. On a connection that was used
    /// before, the clients send again what may be done twice (RFC 9112 §9.3.1); an <see cref="IRetryPolicy"/> may
    /// decide otherwise, and answer other reasons too.
    /// </summary>
    ConnectionClosed,

    /// <summary>End of stream inside a response (RFC 9112 §8).</summary>
    UnexpectedEof,

    /// <summary>The peer reset the connection inside a response.</summary>
    ConnectionReset,

    /// <summary>The response head did not arrive in time.</summary>
    HeadTimeout,

    /// <summary>The response body paused for too long.</summary>
    BodyTimeout,

    /// <summary>The whole exchange did not end in time.</summary>
    RequestTimeout,

    /// <summary>The status line is not HTTP/1.x (RFC 9112 §4).</summary>
    InvalidStatusLine,

    /// <summary>A field line is malformed (RFC 9112 §5).</summary>
    InvalidHeader,

    /// <summary>The response head exceeds the limit on its bytes or field lines.</summary>
    HeadTooLarge,

    /// <summary>Content-Length is malformed or contradicts itself (RFC 9112 §6.2).</summary>
    InvalidContentLength,

    /// <summary>Transfer-Encoding is other than <c>chunked</c> (RFC 9112 §6.1).</summary>
    InvalidTransferEncoding,

    /// <summary>The chunked coding is malformed (RFC 9112 §7.1).</summary>
    InvalidChunk,

    /// <summary>A trailer field is malformed (RFC 9112 §7.1.2).</summary>
    InvalidTrailer,

    /// <summary>The response body exceeds its limit.</summary>
    BodyTooLarge,

    /// <summary>More interim (1xx) responses came than the limit allows.</summary>
    TooManyInterim,

    /// <summary>The peer switched protocols unasked (101).</summary>
    UnexpectedUpgrade,

    /// <summary>The request body has another length than was declared.</summary>
    RequestBodyMismatch,

    /// <summary>The producer of the request body failed.</summary>
    RequestBodyFailed,

    /// <summary>A redirect has a target that cannot be followed.</summary>
    BadRedirect,

    /// <summary>The host name was not resolved in time.</summary>
    DnsTimeout,

    /// <summary>The body has a content coding that is not known, or too many of them (RFC 9110 §8.4).</summary>
    UnsupportedContentCoding,

    /// <summary>The body is not what its content coding says.</summary>
    InvalidContentCoding,

    /// <summary>The response has a status other than 2xx, and the call was one that returns its content
    /// alone.</summary>
    UnsuccessfulStatus,
}
