using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Transports;

/// <summary>A listener of the system, for every transport that uses the system.</summary>
internal sealed class SocketRig : TransportRig
{
    private readonly Socket _listener;
    private readonly string? _directory;
    private readonly RefusingPort? _refusing;
    private readonly EndPoint _nowhere;

    public SocketRig(Transport transport, AddressFamily family)
    {
        Loop = transport.CreateLoop("test");
        if (family == AddressFamily.Unix)
        {
            _directory = Directory.CreateTempSubdirectory("fh").FullName;
            _listener = new Socket(family, SocketType.Stream, ProtocolType.Unspecified);
            _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_directory, "s")));
            _nowhere = new UnixDomainSocketEndPoint(Path.Combine(_directory, "none"));
        }
        else
        {
            IPAddress loopback = family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
            _listener = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
            _listener.Bind(new IPEndPoint(loopback, 0));
            _refusing = new RefusingPort(family);
            _nowhere = _refusing.EndPoint;
        }

        _listener.Listen(512);
        EndPoint = _listener.LocalEndPoint!;
    }

    public override TransportLoop Loop { get; }

    public override EndPoint EndPoint { get; }

    // ENOENT and ECONNREFUSED.
    public override int RefusedErrorNumber => _directory is null ? 111 : 2;

    public override void ConnectToNowhere(IConnectHandler handler) => Loop.Connect(_nowhere, null, handler);

    public override IPeer Accept()
    {
        Assert.True(_listener.Poll(TimeSpan.FromMilliseconds(Patience.Milliseconds), SelectMode.SelectRead));
        return new SocketPeer(_listener.Accept());
    }

    public override void Dispose()
    {
        Loop.Dispose();
        _listener.Dispose();
        _refusing?.Dispose();
        if (_directory is not null)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }
}
