using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using Runner.Cli;
using Runner.Planning;

namespace FastHttp.Load.Planning;

// Where connections go, which need not be what the URL says: another host, given addresses, one family, a proxy; and
// from which address they come. Immutable.
internal sealed record Route
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>What the port is called in messages.</summary>
    public required string Service { get; init; }

    /// <summary>The addresses, if they are given and nobody has to be asked.</summary>
    public IReadOnlyList<IPAddress>? Addresses { get; init; }

    /// <summary>The only family to use, or unspecified for any.</summary>
    public AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>What to bind to when trying whether the target answers, or null.</summary>
    public IPAddress? LocalAddress { get; init; }

    public static Route To(TargetUrl url) => new() { Host = url.Host, Port = url.Port, Service = url.Service };

    public static Route To(TargetUrl url, ConnectionOptions options)
    {
        Route route = To(url);
        if (ProxyPlanner.AddressOf(options) is { } proxy)
        {
            route = new Route { Host = proxy.Host, Port = proxy.Port, Service = $"{proxy.Port}" };
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

    public static string? Conflict(ConnectionOptions options, string? unixPath)
    {
        if (options.OnlyIPv4 && options.OnlyIPv6)
        {
            return "-4 and -6 exclude each other; leave both out for any address";
        }

        return options.Proxy is not null && unixPath is not null
            ? "-x and --unix-socket exclude each other: both say where to connect"
            : null;
    }

    private static HostPin Parse(string text) => HttpText.TryParsePin(text, out HostPin? pin)
        ? pin!
        : throw new ArgumentException(text, nameof(text));

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
