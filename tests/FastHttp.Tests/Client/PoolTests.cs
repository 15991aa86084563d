using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FastHttp.Tests.Faults;

namespace FastHttp.Tests.Client;

/// <summary>What the pool of an end point promises: limits, order, ages, counts. Time is moved by hand.</summary>
public sealed class PoolTests : FaultTests
{
    [Fact]
    public void X40_never_more_connections_than_the_limit_and_waiters_are_served_in_order()
    {
        FastHttpClient client = Peer.CreateClient(new() { MaxConnectionsPerServer = 2 });
        List<string> served = [];
        Peer.OnRequest = line => served.Add(line.Target);
        Task<HttpError>[] calls = [.. Enumerable.Range(0, 100).Select(number => Send(client, number))];
        Assert.Equal(2, Peer.Lines.Count);
        Assert.Equal(98, client.GetStatistics(EndPoint).Waiting);
        for (int round = 0; round < 50; round++)
        {
            Peer.Lines[0].Answer();
            Peer.Lines[1].Answer();
        }

        Assert.All(calls, call => Assert.Equal(HttpError.None, call.Result));
        Assert.Equal(2, Peer.Lines.Count);
        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"/{number}"), served);
    }

    [Fact]
    public void X41_a_wait_that_is_over_fails_as_such()
    {
        FastHttpClient client = Peer.CreateClient(
            new() { MaxConnectionsPerServer = 1, PoolWaitTimeout = TimeSpan.FromSeconds(5) });
        ValueTask<HttpError> first = Send(client);
        ValueTask<HttpError> second = Send(client);
        Peer.Advance(4.9);
        Assert.False(second.IsCompleted);
        Peer.Advance(0.2);
        Assert.Equal(HttpError.PoolWaitTimeout, second.Result);
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, first.Result);
        AssertAtRest(client, open: 1);
    }

    [Fact]
    public void X41_more_waiters_than_allowed_fail_at_once()
    {
        FastHttpClient client = Peer.CreateClient(new() { MaxConnectionsPerServer = 1, MaxWaiters = 1 });
        _ = Send(client).AsTask();
        _ = Send(client).AsTask();
        Assert.Equal(HttpError.PoolExhausted, Send(client).Result);
        FastHttpClient other = Peer.CreateClient(new() { MaxConnectionsPerServer = 1, MaxWaiters = 0 });
        _ = Send(other).AsTask();
        Assert.Equal(HttpError.PoolExhausted, Send(other).Result);
        Peer.OnRequest = line => line.Answer();
        Peer.Lines.ForEach(line => line.Answer());
    }

    [Fact]
    public void X44_after_a_burst_one_caller_keeps_one_connection_and_the_others_grow_old()
    {
        FastHttpClient client = Peer.CreateClient(new() { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60) });
        ValueTask<HttpError>[] burst = [.. Enumerable.Range(0, 50).Select(_ => Send(client))];
        Peer.Lines.ForEach(line => line.Answer());
        Assert.All(burst, call => Assert.Equal(HttpError.None, call.Result));
        AssertAtRest(client, open: 50);
        Peer.OnRequest = line => line.Answer();
        for (int second = 0; second < 61; second++)
        {
            Assert.Equal(HttpError.None, Send(client).Result);
            Peer.Advance(1);
        }

        AssertAtRest(client, open: 1);
        Assert.Equal(1, Peer.OpenLines);
    }

    [Fact]
    public void X45_a_connection_at_the_end_of_its_life_finishes_and_goes()
    {
        FastHttpClient client = Peer.CreateClient(new() { PooledConnectionLifetime = TimeSpan.FromSeconds(10) });
        ValueTask<HttpError> call = Send(client);
        Peer.Advance(11);
        Assert.False(call.IsCompleted);
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
        AssertAtRest(client, open: 0);

        call = Send(client);
        Peer.Lines[1].Answer();
        AssertAtRest(client, open: 1);
        Peer.Advance(11);
        AssertAtRest(client, open: 0);
        Assert.Equal(0, Peer.OpenLines);
    }

    [Fact]
    public void A_connection_that_has_served_its_requests_goes()
    {
        Measures = false;
        FastHttpClient client = Peer.CreateClient(new() { MaxRequestsPerConnection = 3 });
        Peer.OnRequest = line => line.Answer();
        for (int count = 0; count < 7; count++)
        {
            Assert.Equal(HttpError.None, Send(client).Result);
        }

        Assert.Equal([3, 3, 1], Peer.Lines.Select(line => line.Requests));
    }

    [Fact]
    public void X24_what_the_server_says_of_its_patience_is_believed_less_a_second()
    {
        FastHttpClient client = Peer.CreateClient();
        ValueTask<HttpError> call = Send(client);
        Peer.Lines[0].Answer(fields: "Keep-Alive: max=100, timeout=5\r\n");
        Assert.Equal(HttpError.None, call.Result);
        Peer.Advance(3.9);
        AssertAtRest(client, open: 1);
        Peer.Advance(0.2);
        AssertAtRest(client, open: 0);

        call = Send(client);
        Peer.Lines[1].Answer(fields: "Keep-Alive: timeout=1\r\n");
        Assert.Equal(HttpError.None, call.Result);
        AssertAtRest(client, open: 0);
    }

    [Fact]
    public void X46_end_points_that_are_used_once_leave_nothing()
    {
        FastHttpClient client = Peer.CreateClient();
        Peer.OnRequest = line => line.Answer();
        for (int number = 0; number < 10_000; number++)
        {
            HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", 1 + number);
            Assert.Equal(HttpError.None, client.SendNoThrowAsync(Get, endPoint, null).Result);
        }

        Assert.Equal(10_000, client.PoolCount);
        Peer.Advance(70);
        Peer.Advance(20);
        Assert.Equal(0, client.PoolCount);
        Assert.Equal(0, Peer.Loop.Timers.Count);
        Assert.Equal(0, Peer.OpenLines);
        Assert.Equal(HttpError.None, Send(client).Result);
    }

    [Fact]
    public void X47_closing_what_is_idle_does_not_touch_what_is_in_use()
    {
        FastHttpClient client = Peer.CreateClient();
        ValueTask<HttpError> first = Send(client);
        ValueTask<HttpError> second = Send(client);
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, second.Result);
        client.CloseIdleConnections();
        Assert.True(Peer.Lines[0].IsOpen);
        Assert.False(Peer.Lines[1].IsOpen);
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, first.Result);
        AssertAtRest(client, open: 1);
    }

    [Fact]
    public void X48_counts_at_rest_and_of_what_was()
    {
        FastHttpClient client = Peer.CreateClient();
        Assert.Equal(default, client.GetStatistics(EndPoint));
        ValueTask<HttpError> call = Send(client);
        Assert.Equal(1, client.GetStatistics(EndPoint).InUse);
        Peer.Lines[0].Answer(fields: "Connection: close\r\n");
        Assert.Equal(HttpError.None, call.Result);
        call = Send(client);
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, call.Result);
        PoolStatistics now = client.GetStatistics(EndPoint);
        Assert.Equal((1, 1, 0, 0, 0), (now.Open, now.Idle, now.InUse, now.Opening, now.Waiting));
        Assert.Equal((2, 1, 0, 0), (now.Opened, now.Closed, now.OpenFailed, now.Retries));
    }

    [Fact]
    public async Task Connections_that_are_opened_before_they_are_needed_are_used()
    {
        FastHttpClient client = Peer.CreateClient(new() { MaxConnectionsPerServer = 8 });
        await client.OpenConnectionsAsync(EndPoint, 8);
        Assert.Equal(8, Peer.Lines.Count);
        await client.OpenConnectionsAsync(EndPoint, 8);
        AssertAtRest(client, open: 8);
        Peer.OnRequest = line => line.Answer();
        Assert.Equal(HttpError.None, Send(client).Result);
        Assert.Equal(8, Peer.Lines.Count);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.OpenConnectionsAsync(EndPoint, 9).AsTask());
    }

    [Fact]
    public void An_idle_connection_that_the_server_closes_leaves_the_pool()
    {
        FastHttpClient client = Peer.CreateClient();
        ValueTask<HttpError> call = Send(client);
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Peer.Lines[0].Close();
        AssertAtRest(client, open: 0);
        call = Send(client);
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(0, client.GetStatistics(EndPoint).Retries);
    }

    private static async Task<HttpError> Send(FastHttpClient client, int number)
    {
        using FastHttpRequest request = client.RentRequest();
        request.SetTarget(EndPoint, System.Text.Encoding.ASCII.GetBytes($"/{number}"));
        return await client.SendNoThrowAsync(request, null).ConfigureAwait(false);
    }

    private static void AssertAtRest(FastHttpClient client, int open)
    {
        PoolStatistics now = client.GetStatistics(EndPoint);
        Assert.Equal((open, open, 0, 0), (now.Open, now.Idle, now.Waiting, now.Opening));
    }
}
