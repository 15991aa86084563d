using System.Net.Sockets;

namespace LocustBridge.Zmtp;

// SocketError -> ChannelFailure, in one switch.
internal static class SocketFailure
{
    public static ChannelFailure Of(SocketError error) => error switch
    {
        SocketError.Success => ChannelFailure.None,
        SocketError.ConnectionRefused => ChannelFailure.Refused,
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => ChannelFailure.NameNotFound,
        SocketError.TimedOut or SocketError.WouldBlock or SocketError.HostUnreachable
            or SocketError.NetworkUnreachable => ChannelFailure.TimedOut,
        SocketError.OperationAborted or SocketError.Interrupted => ChannelFailure.Closed,
        _ => ChannelFailure.Reset,
    };
}
