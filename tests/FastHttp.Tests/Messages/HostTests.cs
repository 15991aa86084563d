using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Testing;

namespace FastHttp.Tests.Messages;

/// <summary>One way from text or a URI to the host that is connected to, whatever the entrance.</summary>
public sealed class HostTests
{
    private const string Typed = "http://internal\u00e9.evil.test:8080/x?y";
    private const string Punycode = "xn--internal-i1a.evil.test";

    private static readonly Gen<string> s_hosts = Gen.OneOf(
        from length in Gen.Choose(1, 12)
        from letters in Gen.ListOf(
            Gen.Elements<char>(
                "abcXYZ019.-_%~!$&'()*+,;=\u00e9\u00df\u0130\u2100\uff0f\uff0e\u3002\uff21\uff1a\uff20\u6f22\u200d"),
            length)
        select string.Concat(letters),
        Gen.Elements(
            "[::1]", "[0:0::1]", "[FE80::1%4]", "[fe80::1%254]", "[::FFFF:1.2.3.4]", "0x7f.1", "127.1", "2130706433",
            "LOCALHOST", "localhost.", "ex%61mple", "xn--internal-hya", "evil\u2100.test", "127.0.0.1.", "01.2.3.4"));

    [Fact, SpecCase("client", 5)]
    public void H2_whatever_the_input_the_host_is_that_of_the_uri_and_so_is_the_field()
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(5000).WithReplay(7, 9);
        int accepted = 0;
        Prop.ForAll(s_hosts.ToArbitrary(), host =>
        {
            string text = $"http://{host}:8080/x";
            if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri))
            {
                return true;
            }

