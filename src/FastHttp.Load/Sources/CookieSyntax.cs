using System;
using System.Text;

namespace FastHttp.Load.Sources;

// Which cookies of a Set-Cookie are for our jar of one host (RFC 6265 §5.3).
internal static class CookieSyntax
{
    /// <summary>Reads a cookie; null for one that is not to be kept.</summary>
    /// <param name="value">The field's value.</param>
    /// <param name="host">The host that sent it.</param>
    /// <param name="isTls">Whether it came over https.</param>
    /// <param name="requestPath">The path that was asked for.</param>
    /// <param name="now">The time, from which Max-Age counts.</param>
    public static Cookie? Read(
        ReadOnlySpan<byte> value, string host, bool isTls, ReadOnlySpan<byte> requestPath, DateTimeOffset now)
    {
        if (!SetCookie.TryParse(value, out SetCookie cookie)
            || !IsOfHost(cookie.Domain, host)
            || (cookie.IsSecure && !isTls))
        {
            return null;
        }

        // RFC 6265 §5.3: Max-Age goes before Expires, and one of 0 has passed already.
        DateTimeOffset? expires = cookie.MaxAge is { } age ? now + age : cookie.Expires;
        byte[] kept = [.. cookie.Name, (byte)'=', .. cookie.Value];
        ReadOnlySpan<byte> path = cookie.Path.IsEmpty ? DefaultPath(requestPath) : cookie.Path;
        return new Cookie(kept, cookie.Name.Length, path.ToArray(), expires);
    }

    // RFC 6265 §5.1.4: the folder of what was asked for.
    private static ReadOnlySpan<byte> DefaultPath(ReadOnlySpan<byte> requestPath)
    {
        int last = requestPath.LastIndexOf((byte)'/');
        return last <= 0 ? "/"u8 : requestPath[..last];
    }

    // Ours is a jar of one host, so a Domain that covers it adds nothing, and another one is a mistake.
    private static bool IsOfHost(ReadOnlySpan<byte> text, string host)
    {
        string domain = Encoding.Latin1.GetString(text).TrimStart('.');
        return domain.Length == 0
            || host.Equals(domain, StringComparison.OrdinalIgnoreCase)
            || (Uri.CheckHostName(host) == UriHostNameType.Dns
                && host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase));
    }
}
