using System;

namespace LocustBridge.Wire;

// The limits of a connection to a master. The defaults are those of the product; tests have shorter ones.
internal sealed record WireLimits
{
    public static WireLimits Default { get; } = new();

    // Between two PINGs of ZMTP.
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(5);

    // How long a peer may take to give a sign of life after a PING before the connection counts as dead.
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(25);

    // How long TCP may take to connect, and the peer to greet.
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    // How long a message may wait for a peer that takes none.
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    // How long a worker that leaves waits for its master to read everything, which is with the system by then.
    public TimeSpan FarewellTimeout { get; init; } = TimeSpan.FromSeconds(1);

    // How long leaving may take in all: what the system has not got by then is lost.
    public TimeSpan LeaveTimeout { get; init; } = TimeSpan.FromSeconds(3);

    // The largest message accepted, in bytes.
    public long MessageBytesMax { get; init; } = 16 * 1024 * 1024;
}
