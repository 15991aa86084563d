using System;
using System.Net.Security;
using System.Net.Sockets;
using FastHttp.Transports;
using FastHttp.Transports.Linux;
using FastHttp.Transports.OpenSsl;
using FastHttp.Transports.Selection;

namespace FastHttp.Tests.Transports;

/// <summary>What only TLS can get wrong.</summary>
public sealed class TlsTransportTests
{
    [Theory, InlineData(TlsKind.OpenSsl), InlineData(TlsKind.SslStream)]
    public void An_end_without_close_notify_is_told_as_truncated_after_the_data(TlsKind tls)
    {
        using TlsRig rig = new(new SocketRig(EpollTransport.Instance, AddressFamily.InterNetwork), tls);
        (_, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        peer.Send("half of it"u8);
        ((TlsPeer)peer).CloseWithoutNotify();
        Assert.Equal(TransportError.Truncated, receiver.WaitForEnd());
        Assert.Equal("half of it"u8.ToArray(), receiver.Data);
    }

    [Theory]
    [InlineData(TlsKind.OpenSsl, "HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData(TlsKind.OpenSsl, "")]
    [InlineData(TlsKind.SslStream, "HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData(TlsKind.SslStream, "")]
    public void A_server_that_does_not_speak_TLS_yields_no_connection(TlsKind tls, string answer)
    {
        using SocketRig rig = new(EpollTransport.Instance, AddressFamily.InterNetwork);
        (TransportConnection connection, IPeer peer) = rig.Open();
        peer.SendAndClose(System.Text.Encoding.ASCII.GetBytes(answer));
        Assert.Null(Begin(rig, connection, tls).Wait().Connection);
        rig.Run(() => Assert.True(connection.IsClosed));
    }

    [Theory]
    [InlineData(TlsKind.OpenSsl, true)]
    [InlineData(TlsKind.OpenSsl, false)]
    [InlineData(TlsKind.SslStream, true)]
    [InlineData(TlsKind.SslStream, false)]
    public void Breaking_or_closing_the_transport_ends_a_handshake_that_hangs(TlsKind tls, bool abort)
    {
        using SocketRig rig = new(EpollTransport.Instance, AddressFamily.InterNetwork);
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            SecureRecorder securing = Begin(rig, connection, tls);
            rig.Run(abort ? connection.Abort : connection.Close);
            Assert.Null(securing.Wait().Connection);
            Assert.Equal(1, securing.Calls);
        }
    }

    [Theory, InlineData(TlsKind.OpenSsl), InlineData(TlsKind.SslStream)]
    public void A_close_is_announced_and_a_break_is_not(TlsKind tls)
    {
        using TlsRig rig = new(new SocketRig(EpollTransport.Instance, AddressFamily.InterNetwork), tls);
        (TransportConnection closed, IPeer closedPeer, _) = rig.OpenAttached();
        (TransportConnection broken, IPeer brokenPeer, _) = rig.OpenAttached();
        using (closedPeer)
        using (brokenPeer)
        {
            rig.Run(closed.Close);
            rig.Run(broken.Abort);

            // RFC 8446 §6.1, §5.2: an encrypted alert looks like data; two bytes, one that says what they are, the tag.
            byte[] record = ((TlsPeer)closedPeer).Raw.Receive(5 + 19);
            Assert.Equal([0x17, 3, 3, 0, 19], record[..5]);
            Assert.Equal(PeerEnd.InOrder, ((TlsPeer)closedPeer).Raw.ReceiveEnd());
            Assert.Equal(0, ((SocketPeer)((TlsPeer)brokenPeer).Raw).Socket.Available);
        }
    }

    [Fact]
    public unsafe void An_error_that_another_call_left_on_the_thread_is_not_the_connections()
    {
        using TlsRig rig = new(new SocketRig(EpollTransport.Instance, AddressFamily.InterNetwork), TlsKind.OpenSsl);
        (_, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            receiver.Consume = static data =>
            {
                byte junk = 0;
                byte* next = &junk;
                Assert.Equal(0, LibSsl.ReadCertificate(0, &next, 1));
                return data.Length;
            };
            peer.Send("all of it"u8);
            receiver.WaitForData(9);
            peer.ShutdownSend();
            Assert.Equal(TransportError.None, receiver.WaitForEnd());
        }
    }

    [Fact]
    public void What_OpenSSL_has_decrypted_is_delivered_before_an_end_that_overtakes_it()
    {
        MemoryRig memory = new();
        using TlsRig rig = new(memory, TlsKind.OpenSsl);
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        receiver.Consume = data =>
        {
            connection.PauseReceive();
            return data.Length;
        };

        // Three records in one piece, of which the third has no room: it waits in OpenSSL.
        byte[] data = new byte[3 * 16 * 1024];
        new Random(62).NextBytes(data);
        peer.Send(data);
        Assert.InRange(receiver.Data.Length, 2 * 16 * 1024, data.Length - 1);
        memory.Run(() =>
        {
            // In this order: what the close has the loop do comes before what the resuming has it do.
            ((TlsPeer)peer).CloseWithoutNotify();
            receiver.Consume = null;
            connection.ResumeReceive();
        });
        Assert.Equal(TransportError.Truncated, receiver.WaitForEnd());
        Assert.True(data.AsSpan().SequenceEqual(receiver.Data));
        receiver.AssertRules();
    }

    [Fact]
    public void An_answer_that_comes_before_the_send_returns_does_not_send_the_record_again()
    {
        using TlsRig rig = new(new MemoryRig(), TlsKind.OpenSsl);
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            ((TlsPeer)peer).BeginEcho();
            for (int round = 1; round <= 3; round++)
            {
                // Not within a task of the loop: what this posts runs at once.
                Assert.True(connection.TrySend("echo"u8));
                Assert.Equal(4 * round, receiver.Data.Length);
            }

            Assert.Equal(0, receiver.ClosedCount);
        }
    }

    private static SecureRecorder Begin(TransportRig rig, TransportConnection connection, TlsKind tls)
    {
        SecureRecorder recorder = new();
        TlsClient client = TlsClients.Create(tls.Of(new SslClientAuthenticationOptions()));
        rig.Run(() => client.Secure(connection, "localhost", "localhost", recorder));
        return recorder;
    }
}
