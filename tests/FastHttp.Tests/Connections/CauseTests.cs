using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>The cause of a failure travels: to the exception, to the response, and to HttpClient's users.</summary>
public sealed class CauseTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public CauseTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    public static TheoryData<TlsKind, string, int, bool, string> BadCertificates()
    {
        TheoryData<TlsKind, string, int, bool, string> cases = [];
        foreach (TlsKind tls in Enum.GetValues<TlsKind>())
        {
            cases.Add(
                tls, "right.test", 1, false, "issued by CN=right.test, is signed by itself and not trusted here");
            cases.Add(tls, "wrong.test", 1, true, "is not for wrong.test but for right.test");
            cases.Add(tls, "right.test", -1, true, "expired on ");
            cases.Add(tls, "wrong.test", -1, false, "is not for wrong.test but for right.test, and expired on ");
        }

        return cases;
    }

    [Theory, SpecCase("client", 20), MemberData(nameof(BadCertificates))]
    public async Task H6_a_bad_certificate_is_told_with_its_issuer_names_and_end(
        TlsKind kind, string host, int days, bool isTrusted, string text)
    {
        using X509Certificate2 certificate = TestCertificate.Create("right.test", TimeSpan.FromDays(days));
        Task serving = ServeTlsAsync(new() { ServerCertificate = certificate }, connections: 2);
        SslClientAuthenticationOptions tls = kind.Of(isTrusted ? TestTls.Trusting(certificate) : new());
        HttpFailure failure = await FailAsync(HttpError.TlsFailed, HttpEndPoint.Https(host, Port), Options(tls));
        Assert.IsType<AuthenticationException>(failure.Cause);
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
        Assert.Contains(text, failure.Cause.Message, StringComparison.Ordinal);
        if (days < 0)
        {
            string day = certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", null);
            Assert.Contains($"expired on {day}", failure.Message, StringComparison.Ordinal);
        }

        await serving;
    }

    [Theory, SpecCase("client", 21), InlineData(TlsKind.OpenSsl), InlineData(TlsKind.SslStream)]
    public async Task H6_versions_that_do_not_meet_are_told(TlsKind tls)
    {
        using X509Certificate2 certificate = TestCertificate.Create("right.test");
        Task serving = ServeTlsAsync(
            new() { ServerCertificate = certificate, EnabledSslProtocols = SslProtocols.Tls12 }, connections: 2);
        HttpFailure failure = await FailAsync(
            HttpError.TlsFailed,
            HttpEndPoint.Https("right.test", Port),
            Options(tls.Of(new() { EnabledSslProtocols = SslProtocols.Tls13 })));
        Assert.True(failure.Cause is AuthenticationException or IOException, failure.Message);
        Assert.Contains("Tls13", failure.Message, StringComparison.Ordinal);
        await serving;
    }

    [Theory, SpecCase("client", 22), InlineData(TlsKind.OpenSsl), InlineData(TlsKind.SslStream)]
    public async Task H6_an_end_within_the_handshake_has_the_exception_of_the_runtime(TlsKind tls)
    {
        Task serving = ServeAsync(2, static async stream => await stream.ReadAtLeastAsync(new byte[64], 1));
        HttpFailure failure = await FailAsync(
            HttpError.TlsFailed, HttpEndPoint.Https("right.test", Port), Options(tls.Of(new())));
        Assert.True(failure.Cause is AuthenticationException or IOException, failure.Message);
        string start = $"The TLS handshake with right.test:{Port} failed: ";
        Assert.StartsWith(start, failure.Message, StringComparison.Ordinal);
        await serving;
    }

    [Fact, SpecCase("client", 23)]
    public async Task H6_a_name_that_cannot_be_resolved_has_the_exception_of_the_resolver()
    {
        FastHttpOptions options = new()
        {
            Resolve = (_, _) => throw new SocketException((int)SocketError.HostNotFound),
        };
        HttpFailure failure = await FailAsync(HttpError.DnsFailed, HttpEndPoint.Http("name.test"), options);
        Assert.Equal(SocketError.HostNotFound, Assert.IsType<SocketException>(failure.Cause).SocketErrorCode);
        Assert.Contains("name.test", failure.Message, StringComparison.Ordinal);
    }

    [Theory, SpecCase("client", 24), InlineData("epoll"), InlineData("sockets")]
    public async Task H6_a_refused_connection_has_the_systems_number_and_exception(string transport)
    {
        using RefusingPort refusing = new();
        FastHttpOptions options = new() { Transport = TransportSelector.Select(transport, out _) };
        HttpFailure failure = await FailAsync(
            HttpError.ConnectRefused, HttpEndPoint.Http("127.0.0.1", refusing.Port), options);
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(failure.Cause).SocketErrorCode);
        Assert.Equal(111, failure.SystemError);
        Assert.Contains($"127.0.0.1:{refusing.Port}", failure.Message, StringComparison.Ordinal);
    }

    [Theory, SpecCase("client", 25), InlineData("epoll"), InlineData("sockets")]
    public async Task H6_a_reset_has_the_systems_exception(string transport)
    {
        Task serving = ServeAsync(2, static async stream =>
        {
            await stream.ReadAtLeastAsync(new byte[64], 1);
            stream.Socket.LingerState = new LingerOption(true, 0);
            stream.Socket.Close();
        });
        FastHttpOptions options = new() { Transport = TransportSelector.Select(transport, out _) };
        HttpFailure failure = await FailAsync(
            HttpError.ConnectionClosed, HttpEndPoint.Http("127.0.0.1", Port), options);
        IOException cause = Assert.IsType<IOException>(failure.Cause);
        Assert.Equal(
            SocketError.ConnectionReset, Assert.IsType<SocketException>(cause.InnerException).SocketErrorCode);
        await serving;
    }

    [Theory, SpecCase("client", 30)]
    [InlineData("403 Forbidden", 403)]
    [InlineData("407 Proxy Authentication Required", 407)]
    [InlineData("502 Bad Gateway", 502)]
    [InlineData("no status", 0)]
    public async Task H6_H7_the_status_of_a_proxy_is_told(string answer, int status)
    {
        Task serving = ServeAsync(2, async stream =>
        {
            await stream.ReadAtLeastAsync(new byte[64], 1);
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\n\r\n"));
            await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
        });
        FastHttpOptions options = new() { Proxy = HttpProxy.Http("127.0.0.1", Port) };
        HttpFailure failure = await FailAsync(
            HttpError.ProxyRefused, HttpEndPoint.Https("name.test"), options);
        Assert.Equal(status, failure.ProxyStatus);
        Assert.Contains(status == 0 ? "cannot be understood" : answer, failure.Message, StringComparison.Ordinal);
        await serving;
    }

    [Fact]
    public async Task H6_a_response_that_succeeds_has_no_failure()
    {
        using CannedServer server = new(WireSamples.Nginx);
        await using FastHttpClient client = new();
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        using RefusingPort refusing = new();
        request.SetTarget(HttpEndPoint.Http("127.0.0.1", refusing.Port), "/"u8);
        Assert.Equal(HttpError.ConnectRefused, await client.SendNoThrowAsync(request, response));
        Assert.NotNull(response.Failure);
        request.SetTarget(HttpEndPoint.Http("127.0.0.1", server.EndPoint.Port), "/"u8);
        Assert.Equal(HttpError.None, await client.SendNoThrowAsync(request, response));
        Assert.Null(response.Failure);
    }

    [Theory, SpecCase("client", 26), InlineData(TlsKind.OpenSsl), InlineData(TlsKind.SslStream)]
    public async Task H6_users_of_HttpClient_find_what_they_look_for(TlsKind tls)
    {
        using X509Certificate2 certificate = TestCertificate.Create("right.test");
        Task serving = ServeTlsAsync(new() { ServerCertificate = certificate }, connections: 1);
        using HttpClient client = new(new FastHttpMessageHandler(Options(tls.Of(new()))));
        HttpRequestException failure = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync($"https://right.test:{Port}/"));
        Assert.Equal(HttpRequestError.SecureConnectionError, failure.HttpRequestError);
        Assert.IsType<AuthenticationException>(failure.InnerException);
        await serving;
        using RefusingPort refusing = new();
        failure = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync($"http://right.test:{refusing.Port}/"));
        Assert.Equal(
            SocketError.ConnectionRefused,
            Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
    }

    // Both faces tell the same.
    private static async Task<HttpFailure> FailAsync(HttpError error, HttpEndPoint endPoint, FastHttpOptions options)
    {
        await using FastHttpClient client = new(options);
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        request.SetTarget(endPoint, "/"u8);
        Assert.Equal(error, await client.SendNoThrowAsync(request, response));
        HttpFailure known = Assert.IsType<HttpFailure>(response.Failure);
        Assert.Equal(error, known.Error);
        HttpException thrown = await Assert.ThrowsAsync<HttpException>(
            async () => await client.SendAsync(request, response));
        Assert.Equal(error, thrown.Error);
        Assert.Equal(known.Message, thrown.Message);
        Assert.Equal(known.Cause?.GetType(), thrown.InnerException?.GetType());
        Assert.Equal(known.SystemError, thrown.SystemError);
        Assert.Equal(known.ProxyStatus, thrown.Failure.ProxyStatus);
        return known;
    }

    private static FastHttpOptions Options(SslClientAuthenticationOptions tls) => new()
    {
        SslOptions = tls,
        Resolve = (_, _) => new([IPAddress.Loopback]),
    };

    private Task ServeTlsAsync(SslServerAuthenticationOptions options, int connections) =>
        ServeAsync(connections, async stream =>
        {
            await using SslStream secured = new(stream, leaveInnerStreamOpen: true);
            try
            {
                await secured.AuthenticateAsServerAsync(options);
                await secured.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
            }
            catch (Exception failure) when (failure is AuthenticationException or IOException)
            {
                // The client is to refuse.
            }
        });

    private async Task ServeAsync(int connections, Func<NetworkStream, Task> serve)
    {
        for (int count = 0; count < connections; count++)
        {
            await using NetworkStream stream = new(await _listener.AcceptSocketAsync(), ownsSocket: true);
            await serve(stream);
        }
    }
}
