using System;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>Tunnels through proxies, over real sockets, and answers of a proxy that are wrong.</summary>
public sealed class ProxyTests
{
    private static readonly byte[] s_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: nowhere.test\r\n\r\n"u8, RequestTraits.Idempotent);

    public static TheoryData<bool, string?, string> Tunnels()
    {
        TheoryData<bool, string?, string> data = [];
        foreach (bool isSocks in new[] { false, true })
        {
            foreach (string? credentials in new[] { null, "user:pä:ss", "user:" })
            {
                data.Add(isSocks, credentials, "nowhere.test");
                data.Add(isSocks, credentials, "192.0.2.1");
                data.Add(isSocks, credentials, "2001:db8::1");
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Tunnels))]
    public async Task A_tunnel_leads_to_the_target_by_its_name(bool isSocks, string? credentials, string host)
    {
        using CannedServer server = new(s_answer);
        using ProxyServer proxy = new(server.EndPoint) { Credentials = credentials };
        foreach (string transport in new[] { "epoll", "sockets" })
        {
            using TransportLoop loop = TransportSelector.Select(transport, out _).CreateLoop("proxy test");
            FastHttpOptions options = new() { Proxy = ProxyAt(proxy.EndPoint, isSocks, credentials) };
            await using HttpConnection connection =
                await HttpConnection.OpenAsync(HttpEndPoint.Http(host, 8080), options, loop);
            Assert.Equal(HttpError.None, await connection.SendNoThrowAsync(s_get, null));
            Assert.Equal(HttpError.None, await connection.SendNoThrowAsync(s_get, null));
        }

        string target = !isSocks && host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:8080" : $"{host}:8080";
        Assert.Equal([target, target], proxy.Targets);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_client_leads_each_of_its_connections_through_the_proxy(bool isSocks)
    {
        using CannedServer server = new(s_answer);
        using ProxyServer proxy = new(server.EndPoint);
        await using FastHttpClient client = new(new() { Proxy = ProxyAt(proxy.EndPoint, isSocks, null) });
        HttpEndPoint target = HttpEndPoint.Http("nowhere.test", 8080);
        Assert.Equal(HttpError.None, await client.SendNoThrowAsync(s_get, target, null));
        Assert.Equal(HttpError.None, await client.SendNoThrowAsync(s_get, target, null));
        Assert.Equal(["nowhere.test:8080"], proxy.Targets);
    }

    [Theory]
    [InlineData(false, "user:wrong")]
    [InlineData(true, "user:wrong")]
    [InlineData(false, null)]
    [InlineData(true, null)]
    public async Task A_proxy_that_is_told_the_wrong_password_or_none_refuses(bool isSocks, string? told)
    {
        using ProxyServer proxy = new(new IPEndPoint(IPAddress.Loopback, 1)) { Credentials = "user:right" };
        Assert.Equal(HttpError.ProxyRefused, await FailureAsync(ProxyAt(proxy.EndPoint, isSocks, told)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_proxy_may_refuse_the_target(bool isSocks)
    {
        using ProxyServer proxy = new(new IPEndPoint(IPAddress.Loopback, 1)) { Refuses = true };
        Assert.Equal(HttpError.ProxyRefused, await FailureAsync(ProxyAt(proxy.EndPoint, isSocks, "a:b")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_limit_of_connecting_covers_the_proxy(bool isSocks)
    {
        using ProxyServer proxy = new(new IPEndPoint(IPAddress.Loopback, 1)) { IsSilent = true };
        TimeSpan limit = TimeSpan.FromMilliseconds(100);
        Assert.Equal(HttpError.ConnectTimeout, await FailureAsync(ProxyAt(proxy.EndPoint, isSocks, null), limit));
    }

    [Theory]
    [InlineData(false, "HTTP/1.1 200 OK\r\n\r\nsurplus")]
    [InlineData(false, "HTTP/1.1 302 Found\r\n\r\n")]
    [InlineData(false, "SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData(false, "\r\n\r\n")]
    [InlineData(true, "\u0004\u0000")]
    [InlineData(true, "\u0005\u00FF")]
    [InlineData(true, "\u0005\u0002")]
    [InlineData(true, "\u0005\u0000\u0005\u0001")]
    [InlineData(true, "\u0005\u0000\u0004\u0000")]
    [InlineData(true, "\u0005\u0000\u0005\u0000\u0000\u0009x")]
    [InlineData(true, "\u0005\u0000\u0005\u0000\u0000\u0001abcdef\u0000")]
    public void Answers_that_are_none_are_refusals(bool isSocks, string answer)
    {
        ScriptedPeer peer = new();
        peer.Answer([Encoding.Latin1.GetBytes(answer)]);
        FastHttpOptions options = new() { Proxy = ProxyAt(new IPEndPoint(IPAddress.Loopback, 1080), isSocks, null) };
        InvalidOperationException failure =
            Assert.Throws<InvalidOperationException>(() => TestConnection.Open(peer.Loop, options));
        Assert.Contains(nameof(HttpError.ProxyRefused), failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "HTTP/1.1 200 OK\r\n")]
    [InlineData(true, "\u0005")]
    [InlineData(true, "\u0005\u0000\u0005\u0000\u0000\u0001abc")]
    public void A_proxy_that_ends_inside_an_answer_has_refused(bool isSocks, string answer)
    {
        ScriptedPeer peer = new();
        peer.Answer([Encoding.Latin1.GetBytes(answer)], closesAfter: true);
        FastHttpOptions options = new() { Proxy = ProxyAt(new IPEndPoint(IPAddress.Loopback, 1080), isSocks, null) };
        InvalidOperationException failure =
            Assert.Throws<InvalidOperationException>(() => TestConnection.Open(peer.Loop, options));
        Assert.Contains(nameof(HttpError.ProxyRefused), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_socks_password_has_its_limits()
    {
        Assert.Throws<ArgumentException>(() => HttpProxy.Socks5("h", 1, "", "p"));
        Assert.Throws<ArgumentException>(() => HttpProxy.Socks5("h", 1, "user", new string('x', 256)));
        Assert.Throws<ArgumentException>(() => HttpProxy.Socks5("h", 1, new string('x', 256), "p"));
        Assert.Equal("socks5://[::1]:1080", HttpProxy.Socks5("::1", 1080, "user", "secret").ToString());
    }

    private static HttpProxy ProxyAt(IPEndPoint at, bool isSocks, string? credentials)
    {
        string[] parts = credentials?.Split(':', 2) ?? [];
        (string? name, string? password) = parts.Length == 2 ? (parts[0], parts[1]) : (null, null);
        string host = at.Address.ToString();
        return isSocks
            ? HttpProxy.Socks5(host, at.Port, name, password)
            : HttpProxy.Http(host, at.Port, name, password, tunnelsPlainHttp: true);
    }

    private static async Task<HttpError> FailureAsync(HttpProxy proxy, TimeSpan? limit = null)
    {
        FastHttpOptions options = new() { Proxy = proxy, ConnectTimeout = limit ?? TimeSpan.FromSeconds(20) };
        HttpException failure = await Assert.ThrowsAsync<HttpException>(
            async () => await HttpConnection.OpenAsync(HttpEndPoint.Http("nowhere.test"), options));
        return failure.Error;
    }
}
