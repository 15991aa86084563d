using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using FastHttp.Transports.Linux;
using FastHttp.Transports.OpenSsl;
using FastHttp.Transports.Selection;
using Testing;

namespace FastHttp.Tests.Faults;

/// <summary>A handshake that breaks off ends once, with a reason.</summary>
public sealed class HandshakeFaultTests
{
    private static readonly X509Certificate2 s_certificate = TestCertificate.CreateOfOneLength("localhost");

    [Theory]
    [InlineData(TlsKind.OpenSsl, SslProtocols.Tls13, 1)]
    [InlineData(TlsKind.OpenSsl, SslProtocols.Tls12, 1)]
    [InlineData(TlsKind.SslStream, SslProtocols.Tls13, 19)]
    [InlineData(TlsKind.SslStream, SslProtocols.Tls12, 19)]
    public void X23_the_servers_answer_ends_at(TlsKind tls, SslProtocols version, int step)
    {
        using SocketRig rig = new(EpollTransport.Instance, AddressFamily.InterNetwork);
        TlsClient client = TlsClients.Create(tls.Of(TestTls.Trusting(s_certificate)));
        bool isSecured = false;
        bool isCut = true;
        int cut = 0;
        for (; isCut; cut += step)
        {
            (SecureOutcome outcome, isCut) = Shake(rig, client, version, cut);
            if (outcome.Connection is null)
            {
                Assert.False(isSecured, $"Refused at {cut} bytes, but not at fewer.");
                AssertRefused(outcome, cut);
                continue;
            }

            // TLS 1.3: after the server's last word come tickets; one that is cut is seen by the reader alone.
            isSecured = true;
            Assert.True(!isCut || version == SslProtocols.Tls13, $"Accepted what was cut at {cut} bytes.");
            AssertEndsBroken(rig, outcome.Connection);
        }

        Assert.True(isSecured);
        Assert.True(cut > 500, $"Cut at {cut} bytes at most.");
        AssertNoneLeft(rig, client);
    }

    [Theory]
    [InlineData(TlsKind.OpenSsl, "\u0015\u0003\u0003\0\u0002\u0002\u0028")]
    [InlineData(TlsKind.OpenSsl, "\u0016\u0003\u0003\u007f\u00ff")]
    [InlineData(TlsKind.OpenSsl, "\u0017\u0003\u0003\0\u0001x")]
    [InlineData(TlsKind.OpenSsl, "SSH-2.0-server\r\n")]
    [InlineData(TlsKind.OpenSsl, "\0\0\0\0\0\0\0\0")]
    [InlineData(TlsKind.SslStream, "\u0015\u0003\u0003\0\u0002\u0002\u0028")]
    [InlineData(TlsKind.SslStream, "SSH-2.0-server\r\n")]
    public void X23_the_server_says(TlsKind tls, string words)
    {
        using SocketRig rig = new(EpollTransport.Instance, AddressFamily.InterNetwork);
        TlsClient client = TlsClients.Create(tls.Of(TestTls.Trusting(s_certificate)));
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            SecureRecorder recorder = new();
            rig.Run(() => client.Secure(connection, "localhost", "localhost", recorder));
            peer.Send(System.Text.Encoding.Latin1.GetBytes(words));
            AssertRefused(recorder.Wait(), 0);
        }

        AssertNoneLeft(rig, client);
    }

    // RFC 8446 §5.1, §5.2: a record of a type, size or key that is none ends the connection.
    [Theory]
    [InlineData(TlsKind.OpenSsl, "\u0017\u0003\u0003\u007f\u00ff")]
    [InlineData(TlsKind.OpenSsl, "\u0017\u0003\u0003\0\u0020................................")]
    [InlineData(TlsKind.OpenSsl, "\u0063\u0003\u0003\0\u0001x")]
    [InlineData(TlsKind.OpenSsl, "HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData(TlsKind.SslStream, "\u0017\u0003\u0003\0\u0020................................")]
    [InlineData(TlsKind.SslStream, "HTTP/1.1 200 OK\r\n\r\n")]
    public void X23_after_data_the_server_says(TlsKind tls, string words)
    {
        using TlsRig rig = new(new SocketRig(EpollTransport.Instance, AddressFamily.InterNetwork), tls);
        (TransportConnection _, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            peer.Send("data"u8);
            ((TlsPeer)peer).SendRaw(System.Text.Encoding.Latin1.GetBytes(words));
            Assert.Equal(TransportError.Reset, receiver.WaitForEnd());
            if (tls == TlsKind.OpenSsl)
            {
                // SslStream forgets what it has decrypted when the next record of the same read is bad.
                Assert.Equal("data"u8, receiver.Data);
            }
        }
    }

    private static (SecureOutcome Outcome, bool IsReached) Shake(
        SocketRig rig, TlsClient client, SslProtocols version, int at)
    {
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            using CutStream stream = new(((SocketPeer)peer).Socket, at);
            Task serving = Task.Run(() => Serve(stream, version));
            SecureRecorder recorder = new();
            rig.Run(() => client.Secure(connection, "localhost", "localhost", recorder));
            SecureOutcome outcome = recorder.Wait();
            if (outcome.Connection is null)
            {
                rig.Run(() => Assert.True(connection.IsClosed));
            }

            Patience.Wait(serving);
            Assert.Equal(1, recorder.Calls);
            return (outcome, stream.IsReached);
        }
    }

    private static void Serve(Stream stream, SslProtocols version)
    {
        using SslStream security = new(stream);
        try
        {
            security.AuthenticateAsServer(s_certificate, false, version, false);
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException)
        {
            // The client has refused what it got.
        }
    }

    private static void AssertRefused(SecureOutcome outcome, int at)
    {
        Assert.True(outcome.Connection is null, $"Accepted what was broken at {at}.");
        Assert.NotNull(outcome.Cause);
        Assert.NotEqual("", outcome.Message);
    }

    // The server goes without a close_notify, cut or not: truncated, or a reset where it had not read everything.
    private static void AssertEndsBroken(SocketRig rig, TransportConnection connection)
    {
        RecordingReceiver receiver = new();
        rig.Run(() => connection.Attach(receiver));
        Assert.NotEqual(TransportError.None, receiver.WaitForEnd());
    }

    private static void AssertNoneLeft(SocketRig rig, TlsClient client)
    {
        if (client is OpenSslClient openSsl)
        {
            Assert.Equal(0, rig.Run(() => openSsl.OpenCount));
        }
    }

    // What a server writes, broken off at one of its bytes.
    private sealed class CutStream(Socket socket, int at) : NetworkStream(socket)
    {
        private int _written;

        public bool IsReached { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (IsReached)
            {
                return;
            }

            int left = at - _written;
            _written += buffer.Length;
            if (left >= buffer.Length)
            {
                Send(buffer);
                return;
            }

            IsReached = true;
            Send(buffer[..left]);
            Socket.Shutdown(SocketShutdown.Send);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        // Not by the base: for a derived stream it copies the span and calls Write once more.
        private void Send(ReadOnlySpan<byte> data)
        {
            while (!data.IsEmpty)
            {
                data = data[Socket.Send(data)..];
            }
        }
    }
}
