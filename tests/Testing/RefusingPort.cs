using System;
using System.Net;
using System.Net.Sockets;

namespace Testing;

/// <summary>
/// A loopback port that refuses every connection until this is disposed. A socket is bound to it and does not listen.
/// The system therefore does not give the port to a socket that asks for any free one.
/// </summary>
/// <remarks>
/// A socket that names the port may still listen there. The runtime sets SO_REUSEADDR on each TCP socket that it binds.
/// Linux lets such sockets share a port as long as none of them listens when another is bound. Do not set <see
/// cref="SocketOptionName.ReuseAddress"/> for that. The runtime would then set SO_REUSEPORT too, and two sockets could
/// listen at the same port.
/// </remarks>
public sealed class RefusingPort : IDisposable
{
    private readonly Socket _socket;

    /// <summary>Takes a free port.</summary>
    /// <param name="family">The family of the loopback address.</param>
    public RefusingPort(AddressFamily family = AddressFamily.InterNetwork)
    {
        IPAddress loopback = family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        _socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(new IPEndPoint(loopback, 0));
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    /// <summary>Where connections are refused.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The number of the port.</summary>
    public int Port => EndPoint.Port;

    public void Dispose() => _socket.Dispose();
}
