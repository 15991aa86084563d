using System;
using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace LocustBridge.Zmtp;

/// <summary>
/// Connects a DEALER of ZMTP 3.1 with the NULL mechanism over TCP. Immutable; any thread.
/// </summary>
public sealed class ZmtpConnector : IMasterConnector
{
    private const int IdentityBytesMax = 255;
    private const int KeepAliveIdleSeconds = 30;
    private const int KeepAliveStepSeconds = 5;
    private const int KeepAliveTries = 4;

    private readonly string _host;
    private readonly int _port;

    /// <summary>A connector to one master.</summary>
    /// <param name="host">Name or address, IPv4 or IPv6.</param>
    /// <param name="port">TCP port; Locust's default is 5557.</param>
    public ZmtpConnector(string host, int port)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        _host = host;
        _port = port;
    }

    /// <summary>How long TCP may take, and each step of the handshake after it.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a send may wait for a peer that does not read, before the connection counts as lost.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest frame accepted, in octets.</summary>
    public int FrameBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <inheritdoc/>
    public string EndPoint => string.Create(CultureInfo.InvariantCulture, $"{_host}:{_port}");

    /// <inheritdoc/>
    public ChannelFailure TryConnect(string identity, out IMasterChannel? channel, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(identity);
        byte[] identityBytes = Encoding.UTF8.GetBytes(identity);
        if (identityBytes.Length is 0 or > IdentityBytesMax || identityBytes[0] == 0)
        {
            throw new ArgumentException(
                "A ZeroMQ identity has 1 to 255 octets and does not begin with zero.", nameof(identity));
        }

        channel = null;
        ChannelFailure failure = ChannelFailure.NameNotFound;
        foreach (IPAddress address in Resolve())
        {
            failure = TryConnect(address, identityBytes, out channel, cancellation);
            if (failure is ChannelFailure.None or ChannelFailure.Closed)
            {
                break;
            }
        }

        return failure;
    }

    private IPAddress[] Resolve()
    {
        try
        {
            return Dns.GetHostAddresses(_host);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    private ChannelFailure TryConnect(
        IPAddress address, byte[] identity, out IMasterChannel? channel, CancellationToken cancellation)
    {
        channel = null;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        bool keep = false;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(ConnectTimeout);
        try
        {
            // A blocking connect has no timeout of its own; disposing the socket is what ends it.
            using (timeout.Token.UnsafeRegister(static s => ((Socket)s!).Dispose(), socket))
            {
                socket.Connect(address, _port);
            }

            using (cancellation.UnsafeRegister(static s => ((Socket)s!).Dispose(), socket))
            {
                Configure(socket);
                var receiver = new ZmtpReceiver(socket, FrameBytesMax);
                ChannelFailure failure = ShakeHands(socket, receiver, identity);
                if (failure != ChannelFailure.None)
                {
                    return cancellation.IsCancellationRequested ? ChannelFailure.Closed : failure;
                }

                socket.ReceiveTimeout = 0;
                channel = new ZmtpChannel(socket, receiver);
                keep = true;
                return ChannelFailure.None;
            }
        }
        catch (SocketException e) when (!timeout.IsCancellationRequested)
        {
            return SocketFailure.Of(e.SocketErrorCode);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return cancellation.IsCancellationRequested ? ChannelFailure.Closed : ChannelFailure.TimedOut;
        }
        finally
        {
            if (!keep)
            {
                socket.Dispose();
            }
        }
    }

    private void Configure(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveIdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveStepSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveTries);
        socket.ReceiveTimeout = (int)ConnectTimeout.TotalMilliseconds;
        socket.SendTimeout = (int)SendTimeout.TotalMilliseconds;
    }

    // 37/ZMTP, in the one order that libzmq accepts from everybody: greeting out, greeting in, READY out, READY in, and
    // only then traffic. A message that overtakes the ROUTER's READY gets the connection closed.
    private static ChannelFailure ShakeHands(Socket socket, ZmtpReceiver receiver, byte[] identity)
    {
        Span<byte> greeting = stackalloc byte[ZmtpGreeting.Length];
        ZmtpGreeting.Write(greeting);
        socket.Send(greeting);
        ChannelFailure failure = receiver.TakeGreeting();
        if (failure != ChannelFailure.None)
        {
            return failure;
        }

        var ready = new ArrayBufferWriter<byte>(128);
        ZmtpCommand.WriteReady(ready, "DEALER", identity);
        socket.Send(ready.WrittenSpan);
        while (true)
        {
            failure = receiver.TakeFrame(out byte flags, out byte[] body);
            if (failure != ChannelFailure.None)
            {
                return failure;
            }

            if ((flags & ZmtpFrame.Command) == 0
                || !ZmtpCommand.TrySplit(body, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data)
                || name.SequenceEqual("ERROR"u8))
            {
                return ChannelFailure.ProtocolError;
            }

            if (name.SequenceEqual("READY"u8))
            {
                return ZmtpCommand.TryReadReady(data, out string socketType, out _) && IsPeer(socketType)
                    ? ChannelFailure.None
                    : ChannelFailure.ProtocolError;
            }
        }
    }

    // The socket types that a DEALER may talk to.
    private static bool IsPeer(string socketType) => socketType is "ROUTER" or "DEALER" or "REP";
}
