using System;
using System.Buffers.Text;
using System.Text;
using FastHttp.Http1;
using FastHttp.Messages;

namespace FastHttp;

/// <summary>
/// The value of a <c>Set-Cookie</c> line, as a user agent reads it: lenient, the last of equal attributes wins, unknown
/// ones are skipped (RFC 6265 §5.2, RFC 6265bis §5.6). A view of the line: valid as long as that is. The caller checks
/// which host may set it, and how long to keep it: there is no jar here.
/// </summary>
public readonly ref struct SetCookie
{
    /// <summary>The name; never empty.</summary>
    public ReadOnlySpan<byte> Name { get; private init; }

    /// <summary>The value, with its quotes if it has any.</summary>
    public ReadOnlySpan<byte> Value { get; private init; }

    /// <summary>The domain without a leading dot; empty if none is named.</summary>
    public ReadOnlySpan<byte> Domain { get; private init; }

    /// <summary>The path; empty if none that begins with a slash is named.</summary>
    public ReadOnlySpan<byte> Path { get; private init; }

    /// <summary>When it expires; null if that is not said. <see cref="MaxAge"/> takes precedence.</summary>
    public DateTimeOffset? Expires { get; private init; }

    /// <summary>
    /// For how long it is kept; zero if it is to go at once, null if that is not said. Longer times are cut to 68
    /// years.
    /// </summary>
    public TimeSpan? MaxAge { get; private init; }

    /// <summary>Whether it may go over https only.</summary>
    public bool IsSecure { get; private init; }

    /// <summary>Whether scripts may not see it.</summary>
    public bool IsHttpOnly { get; private init; }

    /// <summary>Whether it is kept apart for each site that embeds its own (CHIPS).</summary>
    public bool IsPartitioned { get; private init; }

    /// <summary>What it says about requests that another site makes.</summary>
    public CookieSameSite SameSite { get; private init; }

    /// <summary>Reads the value of a line; false where there is no name.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out SetCookie cookie)
    {
        ReadOnlySpan<byte> pair = TakePart(ref line);
        int equals = pair.IndexOf((byte)'=');
        ReadOnlySpan<byte> name = equals < 0 ? default : HttpSyntax.TrimBlanks(pair[..equals]);
        if (name.IsEmpty)
        {
            cookie = default;
            return false;
        }

        cookie = new SetCookie { Name = name, Value = HttpSyntax.TrimBlanks(pair[(equals + 1)..]) };
        while (!line.IsEmpty)
        {
            ReadOnlySpan<byte> attribute = TakePart(ref line);
            int cut = attribute.IndexOf((byte)'=');
            ReadOnlySpan<byte> key = HttpSyntax.TrimBlanks(cut < 0 ? attribute : attribute[..cut]);
            cookie = Take(cookie, key, cut < 0 ? default : HttpSyntax.TrimBlanks(attribute[(cut + 1)..]));
        }

        return true;
    }

    private static ReadOnlySpan<byte> TakePart(scoped ref ReadOnlySpan<byte> line)
    {
        int end = line.IndexOf((byte)';');
        ReadOnlySpan<byte> part = end < 0 ? line : line[..end];
        line = end < 0 ? default : line[(end + 1)..];
        return part;
    }

    private static SetCookie Take(SetCookie cookie, ReadOnlySpan<byte> key, ReadOnlySpan<byte> text) => key switch
    {
        _ when Ascii.EqualsIgnoreCase(key, "Path"u8) => cookie with
        {
            Path = !text.IsEmpty && text[0] == (byte)'/' ? text : default,
        },
        _ when Ascii.EqualsIgnoreCase(key, "Domain"u8) => cookie with { Domain = text.TrimStart((byte)'.') },
        _ when Ascii.EqualsIgnoreCase(key, "Expires"u8) => cookie with
        {
            Expires = CookieDate.TryParse(text, out DateTimeOffset date) ? date : cookie.Expires,
        },
        _ when Ascii.EqualsIgnoreCase(key, "Max-Age"u8) => cookie with { MaxAge = AgeOf(text) ?? cookie.MaxAge },
        _ when Ascii.EqualsIgnoreCase(key, "Secure"u8) => cookie with { IsSecure = true },
        _ when Ascii.EqualsIgnoreCase(key, "HttpOnly"u8) => cookie with { IsHttpOnly = true },
        _ when Ascii.EqualsIgnoreCase(key, "Partitioned"u8) => cookie with { IsPartitioned = true },
        _ when Ascii.EqualsIgnoreCase(key, "SameSite"u8) => cookie with { SameSite = SameSiteOf(text) },
        _ => cookie,
    };

    private static CookieSameSite SameSiteOf(ReadOnlySpan<byte> text) => text switch
    {
        _ when Ascii.EqualsIgnoreCase(text, "None"u8) => CookieSameSite.None,
        _ when Ascii.EqualsIgnoreCase(text, "Lax"u8) => CookieSameSite.Lax,
        _ when Ascii.EqualsIgnoreCase(text, "Strict"u8) => CookieSameSite.Strict,
        _ => CookieSameSite.Unspecified,
    };

    private static TimeSpan? AgeOf(ReadOnlySpan<byte> text)
    {
        bool isNegative = !text.IsEmpty && text[0] == (byte)'-';
        ReadOnlySpan<byte> digits = isNegative ? text[1..] : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return null;
        }

        // Too many digits for a number are a time longer than any client runs.
        bool fits = Utf8Parser.TryParse(digits, out int seconds, out _);
        return isNegative ? TimeSpan.Zero : TimeSpan.FromSeconds(fits ? seconds : int.MaxValue);
    }
}

/// <summary>Whether a cookie goes with requests that another site makes (RFC 6265bis §5.6.7).</summary>
public enum CookieSameSite : byte
{
    /// <summary>The cookie says nothing that is known.</summary>
    Unspecified,

    /// <summary>The cookie goes with requests of other sites.</summary>
    None,

    /// <summary>The cookie goes with requests of other sites that navigate by a safe method.</summary>
    Lax,

    /// <summary>The cookie never goes with requests of other sites.</summary>
    Strict,
}
