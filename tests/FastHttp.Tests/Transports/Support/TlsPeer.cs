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
    private readonly bool _isOnLoop = raw is MemoryPeer;
    private Task _sending = Task.CompletedTask;

    /// <summary>The end of the connection below.</summary>
    public IPeer Raw => raw;

    public void Send(ReadOnlySpan<byte> data)
    {
        byte[] copy = data.ToArray();
        if (!_isOnLoop)
        {
            stream.Write(copy);
            return;
        }

        // The one thread may not wait: it is the one that has to read at the other end. Writes queue up instead.
        rig.Run(() => { _sending = SendAfterAsync(_sending, copy); });
    }

    /// <summary>Sends what is no TLS.</summary>
    public void SendRaw(ReadOnlySpan<byte> data) => raw.Send(data);

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
                while (await stream.ReadAsync(sink).ConfigureAwait(false) != 0)
                {
                }
            }
            catch (TransportException failure) when (failure.Error == TransportError.Aborted)
            {
                // Both ends live on the loop that was disposed.
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
        Do(async () =>
        {
            await _sending.ConfigureAwait(false);
            await stream.ShutdownAsync().ConfigureAwait(false);
        });
        raw.ShutdownSend();
    }

    public void Reset() => raw.Reset();

    public void SendAndClose(ReadOnlySpan<byte> data)
    {
        Send(data);
        Do(stream.ShutdownAsync);
        raw.SendAndClose(default);
    }

    /// <summary>From here on what comes is sent back.</summary>
    public void BeginEcho() => rig.Run(() => { _sending = EchoAsync(); });

    /// <summary>Ends the transport, as if the security layer had been cut off.</summary>
    public void CloseWithoutNotify() => raw.SendAndClose(default);

    public void Dispose()
    {
        rig.Run(stream.Dispose);
        raw.Dispose();
    }

    private async Task SendAfterAsync(Task before, byte[] data)
    {
        await before.ConfigureAwait(false);
        await stream.WriteAsync(data).ConfigureAwait(false);
    }

    private async Task EchoAsync()
    {
        byte[] buffer = new byte[1024];
        int count;
        while ((count = await stream.ReadAsync(buffer).ConfigureAwait(false)) != 0)
        {
            await stream.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
        }
    }

    private void Do(Func<Task> action) => Patience.Wait(_isOnLoop ? rig.Run(action) : action());
}