            bool isUri = IsOf(uri, request => request.SetUri(uri), ref accepted);
            bool isText = IsOf(uri, request => request.SetUri(Encoding.UTF8.GetBytes(text)), ref accepted);
            return isUri && isText;
        }).Check(config);
        Assert.InRange(accepted, 500, 10000);
    }

    [Fact, SpecCase("client", 6)]
    public async Task H2_every_entrance_goes_to_the_encoded_name()
    {
        PipeServer server = new();
        await using FastHttpClient client = new(new() { ConnectCallback = server.ConnectAsync });
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        request.SetUri(Typed);
        await client.SendAsync(request, response);
        await client.GetAsync(new Uri(Typed), response);
        using FastHttpResponse posted = await client.PostAsync(Typed, default, "text/plain");
        Assert.Equal(200, posted.StatusCode);
        request.SetTarget(HttpEndPoint.Http("internal\u00e9.evil.test", 8080), "/x?y"u8);
        await client.SendAsync(request, response);
        Assert.Equal([HttpEndPoint.Http(Punycode, 8080)], server.EndPoints);
        Assert.Equal(4, server.Heads.Count);
        Assert.All(server.Heads, AssertHead);
        Assert.Throws<ArgumentException>(() => request.SetUri(Encoding.UTF8.GetBytes(Typed)));
        Assert.Throws<ArgumentException>(() => request.SetUri(Encoding.Latin1.GetBytes(Typed)));
        Assert.Equal(Punycode, HttpProxy.Http("internal\u00e9.evil.test", 3128).Host);
        Assert.Equal(Punycode, HttpProxy.Socks5("internal\u00e9.evil.test", 1080).Host);
    }

    [Theory, SpecCase("client", 7, 43), InlineData(true), InlineData(false)]
    public async Task H2_H14_a_redirect_goes_to_the_encoded_name_in_either_encoding(bool isUtf8)
    {
        string location = Encoding.Latin1.GetString((isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(Typed));
        string answer = $"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n";
        PipeServer server = new(answer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", answer);
        await using FastHttpClient client = new(new() { ConnectCallback = server.ConnectAsync });
        using FastHttpResponse response = client.RentResponse();
        Assert.Equal(200, await client.GetAsync(new Uri("http://first.test/"), response));
        using HttpClient other = new(new FastHttpMessageHandler(new() { ConnectCallback = server.ConnectAsync }));
        using HttpResponseMessage message = await other.GetAsync("http://first.test/");
        Assert.Equal(4, server.Heads.Count);
        AssertHead(server.Heads[1]);
        AssertHead(server.Heads[3]);
        Assert.All(server.EndPoints, endPoint => Assert.Contains(endPoint.Host, new[] { "first.test", Punycode }));
    }

    [Fact, SpecCase("client", 8, 35, 45)]
    public async Task H2_H10_H14_the_handler_sends_the_encoded_name_no_zone_and_the_raw_path()
    {
        PipeServer server = new();
        using HttpClient client = new(new FastHttpMessageHandler(new() { ConnectCallback = server.ConnectAsync }));
        UriCreationOptions raw = new() { DangerousDisablePathAndQueryCanonicalization = true };
        Uri[] uris =
        [
            new Uri("http://internal\u00e9.evil.test:8080/a/%2e/../b", raw),
            new Uri("http://[::1]:8080/a/%2e/../b", raw),
            new Uri("http://[fe80::1%254]:8080/a/%2e/../b", raw),
        ];
        foreach (Uri uri in uris)
        {
            using HttpResponseMessage message = await client.GetAsync(uri);
        }

        string[] hosts = [Punycode, "[::1]", "[fe80::1]"];
        Assert.Equal(
            hosts.Select(host => $"GET /a/%2e/../b HTTP/1.1\r\nHost: {host}:8080\r\n\r\n"), server.Heads);
        Assert.Equal([Punycode, "::1", "fe80::1%4"], server.EndPoints.Select(endPoint => endPoint.Host));
    }

    [Theory, SpecCase("client", 35)]
    [InlineData("http://[fe80::1%254]:81/", "fe80::1%4", "[fe80::1]:81")]
    [InlineData("http://[fe80::1%4]/", "fe80::1%4", "[fe80::1]")]
    [InlineData("http://[0:0::1]:080/", "::1", "[::1]")]
    public void H10_the_zone_is_for_connecting_and_not_sent(string uri, string host, string field)
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri(Encoding.ASCII.GetBytes(uri));
        Assert.Equal(host, request.EndPoint!.Host);
        Assert.Contains($"\r\nHost: {field}\r\n", Text(request), StringComparison.Ordinal);
    }

    [Fact, SpecCase("client", 48)]
    public async Task H14_one_host_has_one_pool_however_it_is_written()
    {
        PipeServer server = new();
        await using FastHttpClient client = new(new() { ConnectCallback = server.ConnectAsync });
        using FastHttpRequest request = client.RentRequest();
        foreach (string host in new[] { "localhost", "LOCALHOST", "LocalHost" })
        {
            request.SetUri(Encoding.ASCII.GetBytes($"http://{host}/"));
            await client.SendAsync(request, null);
            request.SetUri(new Uri($"http://{host}/"));
            await client.SendAsync(request, null);
            request.SetTarget(HttpEndPoint.Http(host), "/"u8);
            await client.SendAsync(request, null);
        }

        Assert.Single(server.EndPoints);
        Assert.Equal(9, server.Heads.Count);
    }

    [Fact, SpecCase("client", 46)]
    public void H14_a_uri_of_another_kind_is_refused_as_documented()
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        Assert.Throws<ArgumentException>(() => request.SetUri(new Uri("/path", UriKind.Relative)));
        Assert.Throws<ArgumentException>(() => request.SetUri(new Uri("ftp://h/")));
        Assert.Throws<ArgumentException>(() => request.SetUri(new Uri("http://h:0/")));
        Assert.Null(request.EndPoint);
    }

    [Fact]
    public void W17_a_dot_at_the_end_is_not_part_of_the_name_for_tls()
    {
        Assert.Equal("localhost", HttpEndPoint.Https("localhost.").ServerName);
        Assert.Equal("fe80::1", HttpEndPoint.Https("fe80::1%4").ServerName);
    }

    [Fact, SpecCase("client", 57)]
    public async Task H15_a_cookie_beyond_ascii_goes_back_as_the_bytes_that_came()
    {
        PipeServer server = new("HTTP/1.1 200 OK\r\nSet-Cookie: a=caf\u00e9\r\nContent-Length: 0\r\n\r\n");
        using HttpClient client = new(new FastHttpMessageHandler(new() { ConnectCallback = server.ConnectAsync }));
        using HttpResponseMessage first = await client.GetAsync("http://h.test/");
        using HttpResponseMessage second = await client.GetAsync("http://h.test/");
        Assert.Contains("\r\nCookie: a=caf\u00e9\r\n", server.Heads[1], StringComparison.Ordinal);
    }

    [Fact, SpecCase("client", 9)]
    public async Task H2_text_that_would_have_to_be_changed_is_refused()
    {
        PipeServer server = new();
        FastHttpClient client = new(new() { ConnectCallback = server.ConnectAsync });
        await Assert.ThrowsAsync<ArgumentException>(() =>
            client.PostAsync("http://h/", default, "text/pl\u00e4in").AsTask());
        Assert.Empty(server.Heads);
    }

    // Refused, or the host of the URI; text may also be refused where a URI is not.
    private static bool IsOf(Uri uri, Action<FastHttpRequest> set, ref int accepted)
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        try
        {
            set(request);
        }
        catch (ArgumentException)
        {
            return true;
        }

        accepted++;
        string host = uri.IdnHost.Split('%')[0];
        string field = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return request.EndPoint!.Host.Split('%')[0] == host
            && Text(request).Contains($"\r\nHost: {field}:8080\r\n", StringComparison.Ordinal);
    }

    private static void AssertHead(string head)
    {
        Assert.Contains(" /x?y HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains($"\r\nHost: {Punycode}:8080\r\n", head, StringComparison.Ordinal);
    }

    private static string Text(FastHttpRequest request) => Encoding.Latin1.GetString(request.SerializeHead());
}
