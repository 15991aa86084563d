using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Testing;

/// <summary>
/// A server on a loopback port that answers every receive with the same octets: a blocking thread for each connection,
/// which allocates nothing once it runs. Disposing ends it.
/// </summary>
public sealed class CannedServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _answer;

    public CannedServer(byte[] answer)
    {
        _answer = answer;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        new Thread(Accept) { IsBackground = true, Name = "canned server" }.Start();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket connection = _listener.Accept();
                new Thread(() => Serve(connection)) { IsBackground = true, Name = "canned connection" }.Start();
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The listener was disposed.
        }
    }

    private void Serve(Socket connection)
    {
        byte[] buffer = new byte[64 * 1024];
        using (connection)
        {
            connection.NoDelay = true;
            try
            {
                while (connection.Receive(buffer) > 0)
                {
                    connection.Send(_answer);
                }
            }
            catch (SocketException)
            {
                // The client went away.
            }
        }
    }
}
