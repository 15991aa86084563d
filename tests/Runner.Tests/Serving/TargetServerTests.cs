using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Runner.Serving;


namespace Runner.Tests.Serving;

/// <summary>The embedded target as an independent client, HttpClient, sees it.</summary>
public sealed class TargetServerTests : IAsyncLifetime
{
    private TargetServer _server = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await TargetServer.StartAsync(new TargetServerOptions());
        _client = new HttpClient { BaseAddress = new Uri(_server.Url) };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("/user/123", "{\"id\":123,\"name\":\"user 123\"}")]
    [InlineData("/user/0", "{\"id\":0,\"name\":\"user 0\"}")]
    [InlineData("/user/999999999999999999", "{\"id\":999999999999999999,\"name\":\"user 999999999999999999\"}")]
    public async Task UserIsSmallJson(string path, string expected)
    {
        using HttpResponseMessage response = await _client.GetAsync(path);

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(1_000_000)]
    public async Task BytesAndChunkedCarryTheSameBody(int count)
    {
        using HttpResponseMessage bytes = await _client.GetAsync($"/bytes/{count}");
        using HttpResponseMessage chunked = await _client.GetAsync($"/chunked/{count}");
        byte[] body = await bytes.Content.ReadAsByteArrayAsync();

        Assert.Equal(count, body.Length);
        Assert.Equal(count, bytes.Content.Headers.ContentLength);
        Assert.True(chunked.Headers.TransferEncodingChunked);
        Assert.Equal(body, await chunked.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/user/x", 400)]
    [InlineData("/user/", 400)]
    [InlineData("/user/-1", 400)]
    [InlineData("/user/1000000000000000000", 400)]
    [InlineData("/bytes/67108865", 400)]
    [InlineData("/chunked/-1", 400)]
    [InlineData("/status/199", 400)]
    [InlineData("/status/600", 400)]
    [InlineData("/delay/60001", 400)]
    [InlineData("/nope", 404)]
    [InlineData("/user", 404)]
    [InlineData("/status/204", 204)]
    [InlineData("/status/503", 503)]
    public async Task StatusIs(string path, int status)
    {
        using HttpResponseMessage response = await _client.GetAsync(path);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task RootNamesEveryRoute()
    {
        string text = await _client.GetStringAsync("/");

        Assert.All(
            ["/user/{id}", "/bytes/{n}", "/chunked/{n}", "/status/{code}", "/delay/{ms}", "/echo", "/close"],
            route => Assert.Contains(route, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadOnlyRoutesRefuseOtherMethods()
    {
        using HttpResponseMessage response = await _client.PostAsync("/user/1", new StringContent("x"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EchoReturnsTheRequest(bool chunked)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, "/echo?a=%20b") { Content = new StringContent("body") };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.Add("X-One", "1");
        using HttpResponseMessage response = await _client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();

        Assert.StartsWith("PUT /echo?a=%20b HTTP/1.1\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\r\nX-One: 1\r\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nbody", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CloseEndsTheConnection()
    {
        using TcpClient tcp = new("127.0.0.1", _server.Port);
        await tcp.GetStream().WriteAsync("GET /close HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        using StreamReader reader = new(tcp.GetStream(), Encoding.ASCII);
        string response = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Contains("\r\nConnection: close\r\n", response, StringComparison.Ordinal);
        Assert.EndsWith("closed\n", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HttpsUsesACertificateForLocalhost()
    {
        await using TargetServer server = await TargetServer.StartAsync(new TargetServerOptions { Https = true });
        string? name = null;
        using HttpClientHandler handler = new()
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
            {
                name = certificate!.Subject;
                return true;
            },
        };
        using HttpClient client = new(handler);

        Assert.StartsWith("https://127.0.0.1:", server.Url, StringComparison.Ordinal);
        Assert.Equal("{\"id\":1,\"name\":\"user 1\"}", await client.GetStringAsync(server.Url + "/user/1"));
        Assert.Equal("CN=localhost", name);
    }

    [Fact]
    public async Task UnixSocketIsServedAndRemoved()
    {
        string path = Path.Combine(Path.GetTempPath(), $"target-{Guid.NewGuid():N}.sock");
        await using (TargetServer server = await TargetServer.StartAsync(new TargetServerOptions { UnixSocket = path }))
        {
            using SocketsHttpHandler handler = new()
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            using HttpClient client = new(handler);

            Assert.Equal("unix:" + path, server.Url);
            Assert.Equal("{\"id\":2,\"name\":\"user 2\"}", await client.GetStringAsync("http://localhost/user/2"));
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task PortInUseIsAnIOException()
    {
        IOException error = await Assert.ThrowsAnyAsync<IOException>(
            () => TargetServer.StartAsync(new TargetServerOptions { Port = _server.Port }));

        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoppingDoesNotWaitForIdleConnections()
    {
        TargetServer server = await TargetServer.StartAsync(new TargetServerOptions());
        TcpClient[] connections = [.. Enumerable.Range(0, 8).Select(_ => new TcpClient("127.0.0.1", server.Port))];

        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Array.ForEach(connections, connection => connection.Dispose());
    }
}
