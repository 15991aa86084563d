using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Tasks;
using FastHttp.Transports;
using FastHttp.Transports.Linux;

namespace FastHttp.Tests.Transports;

/// <summary>What only TLS can get wrong.</summary>
public sealed class TlsTransportTests
{
    [Fact]
    public void An_end_without_close_notify_is_told_as_truncated_after_the_data()
    {
        using TlsRig rig = new(new SocketRig(EpollTransport.Instance, AddressFamily.InterNetwork));
        (_, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        peer.Send("half of it"u8);
        ((TlsPeer)peer).CloseWithoutNotify();
        Assert.Equal(TransportError.Truncated, receiver.WaitForEnd());
        Assert.Equal("half of it"u8.ToArray(), receiver.Data);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("")]
    public void A_server_that_does_not_speak_TLS_yields_no_connection(string answer)
    {
        using SocketRig rig = new(EpollTransport.Instance, AddressFamily.InterNetwork);
        (TransportConnection connection, IPeer peer) = rig.Open();
        peer.SendAndClose(System.Text.Encoding.ASCII.GetBytes(answer));
        Assert.Null(Secure(rig, connection));
        rig.Run(() => Assert.True(connection.IsClosed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Breaking_or_closing_the_transport_ends_a_handshake_that_hangs(bool abort)
    {
        using SocketRig rig = new(EpollTransport.Instance, AddressFamily.InterNetwork);
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            Task<SecureOutcome> securing = rig.Run(
                () => TlsTransport.SecureAsync(connection, new SslClientAuthenticationOptions()).AsTask());
            rig.Run(abort ? connection.Abort : connection.Close);
            Assert.Null(Patience.Wait(securing).Connection);
        }
    }

    private static TransportConnection? Secure(TransportRig rig, TransportConnection connection) => Patience.Wait(
        rig.Run(() => TlsTransport.SecureAsync(
            connection, new SslClientAuthenticationOptions { TargetHost = "localhost" }).AsTask())).Connection;
}
