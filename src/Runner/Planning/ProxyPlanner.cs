using System;
using FastHttp;
using Runner.Options;
using Runner.Options.Values;

namespace Runner.Planning;

// -x → a proxy.
internal static class ProxyPlanner
{
    // RFC 1928 §3: the conventional port.
    private const int SocksPort = 1080;

    /// <summary>The proxy, or null without one.</summary>
    public static HttpProxy? Plan(ConnectionOptions options)
    {
        if (options.Proxy is null || !HttpText.TryParseProxy(options.Proxy, out Uri? proxy))
        {
            return null;
        }

        string host = proxy!.Host.Trim('[', ']');
        (string? userName, string? password) = CredentialsOf(proxy);
        return proxy.Scheme == HttpText.Socks5
            ? HttpProxy.Socks5(host, PortOf(proxy), userName, password)
            : HttpProxy.Http(host, PortOf(proxy), userName, password);
    }

    private static int PortOf(Uri proxy) => proxy.Port > 0 ? proxy.Port : SocksPort;

    private static (string? UserName, string? Password) CredentialsOf(Uri proxy)
    {
        if (proxy.UserInfo.Length == 0)
        {
            return (null, null);
        }

        string[] parts = proxy.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
