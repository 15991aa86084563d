using System;

namespace FastHttp.Tests.Transports;

/// <summary>
/// The far end of a connection under test; driven by the test's thread, which blocks until each call is done.
/// </summary>
internal interface IPeer : IDisposable
{
    void Send(ReadOnlySpan<byte> data);

    /// <summary>Takes exactly so many bytes; fails when the stream ends before.</summary>
    byte[] Receive(int count);

    /// <summary>Reads to the end of the stream.</summary>
    /// <returns>How it ended; bytes before the end are dropped.</returns>
    PeerEnd ReceiveEnd();

    /// <summary>Ends this end's stream in order; still receives.</summary>
    void ShutdownSend();

    /// <summary>Breaks the connection so that the near end is reset.</summary>
    void Reset();

    /// <summary>Sends, and ends the stream so that both are in flight together.</summary>
    void SendAndClose(ReadOnlySpan<byte> data);
}
