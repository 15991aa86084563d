using System;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>What a client says in a TLS handshake, seen from the server, and what of it the options decide.</summary>
public sealed class TlsTests : IDisposable
{
    private static readonly X509Certificate2 s_server = TestCertificate.Create("server.test");
    private static readonly X509Certificate2 s_client = TestCertificate.Create("client.test");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public TlsTests() => _listener.Start();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task The_servers_name_and_the_protocol_are_told_and_validation_is_the_callers()
    {
        string? validated = null;
        Task<SslStream> serving = ServeAsync(new());
        await using FastHttpClient client = new(Options(new()
        {
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                validated = certificate!.Subject;
                return errors == SslPolicyErrors.RemoteCertificateChainErrors;
            },
        }));
        Assert.Equal(HttpError.None, await SendAsync(client, "server.test"));
        await using SslStream server = await serving;
        Assert.Equal("server.test", server.TargetHostName);
        Assert.Equal(SslApplicationProtocol.Http11, server.NegotiatedApplicationProtocol);
        Assert.Equal("CN=server.test", validated);
    }

    [Theory, InlineData(TlsKind.OpenSsl), InlineData(TlsKind.SslStream)]
    public async Task A_name_of_the_options_goes_before_that_of_the_end_point(TlsKind tls)
    {
        Task<SslStream> serving = ServeAsync(new());
        await using FastHttpClient client = new(Options(tls.Of(new()
        {
            TargetHost = "other.test",
            RemoteCertificateValidationCallback = ServerCertificates.AcceptAny,
        })));
        Assert.Equal(HttpError.None, await SendAsync(client, "server.test"));
        await using SslStream server = await serving;
        Assert.Equal("other.test", server.TargetHostName);
    }

    [Theory, InlineData(TlsKind.OpenSsl), InlineData(TlsKind.SslStream)]
    public async Task A_client_certificate_is_shown_to_a_server_that_asks(TlsKind tls)
    {
        Task<SslStream> serving = ServeAsync(new() { ClientCertificateRequired = true });
        await using FastHttpClient client = new(Options(tls.Of(new()
        {
            ClientCertificates = [s_client],
            RemoteCertificateValidationCallback = ServerCertificates.AcceptAny,
        })));
        Assert.Equal(HttpError.None, await SendAsync(client, "server.test"));
        await using SslStream server = await serving;
        Assert.Equal("CN=client.test", server.RemoteCertificate!.Subject);
    }

    [Theory]
    [InlineData(TlsKind.OpenSsl, SslProtocols.Tls12), InlineData(TlsKind.OpenSsl, SslProtocols.Tls13)]
    [InlineData(TlsKind.SslStream, SslProtocols.Tls12), InlineData(TlsKind.SslStream, SslProtocols.Tls13)]
    public async Task The_version_is_the_callers(TlsKind tls, SslProtocols version)
    {
        Task<SslStream> serving = ServeAsync(new());
        await using FastHttpClient client = new(Options(tls.Of(new()
        {
            EnabledSslProtocols = version,
            RemoteCertificateValidationCallback = ServerCertificates.AcceptAny,
        })));
        Assert.Equal(HttpError.None, await SendAsync(client, "server.test"));
        await using SslStream server = await serving;
        Assert.Equal(version, server.SslProtocol);
    }

    [Theory, SupportedOSPlatform("linux")]
    [InlineData(TlsKind.OpenSsl, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256)]
    [InlineData(TlsKind.OpenSsl, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)]
    [InlineData(TlsKind.SslStream, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256)]
    [InlineData(TlsKind.SslStream, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)]
    public async Task The_cipher_suite_is_the_callers(TlsKind tls, TlsCipherSuite suite)
    {
        Task<SslStream> serving = ServeAsync(new());
        await using FastHttpClient client = new(Options(tls.Of(new()
        {
            CipherSuitesPolicy = new CipherSuitesPolicy([suite]),
            RemoteCertificateValidationCallback = ServerCertificates.AcceptAny,
        })));
        Assert.Equal(HttpError.None, await SendAsync(client, "server.test"));
        await using SslStream server = await serving;
        Assert.Equal(suite, server.NegotiatedCipherSuite);
    }

    [Theory]
    [InlineData(TlsKind.OpenSsl, "127.0.0.1", "127.0.0.1", true)]
    [InlineData(TlsKind.OpenSsl, "127.0.0.1", "server.test", false)]
    [InlineData(TlsKind.OpenSsl, "server.test", "127.0.0.1", false)]
    [InlineData(TlsKind.OpenSsl, "*.server.test", "a.server.test", true)]
    [InlineData(TlsKind.OpenSsl, "*.server.test", "a.b.server.test", false)]
    [InlineData(TlsKind.OpenSsl, "a*.server.test", "ab.server.test", false)]
    [InlineData(TlsKind.SslStream, "127.0.0.1", "127.0.0.1", true)]
    [InlineData(TlsKind.SslStream, "127.0.0.1", "server.test", false)]
    [InlineData(TlsKind.SslStream, "server.test", "127.0.0.1", false)]
    [InlineData(TlsKind.SslStream, "*.server.test", "a.server.test", true)]
    [InlineData(TlsKind.SslStream, "*.server.test", "a.b.server.test", false)]
    public async Task The_name_or_address_of_the_certificate_is_that_of_the_end_point(
        TlsKind tls, string name, string host, bool isAccepted)
    {
        using X509Certificate2 certificate = TestCertificate.Create(name);
        Task<SslStream> serving = ServeAsync(new() { ServerCertificate = certificate });
        await using FastHttpClient client = new(Options(tls.Of(TestTls.Trusting(certificate))));
        Assert.Equal(isAccepted ? HttpError.None : HttpError.TlsFailed, await SendAsync(client, host));
        if (isAccepted)
        {
            await using SslStream server = await serving;
        }
        else
        {
            await Assert.ThrowsAnyAsync<Exception>(() => serving);
        }
    }

    // nginx tells whether a session was resumed: "r", or a dot.
    [RequiresPeerTheory("nginx")]
    [InlineData(TlsKind.OpenSsl, "localhost", SslProtocols.Tls12, true)]
    [InlineData(TlsKind.OpenSsl, "localhost", SslProtocols.Tls13, true)]
    [InlineData(TlsKind.OpenSsl, "127.0.0.1", SslProtocols.Tls12, true)]
    [InlineData(TlsKind.OpenSsl, "127.0.0.1", SslProtocols.Tls13, true)]
    [InlineData(TlsKind.OpenSsl, "localhost", SslProtocols.Tls12, false)]
    [InlineData(TlsKind.OpenSsl, "localhost", SslProtocols.Tls13, false)]
    [InlineData(TlsKind.SslStream, "localhost", SslProtocols.Tls12, true)]
    [InlineData(TlsKind.SslStream, "localhost", SslProtocols.Tls13, true)]
    [InlineData(TlsKind.SslStream, "localhost", SslProtocols.Tls13, false)]
    public async Task A_session_is_resumed_by_the_next_connection_unless_that_is_turned_off(
        TlsKind tls, string host, SslProtocols version, bool resumes)
    {
        await using NginxServer nginx = await NginxServer.StartAsync(
            "ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:s:1m; return 200 $ssl_session_reused;");
        FastHttpOptions options = Options(tls.Of(new()
        {
            EnabledSslProtocols = version,
            AllowTlsResume = resumes,
            RemoteCertificateValidationCallback = ServerCertificates.AcceptAny,
        }));
        HttpEndPoint endPoint = HttpEndPoint.Https(host, nginx.Port);
        string seen = "";
        string told = "";
        for (int count = 0; count < 3; count++)
        {
            await using HttpConnection connection = await HttpConnection.OpenAsync(endPoint, options);
            using FastHttpRequest request = connection.RentRequest();
            using FastHttpResponse response = connection.RentResponse();
            request.SetTarget(endPoint, "/"u8);
            Assert.Equal(HttpError.None, await connection.SendNoThrowAsync(request, response));
            seen += Encoding.ASCII.GetString(response.BodySpan);
            told += connection.IsTlsResumed switch { true => "r", false => ".", null => "?" };
        }

        Assert.Equal(resumes ? ".rr" : "...", seen);
        Assert.Equal(tls == TlsKind.SslStream ? "???" : seen, told);
    }

    private FastHttpOptions Options(SslClientAuthenticationOptions tls) => new()
    {
        SslOptions = tls,
        Resolve = (_, _) => new([IPAddress.Loopback]),
    };

    private async Task<HttpError> SendAsync(FastHttpClient client, string host)
    {
        using FastHttpRequest request = client.RentRequest();
        request.SetTarget(HttpEndPoint.Https(host, ((IPEndPoint)_listener.LocalEndpoint).Port), "/"u8);
        return await client.SendNoThrowAsync(request, null);
    }

    // One connection, one answer.
    private async Task<SslStream> ServeAsync(SslServerAuthenticationOptions options)
    {
        options.ServerCertificate ??= s_server;
        options.ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
        options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        Socket socket = await _listener.AcceptSocketAsync();
        SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsServerAsync(options);
        await stream.ReadAtLeastAsync(new byte[4096], 1);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        return stream;
    }
}
