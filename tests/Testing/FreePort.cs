using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Testing;

/// <summary>
/// Loopback ports for servers that are started by their number. They lie below the range that the kernel deals to
/// outgoing connections, and each is given once: a port that was merely free a moment ago is taken by the next
/// connection of a test that runs at the same time. Test projects run at the same time too, so each process has a block
/// of its own.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int BlockSize = 1_000;
    private const int Blocks = 12;
    private const int FirstClaim = First - Blocks;

    // Listens for as long as the process lives, and so tells the others that its block is taken.
    private static readonly TcpListener s_claim = Claim();
    private static readonly int s_block = ((IPEndPoint)s_claim.LocalEndpoint).Port - FirstClaim;
    private static int s_given = Random.Shared.Next(BlockSize);

    /// <summary>
    /// A port of 127.0.0.1 that no server listens at, and that this process has not been given lately.
    /// </summary>
    public static int Next()
    {
        while (true)
        {
            int port = First + (s_block * BlockSize) + (Interlocked.Increment(ref s_given) % BlockSize);
            if (TryListen(port) is { } listener)
            {
                listener.Dispose();
                return port;
            }
        }
    }

    private static TcpListener Claim()
    {
        for (int block = 0; block < Blocks; block++)
        {
            if (TryListen(FirstClaim + block) is { } listener)
            {
                return listener;
            }
        }

        throw new InvalidOperationException($"All {Blocks} blocks of ports are taken, by as many test processes.");
    }

    private static TcpListener? TryListen(int port)
    {
        TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}
