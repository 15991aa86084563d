using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Tasks;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>The server's end of a TLS connection. Where both ends live on one loop, its work is done there.</summary>
internal sealed class TlsPeer(TransportRig rig, IPeer raw, SslStream stream) : IPeer
{
    public void Send(ReadOnlySpan<byte> data)
    {
        byte[] copy = data.ToArray();
        Do(() => stream.WriteAsync(copy).AsTask());
    }

    public byte[] Receive(int count)
    {
        byte[] data = new byte[count];
        Do(() => stream.ReadExactlyAsync(data).AsTask());
        return data;
    }

    public PeerEnd ReceiveEnd()
    {
        PeerEnd end = PeerEnd.InOrder;
        Do(async () =>
        {
            byte[] sink = new byte[64 * 1024];
            try
            {
                while (await stream.ReadAsync(sink) != 0)
                {
                }
            }
            catch (IOException failure) when (failure is TransportException { Error: TransportError.Reset }
                || failure.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
            {
                end = PeerEnd.Reset;
            }
        });
        return end;
    }

    public void ShutdownSend()
    {
        Do(stream.ShutdownAsync);
        raw.ShutdownSend();
    }

    public void Reset() => raw.Reset();

    public void SendAndClose(ReadOnlySpan<byte> data)
    {
        Send(data);
        Do(stream.ShutdownAsync);
        raw.SendAndClose(default);
    }

    public void Dispose()
    {
        rig.Run(stream.Dispose);
        raw.Dispose();
    }

    private void Do(Func<Task> action) => Patience.Wait(raw is MemoryPeer ? rig.Run(action) : action());
}
