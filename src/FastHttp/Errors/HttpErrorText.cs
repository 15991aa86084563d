namespace FastHttp;

/// <summary>The reasons in words, for reports and messages: one text for each, wherever it is shown.</summary>
public static class HttpErrorText
{
    /// <summary>Returns the reason in a few words, such as <c>connection refused</c>.</summary>
    public static string ToText(this HttpError error) => error switch
    {
        HttpError.Canceled => "the call was cancelled",
        HttpError.Disposed => "the connection was closed by us",
        HttpError.PoolExhausted => "every connection was in use",
        HttpError.PoolWaitTimeout => "no connection became free in time",
        HttpError.DnsFailed => "the host name has no address",
        HttpError.DnsTimeout => "the host name was not resolved in time",
        HttpError.ConnectRefused => "connection refused",
        HttpError.ConnectFailed => "the connection could not be made",
        HttpError.ConnectTimeout => "the connection was not made in time",
        HttpError.TlsFailed => "the TLS handshake failed",
        HttpError.TlsTimeout => "the TLS handshake did not end in time",
        HttpError.ProxyRefused => "the proxy refused",
        HttpError.WriteFailed => "the request could not be written",
        HttpError.WriteTimeout => "the request was not written in time",
        HttpError.ConnectionClosed => "closed by the server before a response",
        HttpError.UnexpectedEof => "closed by the server inside a response",
        HttpError.ConnectionReset => "reset by the server inside a response",
        HttpError.HeadTimeout => "no response head in time",
        HttpError.BodyTimeout => "the response body paused for too long",
        HttpError.RequestTimeout => "no complete response in time",
        HttpError.InvalidStatusLine => "the response is not HTTP/1.x",
        HttpError.InvalidHeader => "malformed response header",
        HttpError.HeadTooLarge => "the response head is too large",
        HttpError.InvalidContentLength => "Content-Length is malformed or contradicts itself",
        HttpError.InvalidTransferEncoding => "Transfer-Encoding is not chunked",
        HttpError.InvalidChunk => "malformed chunked body",
        HttpError.InvalidTrailer => "malformed trailer",
        HttpError.BodyTooLarge => "the response body is too large",
        HttpError.TooManyInterim => "too many 1xx responses",
        HttpError.UnexpectedUpgrade => "the server switched protocols (101)",
        HttpError.RequestBodyMismatch => "the request body has another length than declared",
        HttpError.RequestBodyFailed => "the request body could not be produced",
        HttpError.BadRedirect => "a redirect cannot be followed",
        HttpError.UnsupportedContentCoding => "unknown content coding",
        HttpError.InvalidContentCoding => "malformed content coding",
        HttpError.UnsuccessfulStatus => "the response is not a success",
        _ => "no reason",
    };
}
