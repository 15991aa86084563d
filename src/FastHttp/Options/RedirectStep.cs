using System;

namespace FastHttp;

/// <summary>What a <see cref="RedirectPolicy"/> decided on one answer. Immutable.</summary>
public readonly record struct RedirectStep
{
    // Fields that describe a body that is not sent again.
    private static readonly KnownHeader[] s_bodyFields =
    [
        KnownHeader.ContentType, KnownHeader.ContentEncoding, KnownHeader.ContentLanguage,
        KnownHeader.ContentLocation, KnownHeader.ContentRange, KnownHeader.ContentDisposition,
    ];

    // Fields that are meant for one origin.
    private static readonly KnownHeader[] s_credentials =
    [
        KnownHeader.Authorization, KnownHeader.ProxyAuthorization, KnownHeader.Cookie,
    ];

    /// <summary>The URI to ask next; null if the answer stands.</summary>
    public Uri? Next { get; private init; }

    /// <summary>None, or why the redirect must not be followed.</summary>
    public HttpError Error { get; private init; }

    /// <summary>Whether the method becomes GET and the body is dropped.</summary>
    public bool BecomesGet { get; private init; }

    /// <summary>Whether scheme, host or port change, so that credentials are dropped.</summary>
    public bool IsOtherOrigin { get; private init; }

    internal static RedirectStep Stop => default;

    internal static RedirectStep Refuse(HttpError error) => new() { Error = error };

    internal static RedirectStep Follow(Uri next, bool becomesGet, bool isOtherOrigin) =>
        new() { Next = next, BecomesGet = becomesGet, IsOtherOrigin = isOtherOrigin };

    /// <summary>
    /// Makes the request the next one. Within its origin it keeps its end point, and with it a Unix-domain socket.
    /// </summary>
    /// <exception cref="InvalidOperationException">The step follows nothing.</exception>
    /// <exception cref="HttpException">It leads from a Unix-domain socket to another origin: what was said to a process
    /// of this machine is not for the network.</exception>
    public void Apply(FastHttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Next is null)
        {
            throw new InvalidOperationException("There is no redirect to follow.");
        }

        HttpEndPoint? endPoint = request.EndPoint;
        if (IsOtherOrigin && endPoint is { UnixPath: not null })
        {
            throw new HttpException(
                HttpError.BadRedirect, $"The redirect leads from the socket {endPoint} to {Next.IdnHost}.");
        }

        if (BecomesGet)
        {
            request.Method = "GET"u8;
            request.DropBody();
            request.Fields.RemoveAll(s_bodyFields);
        }

        if (IsOtherOrigin)
        {
            request.Fields.RemoveAll(s_credentials);
            request.Headers.Remove("Host"u8);
        }

        if (IsOtherOrigin || endPoint is null)
        {
            request.SetUri(Next);
        }
        else
        {
            request.SetTarget(endPoint, Next);
        }
    }
}
