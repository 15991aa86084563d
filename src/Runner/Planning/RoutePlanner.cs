using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using FastHttp;
using FastHttp.Load.Planning;
using Runner.Options;
using Runner.Options.Values;

namespace Runner.Planning;

// The options on where connections go, which is to the proxy if there is one.
internal static class RoutePlanner
{
    /// <returns>Where they go instead, or null, and at which addresses it is, where no resolver is asked.</returns>
    public static (DnsEndPoint? ConnectTo, IReadOnlyList<IPAddress> Addresses) Plan(
        TargetUrl url, HttpProxy? proxy, ConnectionOptions options)
    {
        (string host, int port) = proxy is null ? (url.Host, url.Port) : (proxy.Host, proxy.Port);
        DnsEndPoint? other = options.ConnectTo.Select(text => Match(text, host, port))
            .FirstOrDefault(match => match is not null);
        (host, port) = other is null ? (host, port) : (other.Host, other.Port);
        HostPin? pin = options.Resolve.Select(Parse).FirstOrDefault(pin => Same(pin.Host, host) && pin.Port == port);
        return (other, pin?.Addresses ?? []);
    }

    // curl's rule: what is left out stands for any, or for the same.
    private static DnsEndPoint? Match(string text, string host, int port)
    {
        bool isMatch = HttpText.TryParseRoute(text, out HostRoute route)
            && (route.Host.Length == 0 || Same(route.Host, host))
            && (route.Port == 0 || route.Port == port);
        return isMatch
            ? new DnsEndPoint(
                route.ToHost.Length == 0 ? host : route.ToHost, route.ToPort == 0 ? port : route.ToPort)
            : null;
    }

    private static HostPin Parse(string text) => HttpText.TryParsePin(text, out HostPin? pin)
        ? pin!
        : throw new ArgumentException(text, nameof(text));

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
