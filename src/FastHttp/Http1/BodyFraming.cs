namespace FastHttp.Http1;

/// <summary>
/// Which framing a final response head implies, and whether the connection may persist: a pure function of head and
/// request, as a value (RFC 9112 §6.3, §9.3).
/// </summary>
/// <param name="Kind">How the end of the body is found.</param>
/// <param name="Length">With <see cref="BodyKind.Length"/>, the bytes of the body.</param>
/// <param name="KeepAlive">Whether the connection may be used again after the message.</param>
/// <param name="Error">None, or why the head must be refused.</param>
internal readonly record struct BodyFraming(BodyKind Kind, long Length, bool KeepAlive, HttpError Error)
{
    /// <summary>The traits that framing and persistence depend on.</summary>
    internal const RequestTraits RelevantTraits = RequestTraits.Head | RequestTraits.Connect | RequestTraits.Close;

    internal static BodyFraming Of(HeadRecord head, RequestTraits traits)
    {
        int status = head.StatusCode;

        // RFC 9112 §6.3 (1): no body, whatever the fields say.
        if ((traits & RequestTraits.Head) != 0 || status is 204 or 304)
        {
            return new BodyFraming(BodyKind.Length, 0, Persists(head, traits), HttpError.None);
        }

        // §6.3 (2).
        if ((traits & RequestTraits.Connect) != 0 && status is >= 200 and <= 299)
        {
            return new BodyFraming(BodyKind.Tunnel, 0, KeepAlive: false, HttpError.None);
        }

        // §6.3 (5): a bad length is an error even where another field frames the body.
        if (!head.IsContentLengthValid)
        {
            return Refuse(HttpError.InvalidContentLength);
        }

        if (head.HasTransferEncoding)
        {
            // §6.1: we send no TE, so a server has no licence for other codings, and HTTP/1.0 knows none at all.
            if (!head.IsChunked || head.MinorVersion == 0)
            {
                return Refuse(HttpError.InvalidTransferEncoding);
            }

            // §6.3 (3): chunked wins over a length, and the connection is not trusted any more.
            bool keepAlive = !head.HasContentLength && Persists(head, traits);
            return new BodyFraming(BodyKind.Chunked, 0, keepAlive, HttpError.None);
        }

        return head.HasContentLength
            ? new BodyFraming(BodyKind.Length, head.ContentLength, Persists(head, traits), HttpError.None)
            : new BodyFraming(BodyKind.UntilClose, 0, KeepAlive: false, HttpError.None);
    }

    // RFC 9112 §9.3: close wins; 1.1 persists by default, 1.0 only if it says so.
    private static bool Persists(HeadRecord head, RequestTraits traits) =>
        !head.HasClose
        && (traits & RequestTraits.Close) == 0
        && (head.MinorVersion >= 1 || head.HasKeepAlive);

    private static BodyFraming Refuse(HttpError error) => new(BodyKind.Length, 0, KeepAlive: false, error);
}

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
