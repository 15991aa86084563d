using System;
using System.Text;
using FastHttp.Addresses;

namespace FastHttp;

/// <summary>
/// An HTTP or SOCKS 5 proxy. An HTTP proxy passes requests on to plain targets (RFC 9112 §3.2.2) and opens tunnels to
/// TLS targets (CONNECT, RFC 9110 §9.3.6). A SOCKS 5 proxy (RFC 1928) opens tunnels to all targets. The proxy resolves
/// the target's name. Immutable.
/// </summary>
public sealed class HttpProxy
{
    // RFC 1929 §2: the lengths of name and password are one byte each. It wants a password of one byte at least, but
    // clients send an empty one where there is none, and proxies take it.
    private const int MaxSocksText = 255;

    private HttpProxy(
        bool isSocks5, string host, int port, string? userName, string? password, bool tunnelsPlainHttp = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        IsSocks5 = isSocks5;
        Host = HostName.Canonical(host);
        Port = port;
        UserName = userName;
        Password = password;
        TunnelsPlainHttp = tunnelsPlainHttp;
        if (!isSocks5 && userName is not null)
        {
            byte[] pair = Encoding.UTF8.GetBytes($"{userName}:{password}");
            AuthorizationLine = Encoding.ASCII.GetBytes(
                $"Proxy-Authorization: Basic {Convert.ToBase64String(pair)}\r\n");
        }
    }

    /// <summary>Whether SOCKS 5 is spoken to it, and not HTTP.</summary>
    public bool IsSocks5 { get; }

    /// <summary>Name or address of the proxy; an IPv6 literal is without brackets.</summary>
    public string Host { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Whether plain targets, too, are reached through a tunnel; always with SOCKS.</summary>
    public bool TunnelsPlainHttp { get; }

    /// <summary>The user name; null for a proxy that needs none.</summary>
    public string? UserName { get; }

    /// <summary>The password; null without one.</summary>
    public string? Password { get; }

    /// <summary>The field line that identifies the user to an HTTP proxy; empty without a user.</summary>
    internal ReadOnlyMemory<byte> AuthorizationLine { get; }

    /// <summary>Makes an HTTP proxy; a user name is sent as basic authentication.</summary>
    /// <param name="host">Its name or address.</param>
    /// <param name="port">Its port.</param>
    /// <param name="userName">The user name, or null.</param>
    /// <param name="password">The password.</param>
    /// <param name="tunnelsPlainHttp">Asks with CONNECT for plain targets, too. Many proxies refuse that; it is for
    /// bytes that were prepared for the target.</param>
    public static HttpProxy Http(
        string host, int port, string? userName = null, string? password = null, bool tunnelsPlainHttp = false) =>
        new(isSocks5: false, host, port, userName, password, tunnelsPlainHttp);

    /// <summary>Makes a SOCKS 5 proxy. A user name and its password are offered and, if the proxy asks, sent.</summary>
    /// <exception cref="ArgumentException">The name is empty, or one of the two has more than 255 bytes.</exception>
    public static HttpProxy Socks5(string host, int port, string? userName = null, string? password = null)
    {
        if (userName is not null && (userName.Length == 0 || !FitsSocks(userName) || !FitsSocks(password ?? "")))
        {
            throw new ArgumentException(
                "A SOCKS user name has 1 to 255 bytes, and its password at most 255.", nameof(userName));
        }

        return new HttpProxy(isSocks5: true, host, port, userName, password);
    }

    /// <summary>Whether requests to the end point go to the proxy as they are, and name it in their target.</summary>
    internal bool Forwards(HttpEndPoint endPoint) => !TunnelsPlainHttp && !endPoint.IsTls;

    /// <summary>Returns the proxy as a URI without the password.</summary>
    public override string ToString() => $"{(IsSocks5 ? "socks5" : "http")}://{new HttpEndPoint(true, Host, Port)}";

    private static bool FitsSocks(string text) => Encoding.UTF8.GetByteCount(text) <= MaxSocksText;
}
