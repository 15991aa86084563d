using System;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
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

    [Fact]
    public async Task A_name_of_the_options_goes_before_that_of_the_end_point()
    {
        Task<SslStream> serving = ServeAsync(new());
        await using FastHttpClient client = new(Options(new()
        {
            TargetHost = "other.test",
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }));
        Assert.Equal(HttpError.None, await SendAsync(client, "server.test"));
        await using SslStream server = await serving;
        Assert.Equal("other.test", server.TargetHostName);
    }

    [Fact]
    public async Task A_client_certificate_is_shown_to_a_server_that_asks()
    {
        Task<SslStream> serving = ServeAsync(new() { ClientCertificateRequired = true });
        await using FastHttpClient client = new(Options(new()
        {
            ClientCertificates = [s_client],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }));
        Assert.Equal(HttpError.None, await SendAsync(client, "server.test"));
        await using SslStream server = await serving;
        Assert.Equal("CN=client.test", server.RemoteCertificate!.Subject);
    }

    [Theory, InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task The_version_is_the_callers(SslProtocols version)
    {
        Task<SslStream> serving = ServeAsync(new());
        await using FastHttpClient client = new(Options(new()
        {
            EnabledSslProtocols = version,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }));
        Assert.Equal(HttpError.None, await SendAsync(client, "server.test"));
        await using SslStream server = await serving;
        Assert.Equal(version, server.SslProtocol);
    }

    // nginx tells whether a session was resumed: "r", or a dot.
    [RequiresPeerTheory("nginx")]
    [InlineData(SslProtocols.Tls12, true), InlineData(SslProtocols.Tls13, true), InlineData(SslProtocols.Tls13, false)]
    public async Task A_session_is_resumed_by_the_next_connection_unless_that_is_turned_off(
        SslProtocols version, bool resumes)
    {
        await using NginxServer nginx = await NginxServer.StartAsync(
            "ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:s:1m; return 200 $ssl_session_reused;");
        await using FastHttpClient client = new(Options(new()
        {
            EnabledSslProtocols = version,
            AllowTlsResume = resumes,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }));
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        request.SetTarget(HttpEndPoint.Https("localhost", nginx.Port), "/"u8);
        string seen = "";
        for (int connection = 0; connection < 3; connection++)
        {
            Assert.Equal(HttpError.None, await client.SendNoThrowAsync(request, response));
            seen += Encoding.ASCII.GetString(response.BodySpan);
            client.CloseIdleConnections();
        }

        Assert.Equal(resumes ? ".rr" : "...", seen);
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
        options.ServerCertificate = s_server;
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
