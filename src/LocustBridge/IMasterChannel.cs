using System;

namespace LocustBridge;

/// <summary>
/// One live connection to a master, past its handshake. The seam behind which another ZeroMQ can be put: see
/// <see cref="IMasterConnector"/>. One thread receives; any thread may send or close.
/// </summary>
// Calls block, on purpose: the worker has threads of its own, so that a thread pool kept busy by load can neither
// delay a heartbeat nor hold up a "stop".
public interface IMasterChannel : IDisposable
{
    /// <summary>Sends one message of one frame.</summary>
    /// <param name="message">The octets; copied or sent before the call returns.</param>
    /// <returns>Whether it was handed to the network; <see langword="false"/> once the channel has ended.</returns>
    bool TrySend(ReadOnlySpan<byte> message);

    /// <summary>
    /// Asks the peer for a sign of life, which also proves the arrival of everything sent before.
    /// </summary>
    /// <param name="probe">Comes back in <see cref="ChannelEvent.Probe"/>.</param>
    /// <returns>Whether the question was sent; <see langword="false"/> also where this is not supported.</returns>
    bool TryProbe(uint probe);

    /// <summary>Waits for what comes next. After <see cref="ChannelEventKind.Closed"/> it must not be called.</summary>
    ChannelEvent Receive();

    /// <summary>Says that nothing more is sent: what was sent still arrives, then the peer hangs up.</summary>
    void EndSending();

    /// <summary>Ends the connection at once; a thread in <see cref="Receive"/> comes back.</summary>
    void Abort();
}
