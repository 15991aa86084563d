using System;
using System.Text;

namespace FastHttp;

/// <summary>
/// A proxy that connections tunnel through, whatever is spoken in the tunnel: CONNECT of an HTTP proxy (RFC 9110
/// §9.3.6), or SOCKS version 5 (RFC 1928). The proxy resolves the target's name. Immutable.
/// </summary>
public sealed class HttpProxy
{
    // RFC 1929 §2: the lengths of name and password are one octet each.
    private const int MaxSocksText = 255;

    private HttpProxy(bool isSocks5, string host, int port, string? userName, string? password)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        IsSocks5 = isSocks5;
        Host = HostName.Canonical(host);
        Port = port;
        UserName = userName;
        Password = password;
    }

    /// <summary>Whether SOCKS 5 is spoken to it, and not HTTP.</summary>
    public bool IsSocks5 { get; }

    /// <summary>Name or address of the proxy; an IPv6 literal is without brackets.</summary>
    public string Host { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    internal string? UserName { get; }

    internal string? Password { get; }

    /// <summary>An HTTP proxy, asked with CONNECT; a user name is sent as basic authentication.</summary>
    public static HttpProxy Http(string host, int port, string? userName = null, string? password = null) =>
        new(isSocks5: false, host, port, userName, password);

    /// <summary>A SOCKS 5 proxy; a user name and its password are offered and, if the proxy asks, sent.</summary>
    /// <exception cref="ArgumentException">Name or password do not have 1 to 255 octets.</exception>
    public static HttpProxy Socks5(string host, int port, string? userName = null, string? password = null)
    {
        if (userName is not null && !(FitsSocks(userName) && FitsSocks(password ?? "")))
        {
            throw new ArgumentException("A SOCKS user name and its password have 1 to 255 octets.", nameof(userName));
        }

        return new HttpProxy(isSocks5: true, host, port, userName, password);
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{(IsSocks5 ? "socks5" : "http")}://{new HttpEndPoint(true, Host, Port)}";

    private static bool FitsSocks(string text) => Encoding.UTF8.GetByteCount(text) is >= 1 and <= MaxSocksText;
}
