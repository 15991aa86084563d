using System;
using FastHttp.Addresses;

namespace FastHttp;

/// <summary>
/// Where an exchange goes: scheme, host and port, or a Unix-domain socket. Immutable and comparable by value.
/// </summary>
/// <param name="IsTls">Whether TLS is spoken (scheme <c>https</c>).</param>
/// <param name="Host">Host name or address literal; an IPv6 literal is without brackets. It is also the TLS server
/// name. Kept in lower case, a name beyond ASCII in punycode.</param>
/// <param name="Port">TCP port, 1 to 65535.</param>
/// <param name="UnixPath">Path of a Unix-domain socket to connect to instead of host and port, or null.</param>
public sealed record HttpEndPoint(bool IsTls, string Host, int Port, string? UnixPath = null)
{
    /// <summary>Host name or address literal, as it is connected to and sent.</summary>
    /// <exception cref="ArgumentException">It is no host name or address.</exception>
    public string Host { get; init => field = HostName.Canonical(value); } = HostName.Canonical(Host);

    /// <summary>Makes the end point of a host that speaks plain HTTP.</summary>
    public static HttpEndPoint Http(string host, int port = 80) => new(false, host, port);

    /// <summary>Makes the end point of a host that speaks HTTP over TLS.</summary>
    public static HttpEndPoint Https(string host, int port = 443) => new(true, host, port);

    /// <summary>
    /// The authority: host and port, an IPv6 literal in brackets and without its zone, the scheme's default port left
    /// out.
    /// </summary>
    public string Authority => Port == (IsTls ? 443 : 80) ? HostText : $"{HostText}:{Port}";

    /// <summary>The host as an authority has it. RFC 6874 §4: the zone of an address is not sent.</summary>
    internal string HostText =>
        Host.Contains(':', StringComparison.Ordinal) ? $"[{HostName.WithoutZone(Host)}]" : Host;

    /// <summary>The host as TLS knows it. RFC 6066 §3: without the dot that ends a complete name.</summary>
    internal string ServerName => Host.EndsWith('.') ? Host[..^1] : HostName.WithoutZone(Host);

    /// <inheritdoc/>
    public override string ToString() => UnixPath ?? Authority;
}
