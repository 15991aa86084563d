using System;
using System.Text;
using System.Text.Unicode;

namespace FastHttp;

/// <summary>
/// Decides which redirects are followed and how the request changes on the way. A pure function of the answer;
/// immutable, may be shared between threads.
/// </summary>
public sealed class RedirectPolicy
{
    /// <summary>At most 10 redirects; never from https to http.</summary>
    public static RedirectPolicy Default { get; } = new();

    /// <summary>Redirects to follow for one request; the one over the limit is returned as it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int MaxRedirects
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    = 10;

    /// <summary>Decides on one answer.</summary>
    /// <param name="followed">Redirects followed so far.</param>
    /// <param name="statusCode">Status of the answer.</param>
    /// <param name="method">Method of the request.</param>
    /// <param name="current">URI of the request.</param>
    /// <param name="location">Location of the answer; empty if it has none.</param>
    public RedirectStep Decide(
        int followed, int statusCode, ReadOnlySpan<byte> method, Uri current, ReadOnlySpan<byte> location)
    {
        ArgumentNullException.ThrowIfNull(current);
        bool isRedirect = statusCode is 300 or 301 or 302 or 303 or 307 or 308;
        if (!isRedirect || location.IsEmpty || followed >= MaxRedirects)
        {
            return RedirectStep.Stop;
        }

        // RFC 9110 §10.2.2: Location is a URI reference, relative to the URI of the request.
        if (!Uri.TryCreate(current, TextOf(location), out Uri? next)
            || (next.Scheme != Uri.UriSchemeHttp && next.Scheme != Uri.UriSchemeHttps))
        {
            return RedirectStep.Refuse(HttpError.BadRedirect);
        }

        if (current.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
        {
            return RedirectStep.Refuse(HttpError.BadRedirect);
        }

        // RFC 9110 §15.4.2 to §15.4.4: POST becomes GET by old custom, and 303 asks for GET; both without the body.
        bool becomesGet = statusCode switch
        {
            300 or 301 or 302 => method.SequenceEqual("POST"u8),
            303 => !method.SequenceEqual("GET"u8) && !method.SequenceEqual("HEAD"u8),
            _ => false,
        };
        bool isOtherOrigin = current.Scheme != next.Scheme
            || current.Port != next.Port
            || !string.Equals(current.IdnHost, next.IdnHost, StringComparison.OrdinalIgnoreCase);
        return RedirectStep.Follow(next, becomesGet, isOtherOrigin);
    }

    /// <summary>A Location as the runtime's handler reads it: servers send UTF-8, and sometimes Latin-1, where RFC 3986
    /// wants percent signs.</summary>
    internal static string TextOf(ReadOnlySpan<byte> location) =>
        (Utf8.IsValid(location) ? Encoding.UTF8 : Encoding.Latin1).GetString(location);
}
