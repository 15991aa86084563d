using System;
using System.Net;

namespace FastHttp.Addresses;

/// <summary>
/// The proxies that the environment names, and what is reached without one. Read once; immutable.
/// </summary>
internal sealed class EnvironmentProxy
{
    private const int DefaultPort = 1080;

    private readonly HttpProxy? _plain;
    private readonly HttpProxy? _secured;
    private readonly string[] _direct;

    /// <summary>Reads the variables. A value that is no proxy of a known kind is as none.</summary>
    /// <param name="read">The value of a variable, or null.</param>
    public EnvironmentProxy(Func<string, string?> read)
    {
        // In a CGI program, a client sets HTTP_PROXY by a field (CVE-2016-5385, "httpoxy").
        bool isCgi = read("GATEWAY_INTERFACE") is not null;
        HttpProxy? all = Parse(Read("all_proxy"));
        _plain = Parse(isCgi ? read("http_proxy") : Read("http_proxy")) ?? all;
        _secured = Parse(Read("https_proxy")) ?? all;
        _direct = (Read("no_proxy") ?? "").Split(
            [',', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        string? Read(string name) => read(name) ?? read(name.ToUpperInvariant());
    }

    /// <summary>That of this process.</summary>
    public static EnvironmentProxy Current { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>The proxy for an end point, or null.</summary>
    public HttpProxy? Of(HttpEndPoint endPoint)
    {
        HttpProxy? proxy = endPoint.IsTls ? _secured : _plain;
        return proxy is null || Array.Exists(_direct, entry => IsOf(entry, endPoint)) ? null : proxy;
    }

    // A name stands for itself and what is below it, with or without a dot in front; a network for its addresses.
    private static bool IsOf(string entry, HttpEndPoint endPoint)
    {
        if (entry == "*")
        {
            return true;
        }

        if (IPAddress.TryParse(endPoint.Host, out IPAddress? address))
        {
            string text = entry.Trim('[', ']');
            return IPNetwork.TryParse(text, out IPNetwork network) ? network.Contains(address)
                : IPAddress.TryParse(text, out IPAddress? own) && own.Equals(address);
        }

        int colon = entry.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && entry[(colon + 1)..] != $"{endPoint.Port}")
        {
            return false;
        }

        string name = (colon < 0 ? entry : entry[..colon]).Trim('.');
        string host = endPoint.Host.TrimEnd('.');
        return name.Length != 0 && host.EndsWith(name, StringComparison.OrdinalIgnoreCase)
            && (host.Length == name.Length || host[^(name.Length + 1)] == '.');
    }

    private static HttpProxy? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        text = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri))
        {
            return null;
        }

        string[] user = uri.UserInfo.Split(':', 2);
        string? name = user[0].Length == 0 ? null : Uri.UnescapeDataString(user[0]);
        string password = user.Length == 2 ? Uri.UnescapeDataString(user[1]) : "";
        try
        {
            return uri.Scheme switch
            {
                "http" => HttpProxy.Http(uri.IdnHost, uri.Port, name, password),
                "socks5" or "socks5h" =>
                    HttpProxy.Socks5(uri.IdnHost, uri.Port < 0 ? DefaultPort : uri.Port, name, password),
                _ => null,
            };
        }
        catch (ArgumentException)
        {
            // A port 0, or a name that is too long for SOCKS.
            return null;
        }
    }
}
