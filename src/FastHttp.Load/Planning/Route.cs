using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using FastHttp.Load.Text;

namespace FastHttp.Load.Planning;

// Where connections go, which need not be what the URL says: another host, given addresses, one family, a proxy; and
// from which address they come. Immutable.
internal sealed record Route
{
    /// <summary>What options are called in messages.</summary>
    public OptionNames Names { get; init; } = OptionNames.Properties;

    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>What the port is called in messages.</summary>
    public required string Service { get; init; }

    /// <summary>The addresses, where they are given and no resolver is asked.</summary>
    public IReadOnlyList<IPAddress>? Addresses { get; init; }

    /// <summary>The only family to use, or unspecified for any.</summary>
    public AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>What to bind to when trying whether the target answers, or null.</summary>
    public IPAddress? LocalAddress { get; init; }

    public static Route To(TargetUrl url) => new() { Host = url.Host, Port = url.Port, Service = url.Service };
}
