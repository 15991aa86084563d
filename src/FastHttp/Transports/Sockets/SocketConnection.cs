using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace FastHttp.Transports.Sockets;

/// <summary>
/// A System.Net.Sockets stream socket whose completions run on a <see cref="SocketLoop"/>.
/// Owned by the loop; <see cref="TransportConnection.Abort"/> is open to all.
/// Invariant: a buffer is given back only when no operation and no receiver looks at it any more.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Release disposes the socket and the operations.")]
internal sealed partial class SocketConnection : LoopConnection, ILoopTask
{
    private const int NoSuchFile = 2;

    private readonly SocketLoop _loop;
    private readonly Socket _socket;
    private readonly SocketOperation _receive;
    private readonly SocketOperation _send;

    private SocketConnection(SocketLoop loop, Socket socket, EndPoint remote, IConnectHandler handler)
        : base(handler)
    {
        _loop = loop;
        _socket = socket;
        _receive = new SocketOperation(loop, OnReceiveCompleted);
        _send = new SocketOperation(loop, OnSendCompleted) { RemoteEndPoint = remote };
        loop.Add(this);
    }

    public override TransportLoop Loop => _loop;

    /// <returns>Null when the attempt failed at once; the handler has been told.</returns>
    public static SocketConnection? Create(SocketLoop loop, EndPoint remote, EndPoint? local, IConnectHandler handler)
    {
        Socket? socket = null;
        try
        {
            bool unix = remote is UnixDomainSocketEndPoint;
            ProtocolType protocol = unix ? ProtocolType.Unspecified : ProtocolType.Tcp;
            socket = new Socket(remote.AddressFamily, SocketType.Stream, protocol);
            if (!unix)
            {
                socket.NoDelay = true;
            }

            if (remote is IPEndPoint { Address.IsIPv4MappedToIPv6: true })
            {
                // .NET makes sockets of IPv6 alone; the system's own take both, as the epoll transport's do.
                socket.DualMode = true;
            }

            if (local is not null)
            {
                socket.Bind(local);
            }

            return new SocketConnection(loop, socket, remote, handler);
        }
        catch (SocketException failure)
        {
            // Making and binding a socket have no form that does not throw.
            socket?.Dispose();
            SocketError error = failure.SocketErrorCode;
            handler.OnConnectFailed(SocketErrors.ToTransportError(error), SocketErrors.ToSystemError(error));
            return null;
        }
    }

    public void StartConnect()
    {
        if (!_socket.ConnectAsync(_send))
        {
            // Later, as when the system makes us wait: the caller has not seen the connection yet.
            _loop.Post(_send);
        }
    }

    // Posted to itself to receive what came while it was paused, or what one turn had no time for.
    void ILoopTask.Run() => Receive();

    protected override void EndSend() => TryShutdown(SocketShutdown.Send);

    protected override void Release(bool reset)
    {
        _loop.Remove(this);
        if (reset && _socket.AddressFamily != AddressFamily.Unix)
        {
            TryReset();
        }

        // A socket that is disposed below a pending receive resets the connection. So the stream is ended in order
        // first, which ends the receive, and the end of the receive disposes the socket.
        if (reset || _sending || !_receiving || !TryShutdown(SocketShutdown.Both))
        {
            _socket.Dispose();
        }

        _send.Dispose();
        ReleaseReceive();
        ReleaseSend();
    }

    private bool TryShutdown(SocketShutdown how)
    {
        try
        {
            _socket.Shutdown(how);
            return true;
        }
        catch (SocketException)
        {
            // The peer was faster; the receiving side tells how.
            return false;
        }
    }

    private void TryReset()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (SocketException)
        {
            // The connection is gone already.
        }
    }

    private void FinishConnect()
    {
        if (_send.SocketError == SocketError.Success)
        {
            TellConnected();
        }
        else if (_send.SocketError == SocketError.AddressNotAvailable && _socket.AddressFamily == AddressFamily.Unix)
        {
            // .NET's word for ENOENT: no server has made that Unix-domain socket.
            Fail(TransportError.Refused, NoSuchFile);
        }
        else
        {
            Break(_send.SocketError);
        }
    }

    private void Break(SocketError error) =>
        Fail(SocketErrors.ToTransportError(error), SocketErrors.ToSystemError(error));
}
