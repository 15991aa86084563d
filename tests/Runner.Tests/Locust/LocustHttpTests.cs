using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using LocustBridge.Http;
using LocustBridge.Statistics;
using LocustBridge.Tasks;
using Testing;

namespace Runner.Tests.Locust;

/// <summary>The helper that runs a FastHttp exchange and records it.</summary>
public sealed class LocustHttpTests
{
    private static readonly LocustUserClass s_class = new("Api", new LocustTask("t", 1, static _ => default));

    private readonly LocustStatistics _statistics = new();

    [Fact]
    public async Task SuccessesAndStatusesAreRecordedWithTheirSizes()
    {
        await using CountingTarget target = new();
        await using FastHttpClient client = new();
        LocustUser user = NewUser(CancellationToken.None);
        Assert.Equal(HttpError.None, await SendAsync(user, client, target.Url + "/a", "/named"));
        Assert.Equal(HttpError.None, await SendAsync(user, client, target.Url + "/a?b=c", null));
        Assert.Equal(HttpError.None, await SendAsync(user, client, target.Url + "/fail", null, "POST"));

        StatsReport report = Take();
        Assert.Equal(1, report.GetRow("GET", "/named").NumRequests);
        Assert.Equal(2, report.GetRow("GET", "/named").TotalContentLength);
        Assert.True(report.GetRow("GET", "/named").TotalResponseTime > 0);
        Assert.Equal(1, report.GetRow("GET", "/a?b=c").NumRequests);
        Assert.Equal(1, report.GetRow("POST", "/fail").NumFailures);
        Assert.Equal(4, report.GetRow("POST", "/fail").TotalContentLength);
        Assert.Equal("HTTP 503", Assert.Single(report.Errors).Error);
        Assert.Equal(3, target.Total);
    }

    [Fact]
    public async Task APathIsAskedForAtTheHostOfTheTest()
    {
        await using CountingTarget target = new();
        await using FastHttpClient client = new();
        LocustUser user = new(s_class, 0, target.Url + "/", _statistics, CancellationToken.None);
        string longPath = "/" + new string('x', 600);
        Assert.Equal(HttpError.None, await user.GetAsync(client, "/a", "/named"));
        Assert.Equal(HttpError.None, await user.GetAsync(client, "/b"));
        Assert.Equal(HttpError.None, await user.GetAsync(client, longPath));
        Assert.Equal(HttpError.None, await user.GetAsync(client, target.Url + "/c"));

        StatsReport report = Take();
        Assert.Equal(1, report.GetRow("GET", "/named").NumRequests);
        Assert.Equal(1, report.GetRow("GET", "/b").NumRequests);
        Assert.Equal(1, report.GetRow("GET", longPath).NumRequests);
        Assert.Equal(1, report.GetRow("GET", target.Url + "/c").NumRequests);
        Assert.Equal(1, target.Count("GET /a"));
        Assert.Equal(4, target.Total);
    }

    [Fact]
    public async Task WithoutAHostAPathIsAnError()
    {
        await using FastHttpClient client = new();
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await NewUser(CancellationToken.None).GetAsync(client, "/a"));
        Assert.Contains("--host", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AConnectionOfTheUsersOwnWillDo()
    {
        await using CountingTarget target = new();
        LocustUser user = NewUser(CancellationToken.None);
        HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", new Uri(target.Url).Port);
        await using HttpConnection connection = await HttpConnection.OpenAsync(endPoint);
        using FastHttpRequest request = FastHttpRequest.Rent();
        using FastHttpResponse response = FastHttpResponse.Rent();
        request.SetTarget(endPoint, "/a"u8);
        Assert.Equal(HttpError.None, await user.SendAsync(connection, request, response));
        Assert.Equal("ok", Encoding.ASCII.GetString(response.BodySpan));
        Assert.Equal(1, Take().GetRow("GET", "/a").NumRequests);
    }

    [Fact, SpecCase("client", 58)]
    public async Task H16_WithoutAnAnswerTheReasonIsTheFailure()
    {
        await using FastHttpClient client = new();
        Assert.NotEqual(
            HttpError.None, await SendAsync(NewUser(CancellationToken.None), client, "http://127.0.0.1:1/a", null));
        StatsReport report = Take();
        Assert.Equal(1, report.GetRow("GET", "/a").NumFailures);
        Assert.Equal("connection refused", Assert.Single(report.Errors).Error);
    }

    [Fact]
    public async Task WhatIsGivenUpIsNotCounted()
    {
        await using CountingTarget target = new();
        await using FastHttpClient client = new();
        using CancellationTokenSource stopping = new();
        ValueTask<HttpError> pending = SendAsync(NewUser(stopping.Token), client, target.Url + "/slow", null);
        await stopping.CancelAsync();
        Assert.Equal(HttpError.Canceled, await pending);
        Assert.Equal(0, Take().GetTotal().NumRequests);
    }

    private static async ValueTask<HttpError> SendAsync(
        LocustUser user, FastHttpClient client, string url, string? name, string method = "GET")
    {
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        request.SetUri(new Uri(url));
        request.Method = Encoding.ASCII.GetBytes(method);
        return await user.SendAsync(client, request, response, name);
    }

    private LocustUser NewUser(CancellationToken stopping) => new(s_class, 0, null, _statistics, stopping);

    private StatsReport Take()
    {
        StatsReport report = new();
        _statistics.Take(report);
        return report;
    }
}
