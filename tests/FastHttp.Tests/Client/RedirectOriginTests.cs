using System;
using System.Linq;
using System.Threading.Tasks;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>A redirect stays on its socket, and takes no credentials to another origin.</summary>
public sealed class RedirectOriginTests
{
    private static readonly HttpEndPoint s_socket = new(false, "localhost", 80, "/run/daemon.sock");

    [Theory, SpecCase("client", 10)]
    [InlineData(null, "/v2")]
    [InlineData(null, "v2")]
    [InlineData(null, "http://localhost/v2")]
    [InlineData("daemon", "http://daemon/v2")]
    public async Task H3_a_redirect_within_a_socket_stays_there(string? host, string location)
    {
        PipeServer server = new(Redirect(location));
        await using FastHttpClient client = new(new() { ConnectCallback = server.ConnectAsync });
        using FastHttpRequest request = SocketRequest(client, host);
        using FastHttpResponse response = client.RentResponse();
        Assert.Equal(1, await client.SendFollowingRedirectsAsync(request, response));
        Assert.All(server.EndPoints, endPoint => Assert.Equal(s_socket, endPoint));
        Assert.StartsWith("GET /v2 HTTP/1.1\r\n", server.Heads[1], StringComparison.Ordinal);
        Assert.Contains($"\r\nHost: {host ?? "localhost"}\r\n", server.Heads[1], StringComparison.Ordinal);
        Assert.Contains("\r\nAuthorization: Bearer s\r\n", server.Heads[1], StringComparison.Ordinal);
    }

    [Theory, SpecCase("client", 11)]
    [InlineData(null, "http://other.test/v2")]
    [InlineData(null, "//other.test/v2")]
    [InlineData(null, "http://localhost:8080/v2")]
    [InlineData(null, "https://localhost/v2")]
    [InlineData("daemon", "http://localhost/v2")]
    public async Task H3_a_redirect_that_leaves_a_socket_is_refused(string? host, string location)
    {
        PipeServer server = new(Redirect(location));
        await using FastHttpClient client = new(new() { ConnectCallback = server.ConnectAsync });
        using FastHttpRequest request = SocketRequest(client, host);
        using FastHttpResponse response = client.RentResponse();
        HttpException failure = await Assert.ThrowsAsync<HttpException>(
            async () => await client.SendFollowingRedirectsAsync(request, response));
        Assert.Equal(HttpError.BadRedirect, failure.Error);
        Assert.Single(server.Heads);
        Assert.Equal([s_socket], server.EndPoints);
    }

    [Theory, SpecCase("client", 12)]
    [InlineData("http://other.test/v2")]
    [InlineData("//other.test/v2")]
    [InlineData("http://first.test:8080/v2")]
    [InlineData("http://first.test.:80/v2")]
    public async Task H3_credentials_do_not_go_to_another_origin(string location)
    {
        PipeServer server = new(Redirect(location));
        await using FastHttpClient client = new(new() { ConnectCallback = server.ConnectAsync });
        using FastHttpRequest request = client.RentRequest();
        request.SetUri("http://first.test/v1"u8);
        AddCredentials(request);
        request.Headers.Set("Host"u8, "virtual.test"u8);
        request.Headers.Set("X-Kept"u8, "1"u8);
        using FastHttpResponse response = client.RentResponse();
        Assert.Equal(1, await client.SendFollowingRedirectsAsync(request, response));
        Assert.Equal(
            $"GET /v2 HTTP/1.1\r\nHost: {server.EndPoints.Last().Authority}\r\nX-Kept: 1\r\n\r\n", server.Heads[1]);
    }

    private static FastHttpRequest SocketRequest(FastHttpClient client, string? host)
    {
        FastHttpRequest request = client.RentRequest();
        request.SetTarget(s_socket, "/v1"u8);
        AddCredentials(request);
        if (host is not null)
        {
            request.Headers.Set("Host"u8, System.Text.Encoding.ASCII.GetBytes(host));
        }

        return request;
    }

    private static void AddCredentials(FastHttpRequest request)
    {
        request.Headers.Set("Authorization"u8, "Bearer s"u8);
        request.Headers.Set("Cookie"u8, "a=s"u8);
        request.Headers.Set("Proxy-Authorization"u8, "Basic s"u8);
    }

    private static string Redirect(string location) =>
        $"HTTP/1.1 301 Moved Permanently\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n";
}
