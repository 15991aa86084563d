using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using FastHttp.Addresses;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>Requests that an HTTP proxy passes on, and the proxies that the environment names.</summary>
public sealed class ForwardingTests
{
    private const string Credentials = "Proxy-Authorization: Basic dTpw\r\n";

    private readonly PipeServer _server = new();

    [Fact, SpecCase("client", 28)]
    public async Task H7_a_plain_request_names_its_whole_uri_to_the_proxy()
    {
        await using FastHttpClient client = Create(HttpProxy.Http("proxy.test", 3128, "u", "p"));
        using FastHttpRequest request = client.RentRequest();
        request.SetUri("http://name.test:8080/a?b=c"u8);
        await client.SendAsync(request, null);
        await client.SendAsync(request, null);
        request.Headers.Set("Proxy-Authorization"u8, "Basic own"u8);
        request.Headers.Set("Host"u8, "virtual.test"u8);
        await client.SendAsync(request, null);
        string start = "GET http://name.test:8080/a?b=c HTTP/1.1\r\nHost: ";
        Assert.Equal($"{start}name.test:8080\r\n{Credentials}\r\n", _server.Heads[0]);
        Assert.Equal(_server.Heads[0], _server.Heads[1]);
        Assert.Equal($"{start}virtual.test\r\nProxy-Authorization: Basic own\r\n\r\n", _server.Heads[2]);
        Assert.Single(_server.EndPoints);
    }

    [Fact, SpecCase("client", 28)]
    public async Task H7_the_asterisk_of_options_is_a_uri_without_a_path()
    {
        await using FastHttpClient client = Create(HttpProxy.Http("proxy.test", 3128));
        using FastHttpRequest request = client.RentRequest();
        request.Method = "OPTIONS"u8;
        request.SetTarget(HttpEndPoint.Http("name.test"), "*"u8);
        await client.SendAsync(request, null);
        Assert.StartsWith("OPTIONS http://name.test HTTP/1.1\r\n", _server.Heads[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task H7_one_request_goes_with_and_without_a_proxy()
    {
        await using FastHttpClient proxied = Create(HttpProxy.Http("proxy.test", 3128, "u", "p"));
        await using FastHttpClient direct = Create(null);
        using FastHttpRequest request = proxied.RentRequest();
        request.SetUri("http://name.test/a"u8);
        await proxied.SendAsync(request, null);
        await direct.SendAsync(request, null);
        await proxied.SendAsync(request, null);
        string head = "GET /a HTTP/1.1\r\nHost: name.test\r\n\r\n";
        Assert.Equal(head, _server.Heads[1]);
        Assert.Equal(_server.Heads[0], _server.Heads[2]);
        Assert.Contains(Credentials, _server.Heads[0], StringComparison.Ordinal);
        Assert.Equal(head, Encoding.ASCII.GetString(PreparedRequest.Create(request).Bytes.Span));
    }

    [Theory, SpecCase("client", 29)]
    [InlineData(true, "http")]
    [InlineData(false, "https")]
    public async Task H7_a_tunnel_is_asked_for_where_it_is_needed_or_wanted(bool tunnelsPlain, string scheme)
    {
        await using FastHttpClient client = Create(
            HttpProxy.Http("proxy.test", 3128, "u", "p", tunnelsPlainHttp: tunnelsPlain));
        using FastHttpRequest request = client.RentRequest();
        request.SetUri(new Uri($"{scheme}://name.test:99/"));
        _ = await client.SendNoThrowAsync(request, null);
        Assert.Equal(
            $"CONNECT name.test:99 HTTP/1.1\r\nHost: name.test:99\r\n{Credentials}\r\n", _server.Heads[0]);
    }

    [Fact, SpecCase("client", 28)]
    public async Task H7_the_handler_asks_the_proxy_in_the_same_way()
    {
        using HttpClient client = new(new FastHttpMessageHandler(
            new() { ConnectCallback = _server.ConnectAsync, Proxy = HttpProxy.Http("proxy.test", 3128) }));
        using HttpResponseMessage response = await client.PostAsync("http://name.test/a", new StringContent(""));
        Assert.StartsWith("POST http://name.test/a HTTP/1.1\r\n", _server.Heads[0], StringComparison.Ordinal);
    }

    [Theory, SpecCase("client", 31)]
    [InlineData("http://a.test", "http://p1:81", "http_proxy=http://p1:81")]
    [InlineData("http://a.test", "http://p1:81", "HTTP_PROXY=p1:81")]
    [InlineData("http://a.test", null, "HTTP_PROXY=p1:81", "GATEWAY_INTERFACE=CGI/1.1")]
    [InlineData("http://a.test", "http://p1:81", "http_proxy=p1:81", "GATEWAY_INTERFACE=CGI/1.1")]
    [InlineData("https://a.test", null, "http_proxy=p1:81")]
    [InlineData("https://a.test", "http://p2:82", "http_proxy=p1:81", "HTTPS_PROXY=http://u:p@p2:82/")]
    [InlineData("https://a.test", "socks5://p3:1080", "http_proxy=p1:81", "all_proxy=socks5://p3")]
    [InlineData("http://a.test", null, "http_proxy=p1:81", "no_proxy=*")]
    [InlineData("http://a.test", null, "http_proxy=p1:81", "NO_PROXY=b.test, a.test")]
    [InlineData("http://sub.a.test", null, "http_proxy=p1:81", "no_proxy=.a.test")]
    [InlineData("http://sub.a.test.", null, "http_proxy=p1:81", "no_proxy=A.test")]
    [InlineData("http://nota.test", "http://p1:81", "http_proxy=p1:81", "no_proxy=a.test")]
    [InlineData("http://a.test:8080", "http://p1:81", "http_proxy=p1:81", "no_proxy=a.test:80")]
    [InlineData("http://a.test:8080", null, "http_proxy=p1:81", "no_proxy=a.test:8080")]
    [InlineData("http://10.1.2.3", null, "http_proxy=p1:81", "no_proxy=10.0.0.0/8")]
    [InlineData("http://11.1.2.3", "http://p1:81", "http_proxy=p1:81", "no_proxy=10.0.0.0/8")]
    [InlineData("http://[::1]", null, "http_proxy=p1:81", "no_proxy=::1")]
    [InlineData("http://a.test", null, "http_proxy=https://p1:81")]
    [InlineData("http://a.test", null, "http_proxy=")]
    [InlineData("http://a.test", null, "http_proxy=http://p1:0")]
    [InlineData("http://a.test", null, "all_proxy=socks5://p3:0")]
    [InlineData("http://a.test", "socks5://p3:1080", "all_proxy=socks5://u@p3")]
    public void H7_the_environment_is_read_as_curl_reads_it(string uri, string? proxy, params string[] variables)
    {
        Dictionary<string, string> set = [];
        foreach (string variable in variables)
        {
            string[] parts = variable.Split('=', 2);
            set[parts[0]] = parts[1];
        }

        EnvironmentProxy environment = new(set.GetValueOrDefault);
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri(new Uri(uri));
        Assert.Equal(proxy, environment.Of(request.EndPoint!)?.ToString());
    }

    private FastHttpClient Create(HttpProxy? proxy) =>
        new(new() { ConnectCallback = _server.ConnectAsync, Proxy = proxy });
}
