using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace LocustBridge.Wire;

// Looks at what listens at an address before NetMQ connects to it: exchanges ZMTP greetings on a connection of its own
// and hangs up. NetMQ tells neither why an attempt failed nor that a peer is mute, and takes a web server for a peer of
// ZMTP 1. Blocks the calling thread, and no thread of the pool.
internal static class GreetingCheck
{
    // knowsPing: whether the peer answers heartbeats.
    public static LinkFailure Try(
        IPEndPoint endPoint, TimeSpan timeout, CancellationToken cancellationToken, out bool knowsPing)
    {
        knowsPing = false;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(timeout);
        bool connected = false;
        try
        {
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

            // A blocking connect has no timeout of its own; disposing the socket is what ends it.
            using (timer.Token.UnsafeRegister(static s => ((Socket)s!).Dispose(), socket))
            {
                socket.Connect(endPoint);
                connected = true;
                socket.ReceiveTimeout = (int)timeout.TotalMilliseconds;
                return Exchange(socket, out knowsPing);
            }
        }
        catch (SocketException e) when (!timer.IsCancellationRequested)
        {
            return Of(e.SocketErrorCode, connected);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return cancellationToken.IsCancellationRequested ? LinkFailure.Closed
                : connected ? LinkFailure.Mute
                : LinkFailure.TimedOut;
        }
    }

    private static LinkFailure Exchange(Socket socket, out bool knowsPing)
    {
        knowsPing = false;
        Span<byte> greeting = stackalloc byte[Greeting.Length];
        Greeting.Write(greeting);
        socket.Send(greeting);
        int length = 0;
        while (length < Greeting.Length)
        {
            int count = socket.Receive(greeting[length..]);
            if (count == 0)
            {
                return length == 0 ? LinkFailure.NothingBehind : LinkFailure.NotZmtp;
            }

            length += count;
            if (!Greeting.IsPlausible(greeting[..length]))
            {
                return LinkFailure.NotZmtp;
            }
        }

        knowsPing = Greeting.KnowsPing(greeting);
        return LinkFailure.None;
    }

    private static LinkFailure Of(SocketError error, bool connected) => error switch
    {
        SocketError.ConnectionRefused => LinkFailure.Refused,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown
            or SocketError.AddressNotAvailable => LinkFailure.Unreachable,
        SocketError.TimedOut or SocketError.WouldBlock => connected ? LinkFailure.Mute : LinkFailure.TimedOut,
        SocketError.TooManyOpenSockets => LinkFailure.NoDescriptors,

        // A peer of ours greets as soon as it is connected to; this one was reset before it said a word.
        _ => connected ? LinkFailure.NothingBehind : LinkFailure.Reset,
    };
}
