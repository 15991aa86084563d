using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using FastHttp.Load.Stability;
using FastHttp.Load.Text;

namespace FastHttp.Load.Planning;

/// <summary>
/// Where connections go, which need not be what the URL says: another host, given addresses, one family, a proxy; and
/// from which address they come. Immutable.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record Route
{
    /// <summary>What options are called in messages.</summary>
    public OptionNames Names { get; init; } = OptionNames.Properties;

    /// <summary>Name or address to connect to.</summary>
    public required string Host { get; init; }

    /// <summary>Port to connect to.</summary>
    public required int Port { get; init; }

    /// <summary>What the port is called in messages.</summary>
    public required string Service { get; init; }

    /// <summary>The addresses, where they are given and no resolver is asked.</summary>
    internal IReadOnlyList<IPAddress>? Addresses { get; init; }

    /// <summary>The only family to use, or unspecified for any.</summary>
    internal AddressFamily Family { get; init; } = AddressFamily.Unspecified;

    /// <summary>What to bind to when trying whether the target answers, or null.</summary>
    internal IPAddress? LocalAddress { get; init; }

    /// <summary>Returns the route straight to the host of a URL.</summary>
    public static Route To(TargetUrl url) => new() { Host = url.Host, Port = url.Port, Service = url.Service };
}
