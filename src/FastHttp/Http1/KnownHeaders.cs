using System;
using System.Text;

namespace FastHttp.Http1;

/// <summary>
/// Recognises field names by a perfect hash of length, first, middle and last octet, and one compare. Immutable tables; the
/// multipliers were found by exhaustive search, and a test proves that no two names collide.
/// </summary>
internal static class KnownHeaders
{
    private const int TableSize = 128;

    // In the order of KnownHeader, without Unknown.
    private static readonly string[] s_canonical =
    [
        "Accept", "Accept-Encoding", "Accept-Ranges", "Age", "Allow", "Alt-Svc", "Authorization", "Cache-Control",
        "Connection", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length",
        "Content-Location", "Content-Range", "Content-Type", "Cookie", "Date", "ETag", "Expect", "Expires", "Host",
        "Keep-Alive", "Last-Modified", "Link", "Location", "Max-Forwards", "Pragma", "Proxy-Authenticate",
        "Proxy-Authorization", "Proxy-Connection", "Retry-After", "Server", "Set-Cookie",
        "Strict-Transport-Security", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent", "Vary", "Via",
        "Warning", "WWW-Authenticate",
    ];

    private static readonly byte[][] s_lowered = Lowered();
    private static readonly byte[] s_table = Table();

    // Fields that a trailer may not carry: framing, routing, authentication, cookies, request modifiers, response
    // control data and the description of the payload (RFC 9110 §6.5.1).
    private static readonly ulong s_notInTrailers = Mask(
        KnownHeader.AcceptEncoding, KnownHeader.Age, KnownHeader.Authorization, KnownHeader.CacheControl,
        KnownHeader.Connection, KnownHeader.ContentEncoding, KnownHeader.ContentLength, KnownHeader.ContentRange,
        KnownHeader.ContentType, KnownHeader.Cookie, KnownHeader.Date, KnownHeader.Expect, KnownHeader.Expires,
        KnownHeader.Host, KnownHeader.KeepAlive, KnownHeader.Location, KnownHeader.MaxForwards, KnownHeader.Pragma,
        KnownHeader.ProxyAuthenticate, KnownHeader.ProxyAuthorization, KnownHeader.ProxyConnection,
        KnownHeader.RetryAfter, KnownHeader.SetCookie, KnownHeader.TE, KnownHeader.Trailer,
        KnownHeader.TransferEncoding, KnownHeader.Upgrade, KnownHeader.Vary, KnownHeader.Warning,
        KnownHeader.WwwAuthenticate);

    internal static ReadOnlySpan<string> CanonicalNames => s_canonical;

    /// <summary>Finds the name, whatever its case. <paramref name="name"/> must be a token.</summary>
    internal static KnownHeader Identify(ReadOnlySpan<byte> name)
    {
        int length = name.Length;
        if (length == 0)
        {
            return KnownHeader.Unknown;
        }

        int hash = length + ((name[0] | 0x20) * 18) + ((name[length - 1] | 0x20) * 30) + ((name[length >> 1] | 0x20) * 7);
        byte candidate = s_table[hash & (TableSize - 1)];
        return HttpSyntax.EqualsLowered(name, s_lowered[candidate]) ? (KnownHeader)candidate : KnownHeader.Unknown;
    }

    internal static bool IsAllowedInTrailers(KnownHeader id) => (s_notInTrailers & (1UL << (int)id)) == 0;

    private static byte[][] Lowered()
    {
        byte[][] names = new byte[s_canonical.Length + 1][];
        names[0] = [];
        for (int index = 0; index < s_canonical.Length; index++)
        {
            names[index + 1] = Encoding.ASCII.GetBytes(s_canonical[index].ToLowerInvariant());
        }

        return names;
    }

    private static byte[] Table()
    {
        byte[] table = new byte[TableSize];
        for (int id = 1; id < s_lowered.Length; id++)
        {
            byte[] name = s_lowered[id];
            int hash = name.Length + (name[0] * 18) + (name[^1] * 30) + (name[name.Length >> 1] * 7);
            table[hash & (TableSize - 1)] = (byte)id;
        }

        return table;
    }

    private static ulong Mask(params ReadOnlySpan<KnownHeader> ids)
    {
        ulong mask = 0;
        foreach (KnownHeader id in ids)
        {
            mask |= 1UL << (int)id;
        }

        return mask;
    }
}
