using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Testing;

/// <summary>
/// A server on a loopback port that answers each request without a body with the same bytes: a blocking thread for
/// each connection, which allocates nothing once it runs. Disposing ends it.
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
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
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
                int matched = 0;
                for (int received; (received = connection.Receive(buffer)) > 0;)
                {
                    for (int count = CountEnds(buffer.AsSpan(0, received), ref matched); count > 0; count--)
                    {
                        connection.Send(_answer);
                    }
                }
            }
            catch (SocketException)
            {
                // The client went away.
            }
        }
    }

    // Of heads: requests may come in pieces, or several at once.
    private static int CountEnds(ReadOnlySpan<byte> bytes, ref int matched)
    {
        ReadOnlySpan<byte> end = "\r\n\r\n"u8;
        int count = 0;
        foreach (byte current in bytes)
        {
            matched = current == end[matched] ? matched + 1 : current == end[0] ? 1 : 0;
            if (matched == end.Length)
            {
                matched = 0;
                count++;
            }
        }

        return count;
    }
}
