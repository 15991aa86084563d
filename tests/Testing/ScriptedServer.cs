using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Testing;

/// <summary>
/// A server on a loopback port that serves one connection by a script: waits for bytes, sends the segments, and closes
/// or holds the connection until it is disposed.
/// </summary>
public sealed class ScriptedServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private Socket? _connection;

    public ScriptedServer(IEnumerable<ReadOnlyMemory<byte>> segments, bool closesAfter)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _ = ServeAsync(segments, closesAfter);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    public void Dispose()
    {
        _listener.Dispose();
        _connection?.Dispose();
    }

    private async Task ServeAsync(IEnumerable<ReadOnlyMemory<byte>> segments, bool closesAfter)
    {
        try
        {
            _connection = await _listener.AcceptAsync();
            _connection.NoDelay = true;
            await _connection.ReceiveAsync(new byte[4096]);
            foreach (ReadOnlyMemory<byte> segment in segments)
            {
                await _connection.SendAsync(segment);
            }

            if (closesAfter)
            {
                _connection.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The client has seen enough and closed.
        }
    }
}
