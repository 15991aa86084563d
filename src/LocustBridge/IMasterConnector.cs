using System.Threading;

namespace LocustBridge;

/// <summary>
/// Makes connections to one master: the seam for another ZeroMQ implementation, such as NetMQ. The bundled one is
/// <see cref="Zmtp.ZmtpConnector"/>.
/// </summary>
public interface IMasterConnector
{
    /// <summary>Where the master is, for logs.</summary>
    string EndPoint { get; }

    /// <summary>Connects once, with the handshake; blocks. The caller does all retrying.</summary>
    /// <param name="identity">The ZeroMQ identity: 1 to 255 octets of UTF-8.</param>
    /// <param name="channel">The connection; null on failure.</param>
    /// <param name="cancellation">Makes the call come back early with <see cref="ChannelFailure.Closed"/>.</param>
    /// <returns><see cref="ChannelFailure.None"/>, or why there is no connection.</returns>
    ChannelFailure TryConnect(string identity, out IMasterChannel? channel, CancellationToken cancellation);
}
