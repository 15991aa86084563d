using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace FastHttp.Transports.Sockets;

/// <summary>
/// A System.Net.Sockets stream socket whose completions run on a <see cref="SocketLoop"/>.
/// Owned by the loop; <see cref="Abort"/> is open to all.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Close disposes the operations.")]
internal sealed partial class SocketConnection : TransportConnection
{
    private readonly SocketLoop _loop;
    private readonly Socket _socket;
    private readonly SocketOperation _receive;
    private readonly SocketOperation _send;
    private ITransportReceiver? _receiver;
    private IConnectHandler? _connecting;
    private bool _closed;

    private SocketConnection(SocketLoop loop, Socket socket, EndPoint remote, IConnectHandler handler)
    {
        _loop = loop;
        _socket = socket;
        _connecting = handler;
        _receive = new SocketOperation(loop, OnReceiveCompleted);
        _send = new SocketOperation(loop, OnSendCompleted) { RemoteEndPoint = remote };
        loop.Add(this);
    }

    public override TransportLoop Loop => _loop;

    public override bool IsClosed => _closed;

    /// <returns>Null when the attempt failed at once; the handler has been told.</returns>
    public static SocketConnection? Create(SocketLoop loop, EndPoint remote, EndPoint? local, IConnectHandler handler)
    {
        Socket? socket = null;
        try
        {
            bool stream = remote is UnixDomainSocketEndPoint;
            socket = new Socket(remote.AddressFamily, SocketType.Stream, stream ? ProtocolType.Unspecified : ProtocolType.Tcp);
            if (!stream)
            {
                socket.NoDelay = true;
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
            handler.OnConnectFailed(SocketErrors.ToTransportError(failure.SocketErrorCode), failure.NativeErrorCode);
            return null;
        }
    }

    public void StartConnect()
    {
        if (!_socket.ConnectAsync(_send))
        {
            OnSendCompleted();
        }
    }

    public override void Attach(ITransportReceiver receiver)
    {
        _receiver = receiver;
        ResumeReceive();
    }

    public override void ShutdownSend()
    {
        if (_closed)
        {
            return;
        }

        if (HasUnsent)
        {
            _shutdownWhenSent = true;
            return;
        }

        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The peer was faster; the receiving side tells how.
        }
    }

    public override void Close()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _receiver = null;
        _connecting = null;
        _loop.Remove(this);
        _socket.Dispose();
        _receive.Dispose();
        _send.Dispose();
        ReleaseBuffers();
        RunSentTask();
    }

    public override void Abort() => _loop.Execute(static connection => connection.AbortOnLoop(), this);

    internal void AbortOnLoop() => Fail(TransportError.Aborted, 0);

    private void FinishConnect()
    {
        if (_closed)
        {
            return;
        }

        if (_send.SocketError != SocketError.Success)
        {
            Fail(_send.Error, (int)_send.SocketError);
            return;
        }

        IConnectHandler handler = _connecting!;
        _connecting = null;
        handler.OnConnected(this);
    }

    private void Fail(TransportError error, int systemError)
    {
        if (_closed)
        {
            return;
        }

        ITransportReceiver? receiver = _receiver;
        IConnectHandler? connecting = _connecting;
        Close();
        connecting?.OnConnectFailed(error, systemError);
        receiver?.OnClosed(error);
    }
}
