using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using FastHttp.Transports;
using FastHttp.Transports.Selection;
using Testing;

namespace FastHttp.Tests.Transports;

/// <summary>TLS over another rig, against a server with a certificate that it signed itself.</summary>
internal sealed class TlsRig(TransportRig inner, TlsKind tls) : TransportRig
{
    private static readonly X509Certificate2 s_certificate = TestCertificate.Create("localhost");

    // One for all, as a client has it: connections resume the sessions of those before them.
    private readonly TlsClient _client = TlsClients.Create(tls.Of(TestTls.Trusting(s_certificate)));

    public override TransportLoop Loop => inner.Loop;

    public override EndPoint EndPoint => inner.EndPoint;

    public override int RefusedErrorNumber => inner.RefusedErrorNumber;

    public override bool IsThreadSafe => inner.IsThreadSafe;

    public override bool KeepsDataBeforeReset => inner.KeepsDataBeforeReset;

    public override bool PeerHalfCloses => inner.PeerHalfCloses;

    public override TransportError EndOfClosedPeer => TransportError.Truncated;

    public override IPeer Accept() => inner.Accept();

    public override void ConnectToNowhere(IConnectHandler handler) => inner.ConnectToNowhere(handler);

    public override (TransportConnection Connection, IPeer Peer) Open()
    {
        (TransportConnection connection, IPeer raw) = inner.Open();
        SslStream server = null!;
        Task accepted;
        if (raw is SocketPeer socketPeer)
        {
            // Asynchronously: the first such operation makes the socket one that does not block. Beside a send that
            // blocks this would be a race, which ends the send as if its time were over.
            server = new SslStream(new NetworkStream(socketPeer.Socket, ownsSocket: false));
            accepted = server.AuthenticateAsServerAsync(s_certificate);
        }
        else
        {
            TransportConnection far = ((MemoryPeer)raw).Connection;
            accepted = Run(() =>
            {
                TransportStream stream = new(far);
                far.Attach(stream);
                server = new SslStream(stream);
                return server.AuthenticateAsServerAsync(s_certificate);
            });
        }

        SecureRecorder recorder = new();
        Run(() => _client.Secure(connection, "localhost", "localhost", recorder));
        TransportConnection? secured = recorder.Wait().Connection;
        Patience.Wait(accepted);
        Assert.NotNull(secured);
        return (secured, new TlsPeer(this, raw, server));
    }

    public override void Dispose() => inner.Dispose();
}
