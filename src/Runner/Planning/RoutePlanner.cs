using System;
using System.Linq;
using System.Net.Sockets;
using FastHttp.Load.Planning;
using Runner.Cli;

namespace Runner.Planning;

// The options on where connections go → the route. Stateless.
internal static class RoutePlanner
{
    public static Route Plan(TargetUrl url, ConnectionOptions options)
    {
        Route route = Route.To(url) with { Names = Flags.Names };
        if (ProxyPlanner.AddressOf(options) is { } proxy)
        {
            route = route with { Host = proxy.Host, Port = proxy.Port, Service = $"{proxy.Port}" };
        }

        foreach (string text in options.ConnectTo)
        {
            bool isMatch = HttpText.TryParseRoute(text, out HostRoute other)
                && (other.Host.Length == 0 || Same(other.Host, route.Host))
                && (other.Port == 0 || other.Port == route.Port);
            if (isMatch)
            {
                int port = other.ToPort == 0 ? route.Port : other.ToPort;
                string host = other.ToHost.Length == 0 ? route.Host : other.ToHost;
                route = route with { Host = host, Port = port, Service = $"{port}" };
                break;
            }
        }

        HostPin? pin = options.Resolve.Select(Parse).FirstOrDefault(
            pin => Same(pin.Host, route.Host) && pin.Port == route.Port);
        return route with
        {
            Addresses = pin?.Addresses,
            Family = options.OnlyIPv4 ? AddressFamily.InterNetwork
                : options.OnlyIPv6 ? AddressFamily.InterNetworkV6
                : AddressFamily.Unspecified,
            LocalAddress = options.LocalAddresses.Count > 0 ? options.LocalAddresses[0] : null,
        };
    }

    private static HostPin Parse(string text) => HttpText.TryParsePin(text, out HostPin? pin)
        ? pin!
        : throw new ArgumentException(text, nameof(text));

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
