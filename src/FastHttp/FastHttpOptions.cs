using System;
using System.Net;
using System.Net.Security;

namespace FastHttp;

/// <summary>Every limit of an exchange. Immutable; share one instance between connections.</summary>
public sealed class FastHttpOptions
{
    /// <summary>The defaults.</summary>
    public static FastHttpOptions Default { get; } = new();

    /// <summary>Octets of a response head: status line, field lines and the empty line.</summary>
    public int MaxHeadBytes { get; init; } = 64 * 1024;

    /// <summary>Field lines of a response head, and of a trailer section.</summary>
    public int MaxHeaderCount { get; init; } = 256;

    /// <summary>Interim (1xx) responses before the final one.</summary>
    public int MaxInterimResponses { get; init; } = 100;

    /// <summary>Octets of a decoded response body; <see cref="long.MaxValue"/> for no limit.</summary>
    public long MaxBodyBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Time allowed for connecting, the proxy and the TLS handshake together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Exchanges that may be in flight on one connection; 1 turns pipelining off.</summary>
    public int MaxPipelineDepth { get; init; } = 1;

    /// <summary>The address that connections come from; null for the one that the system chooses.</summary>
    public IPAddress? LocalAddress
    {
        get => LocalEndPoint?.Address;
        init => LocalEndPoint = value is null ? null : new IPEndPoint(value, 0);
    }

    /// <summary>
    /// How TLS is spoken: verification, client certificates, versions. Null for the system's defaults, which verify the
    /// server. The server's name is taken from the end point unless <c>TargetHost</c> names another.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>
    /// The proxy that connections tunnel through, or null. An end point with a Unix-domain socket is connected to
    /// directly.
    /// </summary>
    public HttpProxy? Proxy { get; init; }

    /// <summary><see cref="LocalAddress"/> as connections need it: made once, since they may be many.</summary>
    internal IPEndPoint? LocalEndPoint { get; private init; }
}
