using System;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// -x: loads through proxies of this process. No name that is asked for exists, so the proxy must have resolved it.
public sealed class ProxyRunTests
{
    [Theory]
    [InlineData("http", "https")]
    [InlineData("socks5", "https")]
    [InlineData("socks5", "http")]
    public async Task A_load_goes_through_a_tunnel(string proxyScheme, string scheme)
    {
        bool isTls = scheme == "https";
        await using ScriptedServer server = ScriptedServer.Start(isTls: isTls);
        using ProxyServer proxy = new(new IPEndPoint(IPAddress.Loopback, server.Port)) { Credentials = "u:p%" };
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c2", "-n10", "-T20s", "-x", $"{proxyScheme}://u:p%25@{proxy.EndPoint}",
            $"{scheme}://nowhere.test:99/cl");
        Assert.Equal(0, exitCode);
        Assert.Matches(
            isTls ? "^runner: certificate: CN=localhost is for another name .*\n$" : "^$",
            GeneratorLine.RemovedFrom(error));
        Assert.Contains("  10 requests in ", output, StringComparison.Ordinal);
        Assert.Equal(["nowhere.test:99"], proxy.Targets.Distinct());
        Assert.All(
            server.Requests, request => Assert.Equal("GET /cl HTTP/1.1\r\nHost: nowhere.test:99\r\n\r\n", request));
        Assert.Equal(isTls ? ["nowhere.test"] : [], server.ServerNames.Distinct());
    }

    [Fact]
    public async Task A_proxy_that_refuses_is_a_connect_error()
    {
        using ProxyServer proxy = new(new IPEndPoint(IPAddress.Loopback, 1)) { Refuses = true };
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", "-d3s", "-x", $"socks5://{proxy.EndPoint}", "http://nowhere.test/");
        Assert.Equal(0, exitCode);
        Assert.Contains("Socket errors: connect ", output, StringComparison.Ordinal);
        Assert.Contains("runner: connect errors: the proxy refused (", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_urls_go_to_a_proxy_with_its_password()
    {
        await using ScriptedServer proxy = ScriptedServer.Start();
        (int exitCode, _, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", "-n2", "-T20s", "-x", $"http://u:p@127.0.0.1:{proxy.Port}", "http://nowhere.test/x");
        Assert.Equal((0, ""), (exitCode, GeneratorLine.RemovedFrom(error)));
        Assert.All(proxy.Requests, request => Assert.Equal(
            "GET http://nowhere.test/x HTTP/1.1\r\nHost: nowhere.test\r\nProxy-Authorization: Basic dTpw\r\n\r\n",
            request));
    }

    [Theory]
    [InlineData("ftp://h:1")]
    [InlineData("http://h:1/path")]
    [InlineData("socks5://user@h:1")]
    [InlineData("socks5://user:@h:1")]
    [InlineData("h:1")]
    public async Task A_proxy_that_is_none_is_refused(string proxy)
    {
        (int exitCode, _, string error) = await RunnerProcess.RunAsync("wrk", "-x", proxy, "http://h/");
        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"wrk: invalid argument '{proxy}' for '--proxy': expected http://[user:password@]HOST:PORT or "
            + "socks5://[user:password@]HOST:PORT\nrunner: hint: see 'runner wrk --help'\n",
            error);
    }
}
