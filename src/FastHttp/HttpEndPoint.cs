using System;

namespace FastHttp;

/// <summary>
/// Where an exchange goes: scheme, host and port, or a Unix-domain socket. Immutable and comparable by value.
/// </summary>
/// <param name="IsTls">Whether TLS is spoken (scheme <c>https</c>).</param>
/// <param name="Host">Host name or address literal; an IPv6 literal is without brackets. It is also the TLS server
/// name.</param>
/// <param name="Port">TCP port, 1 to 65535.</param>
/// <param name="UnixPath">Path of a Unix-domain socket to connect to instead of host and port, or null.</param>
public sealed record HttpEndPoint(bool IsTls, string Host, int Port, string? UnixPath = null)
{
    /// <summary>Makes the end point of a host that speaks plain HTTP.</summary>
    public static HttpEndPoint Http(string host, int port = 80) => new(false, host, port);

    /// <summary>Makes the end point of a host that speaks HTTP over TLS.</summary>
    public static HttpEndPoint Https(string host, int port = 443) => new(true, host, port);

    /// <summary>
    /// The authority: host and port, an IPv6 literal in brackets, the scheme's default port left out.
    /// </summary>
    public string Authority
    {
        get
        {
            string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
            return Port == (IsTls ? 443 : 80) ? host : $"{host}:{Port}";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => UnixPath ?? Authority;
}
