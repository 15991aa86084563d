using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>
/// The URL to load, split by wrk's grammar (Joyent http_parser, strict): ASCII only, nothing is decoded or
/// encoded, what cannot be sent as typed is refused. Immutable.
/// Where wrk surprises: a query without a path is kept ("http://h?x" asks for "/?x"), a fragment is not sent, ports 80
/// and 443 need no /etc/services, the scheme is compared without case, and schemes other than http and https are
/// refused.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record TargetUrl
{
    private const string UserInfoMarks = "-_.!~*'()%;:&=+$,";

    private TargetUrl()
    {
    }

    /// <summary>The scheme, as typed.</summary>
    public required string Scheme { get; init; }

    /// <summary>The host, without brackets.</summary>
    public required string Host { get; init; }

    /// <summary>The port's digits as typed, or null.</summary>
    public required string? PortText { get; init; }

    /// <summary>Port, from the URL or by its scheme.</summary>
    public required int Port { get; init; }

    /// <summary>Path and query, at least "/".</summary>
    public required string Target { get; init; }

    /// <summary>Whether the scheme is https.</summary>
    public bool IsTls => Scheme.Length == 5;

    /// <summary>What wrk names the service in messages: the port as typed, else the scheme.</summary>
    internal string Service => PortText ?? Scheme;

    /// <summary>The default Host field: the port only if it was typed, and then even the scheme's own.</summary>
    public string HostField
    {
        get
        {
            // RFC 6874 §4: the zone of an address means something to this machine alone, and is not sent.
            string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host.Split('%')[0]}]" : Host;
            return PortText is null ? host : $"{host}:{PortText}";
        }
    }

    /// <summary>Returns null where wrk says "invalid URL".</summary>
    public static TargetUrl? TryParse(string text)
    {
        int schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd < 0 || !IsKnownScheme(text[..schemeEnd]))
        {
            return null;
        }

        ReadOnlySpan<char> rest = text.AsSpan(schemeEnd + 3);
        int authorityEnd = rest.IndexOfAny('/', '?');
        ReadOnlySpan<char> authority = authorityEnd < 0 ? rest : rest[..authorityEnd];
        ReadOnlySpan<char> target = authorityEnd < 0 ? [] : rest[authorityEnd..];
        if (!TrySplitAuthority(authority, out string host, out string? portText, out int port) || !IsTarget(target))
        {
            return null;
        }

        string scheme = text[..schemeEnd];
        return new TargetUrl
        {
            Scheme = scheme,
            Host = host,
            PortText = portText,
            Port = portText is not null ? port : scheme.Length == 5 ? 443 : 80,
            Target = TargetOf(target),
        };
    }

    private static bool IsKnownScheme(string scheme) =>
        scheme.Equals("http", StringComparison.OrdinalIgnoreCase)
        || scheme.Equals("https", StringComparison.OrdinalIgnoreCase);

    private static string TargetOf(ReadOnlySpan<char> target)
    {
        int fragment = target.IndexOf('#');
        target = fragment < 0 ? target : target[..fragment];
        return target.StartsWith("/") ? target.ToString() : $"/{target}";
    }

    private static bool IsTarget(ReadOnlySpan<char> target) => !target.ContainsAnyExceptInRange('!', '~');

    private static bool TrySplitAuthority(
        ReadOnlySpan<char> authority, out string host, out string? portText, out int port)
    {
        (host, portText, port) = ("", null, 0);
        int at = authority.IndexOf('@');
        if (at >= 0)
        {
            // User and password are parsed and not used.
            if (!IsUserInfo(authority[..at]))
            {
                return false;
            }

            authority = authority[(at + 1)..];
        }

        int hostEnd;
        if (authority.StartsWith("["))
        {
            int close = authority.IndexOf(']');
            if (close < 0 || !IsIPv6(authority[1..close]))
            {
                return false;
            }

            host = authority[1..close].ToString();
            hostEnd = close + 1;
        }
        else
        {
            int colon = authority.IndexOf(':');
            hostEnd = colon < 0 ? authority.Length : colon;
            if (hostEnd == 0 || !IsHostName(authority[..hostEnd]))
            {
                return false;
            }

            host = authority[..hostEnd].ToString();
        }

        return hostEnd == authority.Length || TryPort(authority[hostEnd..], out portText, out port);
    }

    private static bool TryPort(ReadOnlySpan<char> text, out string? portText, out int port)
    {
        portText = null;
        if (text[0] != ':'
            || !int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out port)
            || port > 65535)
        {
            port = 0;
            return false;
        }

        portText = text[1..].ToString();
        return true;
    }

    private static bool IsUserInfo(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !UserInfoMarks.Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHostName(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsIPv6(ReadOnlySpan<char> text)
    {
        int percent = text.IndexOf('%');
        ReadOnlySpan<char> address = percent < 0 ? text : text[..percent];
        ReadOnlySpan<char> zone = percent < 0 ? "0" : text[(percent + 1)..];
        foreach (char c in address)
        {
            if (!char.IsAsciiHexDigit(c) && c is not (':' or '.'))
            {
                return false;
            }
        }

        foreach (char c in zone)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('%' or '.' or '-' or '_' or '~'))
            {
                return false;
            }
        }

        return address.Length > 0 && zone.Length > 0;
    }
}
