using System;
using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace FastHttp.Addresses;

/// <summary>
/// The one form in which a host is kept, connected to and sent, wherever it comes from: text, a <see cref="Uri"/>, a
/// redirect or a proxy.
/// </summary>
internal static class HostName
{
    // What would end or split an authority (RFC 3986 §3.2). A host beyond ASCII can hide them: U+2100 becomes a/c.
    private static readonly SearchValues<char> s_notInName = SearchValues.Create("\"#%,/:<>?@[\\]^`{|}");

    private static readonly SearchValues<char> s_inLiteral = SearchValues.Create(
        "%-.0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~");

    /// <summary>
    /// Returns the host in lower case, names in punycode, addresses as the system writes them, a zone after one percent
    /// sign.
    /// </summary>
    /// <param name="host">A name or an address, an IPv6 address without its brackets.</param>
    /// <exception cref="ArgumentException">It is neither, or has no ASCII form.</exception>
    public static string Canonical(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (host.Contains(':', StringComparison.Ordinal))
        {
            return Literal(host);
        }

        string name = Ascii.IsValid(host) ? host : ToAscii(host);
        if (name.AsSpan().ContainsAny(s_notInName) || name.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw Invalid(host, null);
        }

        // 0x7f.1 and 127.1 are addresses to the system: what is compared has to be what is connected to.
        return IPAddress.TryParse(name, out IPAddress? address) ? address.ToString() : name.ToLowerInvariant();
    }

    /// <summary>The host without the zone of an IPv6 address, which means something to this machine alone.</summary>
    public static string WithoutZone(string host)
    {
        int zone = host.IndexOf('%', StringComparison.Ordinal);
        return zone < 0 ? host : host[..zone];
    }

    private static string Literal(string host)
    {
        if (host.AsSpan().ContainsAnyExcept(s_inLiteral))
        {
            throw Invalid(host, null);
        }

        // RFC 6874 §2: in a URI the percent sign before the zone is itself encoded.
        int zone = host.IndexOf("%25", StringComparison.Ordinal);
        string text = zone > 0 && zone + 3 < host.Length ? $"{host[..zone]}%{host[(zone + 3)..]}" : host;
        return IPAddress.TryParse(text, out IPAddress? address) ? address.ToString() : text;
    }

    private static string ToAscii(string host)
    {
        try
        {
            return new IdnMapping().GetAscii(host);
        }
        catch (ArgumentException failure)
        {
            throw Invalid(host, failure);
        }
    }

    private static ArgumentException Invalid(string host, ArgumentException? cause) =>
        new($"'{host}' is no host name or address.", nameof(host), cause);
}
