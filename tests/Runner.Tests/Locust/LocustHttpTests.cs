using System;
using System.Collections.Concurrent;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using LocustBridge.Http;
using LocustBridge.Statistics;
using LocustBridge.Tasks;
using LocustBridge.Tests.Support;
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
    public async Task UsersOfAClientOfTheBridgeStayOnItsLoop()
    {
        await using CountingTarget target = new();
        FastHttpOptions one = new() { LoopCount = 1 };
        await using FastHttpClient client = LocustHttp.CreateClient(static _ => { }, one);
        LocustUser user = UserOf(target);
        int moves = await Task.Run(async () =>
        {
            // An answer that is there before it is awaited leaves its user on the thread pool.
            do
            {
                await user.GetAsync(client, "/a").ConfigureAwait(false);
            }
            while (Thread.CurrentThread.IsThreadPoolThread);

            int loop = Environment.CurrentManagedThreadId;
            int moves = 0;
            for (int count = 0; count < 20; count++)
            {
                await user.GetAsync(client, "/a").ConfigureAwait(false);
                moves += loop == Environment.CurrentManagedThreadId ? 0 : 1;
            }

            return moves;
        });
        Assert.Equal(0, moves);
    }

    [Fact]
    public async Task AUserThatBlocksTheOthersIsToldOf()
    {
        await using CountingTarget target = new();
        HandClock clock = new();
        ConcurrentQueue<string> warnings = new();
        await using FastHttpClient client = LocustHttp.CreateClient(
            warnings.Enqueue, new FastHttpOptions { LoopCount = 1 }, clock);
        LocustUser user = UserOf(target);
        using ManualResetEventSlim blocked = new();
        using ManualResetEventSlim gate = new();
        Task blocking = Task.Run(async () =>
        {
            // An answer that is there before it is awaited leaves its user on the thread pool.
            do
            {
                await user.GetAsync(client, "/a").ConfigureAwait(false);
            }
            while (Thread.CurrentThread.IsThreadPoolThread);

            blocked.Set();
            gate.Wait();
        });
        blocked.Wait();
        Task other = Task.Run(async () => await UserOf(target).GetAsync(client, "/b").ConfigureAwait(false));

        // The first look sends a beat, and those after that find it pending.
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(warnings);
        clock.Advance(TimeSpan.FromSeconds(0.25));
        Assert.StartsWith(
            "The thread of some users has not gone on for 1.0 s", Assert.Single(warnings), StringComparison.Ordinal);

        // Once is enough for a while.
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Single(warnings);
        Assert.False(other.IsCompleted);
        gate.Set();
        await Task.WhenAll(blocking, other).WaitAsync(TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Single(warnings);
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

    private LocustUser UserOf(CountingTarget target) =>
        new(s_class, 0, target.Url, _statistics, CancellationToken.None);

    private LocustUser NewUser(CancellationToken stopping) => new(s_class, 0, null, _statistics, stopping);

    private StatsReport Take()
    {
        StatsReport report = new();
        _statistics.Take(report);
        return report;
    }
}
