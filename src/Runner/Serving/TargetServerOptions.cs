using System.Net;

namespace Runner.Serving;

/// <summary>Where and how the embedded target listens. Immutable.</summary>
internal sealed record TargetServerOptions
{
    /// <summary>The address to listen on; loopback unless the user asks for more.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Whether TLS is spoken, with a certificate made at start.</summary>
    public bool Https { get; init; }

    /// <summary>Path of a Unix-domain socket to listen on instead of address and port, or null.</summary>
    public string? UnixSocket { get; init; }
}
