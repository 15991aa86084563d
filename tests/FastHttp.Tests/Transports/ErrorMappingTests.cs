using System.Net.Sockets;
using FastHttp.Transports;
using FastHttp.Transports.Linux;
using FastHttp.Transports.Sockets;

namespace FastHttp.Tests.Transports;

/// <summary>Both switches, side by side: a failure has one name whatever the transport.</summary>
public sealed class ErrorMappingTests
{
    [Theory]
    [InlineData(0, SocketError.Success, TransportError.None)]
    [InlineData(111, SocketError.ConnectionRefused, TransportError.Refused)]
    [InlineData(104, SocketError.ConnectionReset, TransportError.Reset)]
    [InlineData(103, SocketError.ConnectionAborted, TransportError.Reset)]
    [InlineData(32, SocketError.Shutdown, TransportError.Reset)]
    [InlineData(110, SocketError.TimedOut, TransportError.TimedOut)]
    [InlineData(113, SocketError.HostUnreachable, TransportError.Unreachable)]
    [InlineData(101, SocketError.NetworkUnreachable, TransportError.Unreachable)]
    [InlineData(100, SocketError.NetworkDown, TransportError.Unreachable)]
    [InlineData(99, SocketError.AddressNotAvailable, TransportError.AddressNotAvailable)]
    [InlineData(98, SocketError.AddressAlreadyInUse, TransportError.AddressNotAvailable)]
    [InlineData(24, SocketError.TooManyOpenSockets, TransportError.TooManyOpenFiles)]
    [InlineData(13, SocketError.AccessDenied, TransportError.AccessDenied)]
    [InlineData(22, SocketError.InvalidArgument, TransportError.Other)]
    public void Both_transports_name_a_failure_alike(int errno, SocketError socketError, TransportError expected)
    {
        Assert.Equal(expected, Errno.ToTransportError(errno));
        Assert.Equal(expected, SocketErrors.ToTransportError(socketError));
        Assert.Equal(errno, SocketErrors.ToSystemError(socketError));
    }

    [Theory]
    [InlineData(2, TransportError.Refused)]
    [InlineData(11, TransportError.Refused)]
    [InlineData(23, TransportError.TooManyOpenFiles)]
    [InlineData(1, TransportError.AccessDenied)]
    [InlineData(12, TransportError.Other)]
    public void Linux_has_more_numbers_than_names(int errno, TransportError expected) =>
        Assert.Equal(expected, Errno.ToTransportError(errno));
}
