using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Planning;

namespace Load.Tests.Planning;

/// <summary>From options to a plan: where connections go, and what is sent there.</summary>
public sealed class PlanBuilderTests
{
    private static readonly LoadOptions s_plain = new() { Target = new Uri("http://h/a") };

    [Fact]
    public void A_proxy_of_http_is_asked_for_the_whole_url_of_a_plain_target()
    {
        RunPlan plan = PlanBuilder.Build(s_plain with { Proxy = HttpProxy.Http("p", 3128, "user", "secret") });
        Assert.Equal(
            "GET http://h/a HTTP/1.1\r\nHost: h\r\nProxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n\r\n", TextOf(plan));
        Assert.Equal((null, "p", 3128), (plan.Tunnel, plan.Route.Host, plan.Route.Port));
    }

    [Fact]
    public void Entries_name_the_whole_url_too()
    {
        RunPlan plan = PlanBuilder.Build(s_plain with
        {
            Proxy = HttpProxy.Http("p", 3128),
            Requests = [new LoadRequest { Target = "/b" }],
        });
        Assert.Equal("GET http://h/b", Assert.Single(plan.Entries!.Entries).Name);
    }

    [Theory]
    [InlineData("https://h/a", false, false)]
    [InlineData("http://h/a", true, false)]
    [InlineData("http://h/a", false, true)]
    public void Everything_else_goes_through_a_tunnel(string url, bool tunnels, bool hasSource)
    {
        RunPlan plan = PlanBuilder.Build(new LoadOptions
        {
            Target = new Uri(url),
            Proxy = HttpProxy.Http("p", 3128, "user", "secret", tunnels),
            Source = hasSource ? _ => throw new InvalidOperationException() : null,
        });
        Assert.Equal("GET /a HTTP/1.1\r\nHost: h\r\n\r\n", TextOf(plan));
        Assert.Equal(
            (true, "p", "user", "secret"),
            (plan.Tunnel!.TunnelsPlainHttp, plan.Tunnel.Host, plan.Tunnel.UserName, plan.Tunnel.Password));
        Assert.Equal(("p", 3128), (plan.Route.Host, plan.Route.Port));
    }

    [Fact]
    public void Connections_go_where_they_are_told_and_ask_for_the_same()
    {
        RunPlan plan = PlanBuilder.Build(s_plain with
        {
            Proxy = HttpProxy.Socks5("p", 1080),
            ConnectTo = new DnsEndPoint("other", 81),
            AddressFamily = AddressFamily.InterNetworkV6,
        });
        Assert.Equal("GET /a HTTP/1.1\r\nHost: h\r\n\r\n", TextOf(plan));
        Assert.Equal(
            ("other", 81, "81", AddressFamily.InterNetworkV6),
            (plan.Route.Host, plan.Route.Port, plan.Route.Service, plan.Route.Family));
    }

    [Theory]
    [InlineData("MaxRedirects and KeepsCookies cannot be combined with Pipeline or Source", 2, 1, false)]
    [InlineData("RequestsPerConnection cannot be combined with Pipeline or Source", 2, 0, false)]
    [InlineData(
        "KeepsCookies lasts as long as a connection, so it cannot be combined with one for each request", 1, 0, true)]
    public void What_looks_back_needs_one_request_after_the_other(
        string message, int pipeline, int redirects, bool keepsCookies)
    {
        LoadException failure = Assert.Throws<LoadException>(() => PlanBuilder.Build(s_plain with
        {
            Pipeline = pipeline,
            MaxRedirects = redirects,
            KeepsCookies = keepsCookies,
            RequestsPerConnection = redirects == 0 ? 1 : 0,
        }));
        Assert.Equal(message, failure.Message);
    }

    private static string TextOf(RunPlan plan) => Encoding.UTF8.GetString(plan.Request.Bytes.Span);
}
