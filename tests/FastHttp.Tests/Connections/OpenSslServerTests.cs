using System.Net;
using System.Text;
using System.Threading.Tasks;
using FastHttp.Tests.Connections.Support;
using FastHttp.Tests.Transports;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>What a server may do to a TLS connection that is in use.</summary>
public sealed class OpenSslServerTests
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    // RFC 8446 §4.6.3: 'k' has the server change its keys, 'K' has both change theirs.
    [RequiresPeerTheory("openssl")]
    [InlineData(TlsKind.OpenSsl, "kKkK")]
    [InlineData(TlsKind.SslStream, "kKkK")]
    public async Task Keys_are_updated_between_requests_and_before_responses(TlsKind tls, string orders)
    {
        using OpenSslServer server = new("-tls1_3");
        await using FastHttpClient client = Create(tls);
        foreach (char order in orders)
        {
            Task<(HttpError Error, string Body)> before = SendAsync(client, server.Port);
            server.WaitFor("Host: ");
            server.Order(order);
            server.Send(Answer);
            Assert.Equal((HttpError.None, "ok"), await before);

            server.Order(order);
            Task<(HttpError Error, string Body)> after = SendAsync(client, server.Port);
            server.WaitFor("Host: ");
            server.Send(Answer);
            Assert.Equal((HttpError.None, "ok"), await after);
        }

        Assert.Equal(1, client.GetStatistics(HttpEndPoint.Https("localhost", server.Port)).Opened);
    }

    // RFC 5246 §7.2.2: a client that does not want to says so, and the server decides that this ends the connection.
    [RequiresPeerTheory("openssl")]
    [InlineData(TlsKind.OpenSsl)]
    public async Task Renegotiation_is_refused_and_the_call_ends(TlsKind tls)
    {
        using OpenSslServer server = new("-tls1_2");
        await using FastHttpClient client = Create(tls);
        Task<(HttpError Error, string Body)> call = SendAsync(client, server.Port);
        server.WaitFor("Host: ");
        server.Send("r\n");
        server.WaitFor("SSL_do_handshake -> ");
        Assert.NotEqual(HttpError.None, (await call).Error);
    }

    [RequiresPeerTheory("openssl")]
    [InlineData(TlsKind.OpenSsl)]
    [InlineData(TlsKind.SslStream)]
    public async Task A_hundred_certificates_are_no_obstacle(TlsKind tls)
    {
        using OpenSslServer server = new("-tls1_3", strangers: 100);
        await using FastHttpClient client = Create(tls);
        Task<(HttpError Error, string Body)> call = SendAsync(client, server.Port);
        server.WaitFor("Host: ");
        server.Send(Answer);
        Assert.Equal((HttpError.None, "ok"), await call);
    }

    private static FastHttpClient Create(TlsKind tls) => new(new FastHttpOptions
    {
        SslOptions = tls.Of(TestTls.TrustingAll()),
        Resolve = (_, _) => new([IPAddress.Loopback]),
    });

    private static async Task<(HttpError Error, string Body)> SendAsync(FastHttpClient client, int port)
    {
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        request.SetTarget(HttpEndPoint.Https("localhost", port), "/"u8);
        HttpError error = await client.SendNoThrowAsync(request, response);
        return (error, Encoding.ASCII.GetString(response.BodySpan));
    }
}
