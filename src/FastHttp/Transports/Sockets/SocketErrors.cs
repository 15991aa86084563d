using System;
using System.Net.Sockets;

namespace FastHttp.Transports.Sockets;

/// <summary>What .NET's socket errors mean to a transport: the one switch.</summary>
internal static class SocketErrors
{
    // EMFILE.
    private const int TooManyOpenFiles = 24;

    public static TransportError ToTransportError(SocketError error) => error switch
    {
        SocketError.Success => TransportError.None,
        SocketError.ConnectionRefused => TransportError.Refused,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => TransportError.Reset,
        SocketError.TimedOut => TransportError.TimedOut,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown
            => TransportError.Unreachable,
        SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => TransportError.AddressNotAvailable,
        SocketError.TooManyOpenSockets => TransportError.TooManyOpenFiles,
        SocketError.AccessDenied => TransportError.AccessDenied,
        SocketError.OperationAborted or SocketError.Interrupted => TransportError.Aborted,
        _ => TransportError.Other,
    };

    /// <summary>The system's own number; .NET's numbers are those of Windows, whatever the system.</summary>
    public static int ToSystemError(SocketError error) => error switch
    {
        SocketError.Success => 0,

        // .NET has one word for the limit of the process and that of the system (ENFILE), and translates it back to the
        // second, which no process reaches.
        SocketError.TooManyOpenSockets when !OperatingSystem.IsWindows() => TooManyOpenFiles,
        _ => new SocketException((int)error).NativeErrorCode,
    };
}
