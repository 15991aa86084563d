using System;
using System.Text;
using FastHttp;
using FastHttp.Load.Planning;
using Runner.Cli;

namespace Runner.Planning;

// What -x means for a target: an HTTP proxy is asked for whole URLs of http targets (RFC 9112 §3.2.2), and for a tunnel
// otherwise; so it is where a script writes the requests, since it writes them for the target. Stateless.
internal static class ProxyPlanner
{
    // RFC 1928 §3: the conventional port.
    private const int SocksPort = 1080;

    /// <summary>Where the proxy is, or null without one.</summary>
    public static (string Host, int Port)? AddressOf(ConnectionOptions options) =>
        Parse(options) is { } proxy ? (proxy.Host.Trim('[', ']'), PortOf(proxy)) : null;

    public static HttpProxy? TunnelOf(CliOptions options, TargetUrl url)
    {
        Uri? proxy = Parse(options.Connection);
        if (proxy is null || IsAskedForUrls(options, url))
        {
            return null;
        }

        string host = proxy.Host.Trim('[', ']');
        (string? userName, string? password) = CredentialsOf(proxy);
        return IsSocks(proxy)
            ? HttpProxy.Socks5(host, PortOf(proxy), userName, password)
            : HttpProxy.Http(host, PortOf(proxy), userName, password, tunnelsPlainHttp: true);
    }

    /// <summary>Whether requests name the whole URL, and go to a proxy that passes them on.</summary>
    public static bool IsAskedForUrls(CliOptions options, TargetUrl url) =>
        Parse(options.Connection) is { } proxy && !IsSocks(proxy) && !url.IsTls && options.ScriptPath is null;

    /// <summary>Adds the field that identifies the user to such a proxy.</summary>
    public static void AddCredentials(ConnectionOptions options, HeaderList headers)
    {
        if (Parse(options) is { } proxy && CredentialsOf(proxy) is { UserName: { } userName } credentials)
        {
            byte[] pair = Encoding.UTF8.GetBytes($"{userName}:{credentials.Password}");
            headers.AddMissing("Proxy-Authorization", $"Basic {Convert.ToBase64String(pair)}");
        }
    }

    private static Uri? Parse(ConnectionOptions options) =>
        options.Proxy is not null && HttpText.TryParseProxy(options.Proxy, out Uri? proxy) ? proxy : null;

    private static bool IsSocks(Uri proxy) => proxy.Scheme == HttpText.Socks5;

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
