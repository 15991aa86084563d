using System;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Runner.Execution;

// The value of Set-Cookie as a user agent reads it, lenient (RFC 6265 §5.2). Stateless.
internal static class CookieSyntax
{
    private static readonly string[] s_dates =
    [
        "d MMM yyyy H:m:s 'GMT'", "d-MMM-yyyy H:m:s 'GMT'", "d MMM yy H:m:s 'GMT'", "d-MMM-yy H:m:s 'GMT'",
        "ddd MMM d H:m:s yyyy",
    ];

    /// <summary>Reads a cookie; null for one that is not to be kept.</summary>
    /// <param name="value">The field's value.</param>
    /// <param name="host">The host that sent it.</param>
    /// <param name="isTls">Whether it came over https.</param>
    /// <param name="requestPath">The path that was asked for.</param>
    /// <param name="now">The time, from which Max-Age counts.</param>
    public static Cookie? Read(
        ReadOnlySpan<byte> value, string host, bool isTls, ReadOnlySpan<byte> requestPath, DateTimeOffset now)
    {
        ReadOnlySpan<byte> pair = TakePart(ref value);
        int equals = pair.IndexOf((byte)'=');
        ReadOnlySpan<byte> name = equals < 0 ? [] : pair[..equals].Trim(" \t"u8);
        if (name.IsEmpty)
        {
            return null;
        }

        ReadOnlySpan<byte> path = DefaultPath(requestPath);
        DateTimeOffset? expires = null;
        bool hasAge = false;
        while (!value.IsEmpty)
        {
            ReadOnlySpan<byte> attribute = TakePart(ref value);
            int cut = attribute.IndexOf((byte)'=');
            ReadOnlySpan<byte> key = (cut < 0 ? attribute : attribute[..cut]).Trim(" \t"u8);
            ReadOnlySpan<byte> text = cut < 0 ? [] : attribute[(cut + 1)..].Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(key, "Path"u8))
            {
                path = text.StartsWith((byte)'/') ? text : DefaultPath(requestPath);
            }
            else if (Ascii.EqualsIgnoreCase(key, "Max-Age"u8) && TryAge(text, now, out DateTimeOffset end))
            {
                // RFC 6265 §5.3: it goes before Expires, wherever it stands.
                (expires, hasAge) = (end, true);
            }
            else if (Ascii.EqualsIgnoreCase(key, "Expires"u8) && !hasAge)
            {
                expires = DateOf(text) ?? expires;
            }
            else if ((Ascii.EqualsIgnoreCase(key, "Domain"u8) && !IsOfHost(text, host))
                || (Ascii.EqualsIgnoreCase(key, "Secure"u8) && !isTls))
            {
                return null;
            }
        }

        byte[] kept = [.. name, (byte)'=', .. pair[(equals + 1)..].Trim(" \t"u8)];
        return new Cookie(kept, name.Length, path.ToArray(), expires);
    }

    private static ReadOnlySpan<byte> TakePart(scoped ref ReadOnlySpan<byte> value)
    {
        int end = value.IndexOf((byte)';');
        ReadOnlySpan<byte> part = end < 0 ? value : value[..end];
        value = end < 0 ? [] : value[(end + 1)..];
        return part;
    }

    // RFC 6265 §5.1.4: the folder of what was asked for.
    private static ReadOnlySpan<byte> DefaultPath(ReadOnlySpan<byte> requestPath)
    {
        int last = requestPath.LastIndexOf((byte)'/');
        return last <= 0 ? "/"u8 : requestPath[..last];
    }

    private static bool TryAge(ReadOnlySpan<byte> text, DateTimeOffset now, out DateTimeOffset end)
    {
        end = DateTimeOffset.MinValue;
        bool isNegative = text.StartsWith((byte)'-');
        ReadOnlySpan<byte> digits = isNegative ? text[1..] : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        // Too many digits for a number are a time that no run sees the end of.
        bool fits = Utf8Parser.TryParse(digits, out int seconds, out _);
        if (!isNegative && (!fits || seconds > 0))
        {
            end = now.AddSeconds(fits ? seconds : int.MaxValue);
        }

        return true;
    }

    private static DateTimeOffset? DateOf(ReadOnlySpan<byte> text)
    {
        // The day of the week says nothing, and is wrong in the wild.
        int comma = text.IndexOf((byte)',');
        string date = Encoding.Latin1.GetString(text[(comma + 1)..]);
        DateTimeStyles styles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal;
        return DateTimeOffset.TryParseExact(
            date, s_dates, CultureInfo.InvariantCulture, styles, out DateTimeOffset parsed)
            ? parsed
            : null;
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
