using System;

namespace FastHttp.Transports;

/// <summary>
/// Takes what arrives on a connection, as it arrives. Every call is made on the connection's loop, one at a time.
/// </summary>
public interface ITransportReceiver
{
    /// <summary>Bytes have come.</summary>
    /// <param name="data">
    /// All bytes not yet consumed, contiguous; valid only during the call. At least one is new.
    /// </param>
    /// <returns>How many were consumed. The others are presented again, with more after them.</returns>
    int OnReceived(ReadOnlySpan<byte> data);

    /// <summary>No more bytes will come. Called once, unless this side closed the connection itself.</summary>
    /// <param name="error"><see cref="TransportError.None"/> when the peer ended its stream in order.</param>
    void OnClosed(TransportError error);
}
