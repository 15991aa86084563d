using System;
using System.Net.Sockets;

namespace FastHttp.Tests.Transports;

/// <summary>A blocking socket as the far end. Owned by one test.</summary>
internal sealed class SocketPeer : IPeer
{
    public SocketPeer(Socket socket)
    {
        Socket = socket;
        socket.ReceiveTimeout = Patience.Milliseconds;
        socket.SendTimeout = Patience.Milliseconds;
    }

    public Socket Socket { get; }

    public void Send(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            data = data[Socket.Send(data)..];
        }
    }

    public byte[] Receive(int count)
    {
        byte[] data = new byte[count];
        int total = 0;
        while (total < count)
        {
            int received = Socket.Receive(data.AsSpan(total));
            Assert.True(received > 0, $"The stream ended after {total} of {count} bytes.");
            total += received;
        }

        return data;
    }

    public PeerEnd ReceiveEnd()
    {
        byte[] sink = new byte[64 * 1024];
        while (true)
        {
            int received = Socket.Receive(sink, SocketFlags.None, out SocketError error);
            if (error == SocketError.ConnectionReset)
            {
                return PeerEnd.Reset;
            }

            Assert.Equal(SocketError.Success, error);
            if (received == 0)
            {
                return PeerEnd.InOrder;
            }
        }
    }

    public void ShutdownSend() => Socket.Shutdown(SocketShutdown.Send);

    public void Reset()
    {
        if (Socket.AddressFamily != AddressFamily.Unix)
        {
            Socket.LingerState = new LingerOption(true, 0);
        }

        Socket.Close(0);
    }

    public void SendAndClose(ReadOnlySpan<byte> data)
    {
        Send(data);
        Socket.Shutdown(SocketShutdown.Both);
        Socket.Close();
    }

    public void Dispose() => Socket.Dispose();
}
