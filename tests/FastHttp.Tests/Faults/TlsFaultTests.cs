using System;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Faults;

/// <summary>Servers whose TLS is wrong, and one whose TLS is right, so that the difference is the reason.</summary>
public sealed class TlsFaultTests
{
    private static readonly X509Certificate2 s_good = TestCertificate.Create("localhost");
    private static readonly X509Certificate2 s_otherName = TestCertificate.Create("elsewhere.test");
    private static readonly X509Certificate2 s_expired = TestCertificate.Create("localhost", TimeSpan.FromDays(-1));

    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8, RequestTraits.Idempotent);

    public static TheoryData<string, string, TlsKind, HttpError> Servers()
    {
        TheoryData<string, string, TlsKind, HttpError> servers = [];
        foreach (string transport in new[] { "epoll", "sockets" })
        {
            foreach (TlsKind tls in Enum.GetValues<TlsKind>())
            {
                servers.Add("right", transport, tls, HttpError.None);
                servers.Add("another name", transport, tls, HttpError.TlsFailed);
                servers.Add("expired", transport, tls, HttpError.TlsFailed);
                servers.Add("no TLS", transport, tls, HttpError.TlsFailed);
                servers.Add("ends at once", transport, tls, HttpError.TlsFailed);
                servers.Add("cut off", transport, tls, HttpError.UnexpectedEof);
            }
        }

        return servers;
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task X23_a_server_whose_tls_is(string fault, string transport, TlsKind tls, HttpError expected)
    {
        using FaultServer server = new(connection => ServeAsync(connection, fault));
        FastHttpClient client = Create(transport, tls, TimeSpan.FromSeconds(30));
        using (FastHttpResponse response = client.RentResponse())
        {
            Assert.Equal(expected, await client.SendNoThrowAsync(s_get, At(server), response));
        }

        await CheckAsync(client, server);
    }

    [Theory]
    [InlineData("epoll", TlsKind.OpenSsl), InlineData("sockets", TlsKind.OpenSsl)]
    [InlineData("epoll", TlsKind.SslStream), InlineData("sockets", TlsKind.SslStream)]
    public async Task X23_a_server_that_stalls_in_the_handshake(string transport, TlsKind tls)
    {
        using FaultServer server = new(connection => connection.DrainAsync().AsTask());
        FastHttpClient client = Create(transport, tls, TimeSpan.FromSeconds(3));
        Assert.Equal(HttpError.TlsTimeout, await client.SendNoThrowAsync(s_get, At(server), null));
        await client.DisposeAsync();
        await server.WhenAllClosed().WaitAsync(TimeSpan.FromMilliseconds(Patience.Milliseconds));
    }

    private static async Task ServeAsync(FaultConnection connection, string fault)
    {
        if (fault == "no TLS")
        {
            await connection.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            await connection.DrainAsync();
            return;
        }

        if (fault == "ends at once")
        {
            return;
        }

        await using SslStream security = await connection.SecureAsync(
            fault == "another name" ? s_otherName : fault == "expired" ? s_expired : s_good);
        string body = fault == "cut off" ? "\r\nuntil the en" : "Content-Length: 2\r\n\r\nok";
        while (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\n" + body);
            if (fault == "cut off")
            {
                // The transport ends in order, the layer above does not (RFC 9112 §9.8).
                connection.Socket.Shutdown(SocketShutdown.Send);
            }
        }
    }

    // The next exchange, with the server put right, is in order, and nothing is left open.
    private static async Task CheckAsync(FastHttpClient client, FaultServer server)
    {
        server.Serve = connection => ServeAsync(connection, "right");
        using (FastHttpResponse response = client.RentResponse())
        {
            for (int count = 0; count < 3; count++)
            {
                Assert.Equal(HttpError.None, await client.SendNoThrowAsync(s_get, At(server), response));
                Assert.Equal("ok", Encoding.ASCII.GetString(response.BodySpan));
            }
        }

        PoolStatistics rest = client.GetStatistics(At(server));
        Assert.Equal((0, 0, 1), (rest.Waiting, rest.Opening, rest.Open));
        Assert.Equal(rest.Open, rest.Opened - rest.Closed);
        await client.DisposeAsync();
        await server.WhenAllClosed().WaitAsync(TimeSpan.FromMilliseconds(Patience.Milliseconds));
    }

    private static FastHttpClient Create(string transport, TlsKind kind, TimeSpan connectTimeout)
    {
        SslClientAuthenticationOptions tls = kind.Of(TestTls.Trusting(s_good, s_otherName, s_expired));
        tls.TargetHost = "localhost";
        return new FastHttpClient(new FastHttpOptions
        {
            Transport = TransportSelector.Select(transport, out _),
            LoopCount = 1,
            ConnectTimeout = connectTimeout,
            SslOptions = tls,
        });
    }

    private static HttpEndPoint At(FaultServer server) => HttpEndPoint.Https("127.0.0.1", server.EndPoint.Port);
}
