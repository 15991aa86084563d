using System;
using System.Buffers;
using System.Net;
using FastHttp.Http1;

namespace FastHttp.Addresses;

/// <summary>
/// The parts of an absolute http or https URI that a request needs (RFC 9110 §4.2, RFC 3986 §3), as slices of it.
/// Nothing is decoded or normalised.
/// </summary>
internal readonly ref struct UriParts
{
    // Also what is percent-encoded: who compares the decoded name would compare another one than is connected to.
    private static readonly SearchValues<byte> s_notInHost = SearchValues.Create("%[]\\\"<>^`{|}"u8);

    private UriParts(
        bool isTls, ReadOnlySpan<byte> host, int port, ReadOnlySpan<byte> authority, ReadOnlySpan<byte> pathAndQuery)
    {
        IsTls = isTls;
        Host = host;
        Port = port;
        Authority = authority;
        PathAndQuery = pathAndQuery;
    }

    internal bool IsTls { get; }

    /// <summary>Name or address, an IPv6 literal without its brackets.</summary>
    internal ReadOnlySpan<byte> Host { get; }

    internal int Port { get; }

    /// <summary>Host and port as written: no user information, no default port.</summary>
    internal ReadOnlySpan<byte> Authority { get; }

    internal ReadOnlySpan<byte> PathAndQuery { get; }

    internal static UriParts Parse(ReadOnlySpan<byte> uri)
    {
        RequestSyntax.CheckTarget(uri);
        bool isTls = StartsWithScheme(uri, "https://"u8);
        if (!isTls && !StartsWithScheme(uri, "http://"u8))
        {
            throw new ArgumentException("The URI is not an absolute http or https URI.", nameof(uri));
        }

        ReadOnlySpan<byte> rest = uri[(isTls ? 8 : 7)..];
        int fragment = rest.IndexOf((byte)'#');
        rest = fragment < 0 ? rest : rest[..fragment];
        int end = rest.IndexOfAny((byte)'/', (byte)'?');
        ReadOnlySpan<byte> authority = end < 0 ? rest : rest[..end];
        ReadOnlySpan<byte> pathAndQuery = end < 0 ? default : rest[end..];

        // RFC 9110 §4.2.4: user information is not for the wire.
        authority = authority[(authority.LastIndexOf((byte)'@') + 1)..];
        ReadOnlySpan<byte> host = SplitPort(authority, isTls ? 443 : 80, out int port, out int hostLength);
        bool isDefaultPort = port == (isTls ? 443 : 80);
        return new UriParts(isTls, host, port, isDefaultPort ? authority[..hostLength] : authority, pathAndQuery);
    }

    // RFC 3986 §3.2.2: else it would be taken for a name, and asked of a resolver.
    private static bool IsIPv6(ReadOnlySpan<byte> host) => host.Contains((byte)':') && IPAddress.IsValidUtf8(host);

    private static bool StartsWithScheme(ReadOnlySpan<byte> uri, ReadOnlySpan<byte> prefix) =>
        uri.Length >= prefix.Length && System.Text.Ascii.EqualsIgnoreCase(uri[..prefix.Length], prefix);

    private static ReadOnlySpan<byte> SplitPort(
        ReadOnlySpan<byte> authority, int defaultPort, out int port, out int hostLength)
    {
        bool isLiteral = !authority.IsEmpty && authority[0] == (byte)'[';
        int close = isLiteral ? authority.IndexOf((byte)']') : -1;
        int colon = authority[(close + 1)..].IndexOf((byte)':');
        hostLength = colon < 0 ? authority.Length : close + 1 + colon;
        ReadOnlySpan<byte> host = isLiteral && close > 0 ? authority[1..close] : authority[..hostLength];
        bool isHostValid = !host.IsEmpty
            && (isLiteral ? close + 1 == hostLength && IsIPv6(host) : !host.ContainsAny(s_notInHost));
        port = defaultPort;
        if (isHostValid && colon >= 0 && hostLength + 1 < authority.Length)
        {
            long number = HeadRecord.ParseLength(authority[(hostLength + 1)..]);
            port = number is >= 1 and <= 65535 ? (int)number : 0;
        }

        if (!isHostValid || port == 0)
        {
            throw new ArgumentException("The host or the port of the URI is not valid.", nameof(authority));
        }

        return host;
    }
}
