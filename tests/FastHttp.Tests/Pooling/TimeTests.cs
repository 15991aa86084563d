using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using FastHttp.Tests.Faults;
using FastHttp.Tests.Pooling.Support;

namespace FastHttp.Tests.Pooling;

/// <summary>When time ends a connection, a wait, a pause and a pool. It is moved by hand, to the tick.</summary>
public sealed class TimeTests : FaultTests
{
    public TimeTests() => Measures = false;

    [Theory, InlineData(false), InlineData(true)]
    public void A_connection_whose_time_has_come_is_not_used_although_the_timer_is_late(bool isLifetime)
    {
        FastHttpClient client = WarmFor10(isLifetime);
        ValueTask<HttpError> call = OnLoop(() =>
        {
            // What is due fires behind what runs now.
            Peer.Advance(10);
            return Send(client);
        });
        Assert.False(Peer.Lines[0].IsOpen);
        Assert.Equal(1, Peer.Lines[0].Requests);
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, call.Result);
        AssertClosedFor(isLifetime, client);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void An_idle_connection_goes_at_its_time_and_under_its_reason(bool isLifetime)
    {
        FastHttpClient client = WarmFor10(isLifetime);
        Peer.Advance(10);
        Assert.Equal(0, Peer.OpenLines);
        AssertClosedFor(isLifetime, client);
    }

    [Fact]
    public void A_connection_whose_life_ends_with_an_exchange_goes_with_it_however_long_it_may_be_idle()
    {
        FastHttpClient client = Peer.CreateClient(new()
        {
            PooledConnectionLifetime = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        });
        ValueTask<HttpError> call = Send(client);
        Peer.Advance(10);
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(0, Peer.OpenLines);
        Assert.Equal(1, client.GetStatistics(EndPoint).Closes.Lifetimes);
    }

    [Theory, InlineData(5, 4), InlineData(0, 0)]
    public void The_servers_patience_counts_where_a_connection_may_be_idle_for_ever(int announced, int kept)
    {
        FastHttpClient client = Peer.CreateClient(new() { PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan });
        ValueTask<HttpError> call = Send(client);
        Peer.Lines[0].Answer(fields: $"Keep-Alive: timeout={announced}\r\n");
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(kept == 0 ? 0 : 1, Peer.OpenLines);
        Peer.Advance(kept);
        Assert.Equal(0, Peer.OpenLines);
    }

    [Fact]
    public void A_server_without_patience_is_taken_at_its_word()
    {
        FastHttpClient client = Peer.CreateClient();
        ValueTask<HttpError> call = Send(client);
        Peer.Lines[0].Answer(fields: "Keep-Alive: timeout=0\r\n");
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(0, Peer.OpenLines);
    }

    [Fact]
    public void Of_several_that_wait_each_waits_for_its_own_time()
    {
        FastHttpClient client = Peer.CreateClient(new()
        {
            MaxConnectionsPerServer = 1,
            PoolWaitTimeout = TimeSpan.FromSeconds(9),
            RequestTimeout = TimeSpan.FromSeconds(60),
        });
        ValueTask<HttpError> first = Send(client);
        ValueTask<HttpError> patient = Send(client);
        ValueTask<HttpError>[] calls = [.. new[] { 5, 3, 7 }.Select(seconds => SendFor(client, seconds))];
        bool[][] over = [.. new[] { 3, 2, 2, 2 }.Select(seconds =>
        {
            Peer.Advance(seconds);
            return calls.Append(patient).Select(call => call.IsCompleted).ToArray();
        })];
        Assert.Equal([false, true, false, false], over[0]);
        Assert.Equal([true, true, false, false], over[1]);
        Assert.Equal([true, true, true, false], over[2]);
        Assert.Equal([true, true, true, true], over[3]);
        Assert.All(calls, call => Assert.Equal(HttpError.RequestTimeout, call.Result));
        Assert.Equal(HttpError.PoolWaitTimeout, patient.Result);
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, first.Result);
    }

    // There is one timer, which is armed for what comes next whenever it has fired.
    [Theory, InlineData(2, 5), InlineData(5, 2)]
    public void What_pauses_and_what_waits_beside_it_end_at_their_own_times(int pause, int wait)
    {
        Retries = 1;
        FastHttpClient client = Peer.CreateClient(new()
        {
            MaxConnectionsPerServer = 1,
            RetryPolicy = new Pauses(pause),
        });
        ValueTask<HttpError> paused = SendFor(client, 30);
        Peer.Lines[0].Close();
        ValueTask<HttpError> used = Send(client);
        ValueTask<HttpError> first = SendFor(client, 1);
        ValueTask<HttpError> second = SendFor(client, wait);
        Peer.Advance(1);
        Assert.Equal(HttpError.RequestTimeout, first.Result);
        for (int now = 2; now <= 5; now++)
        {
            Peer.Advance(1);
            Assert.Equal(now >= wait, second.IsCompleted);

            // When its pause is over, it waits for the connection as well.
            Assert.Equal((now < wait ? 1 : 0) + (now >= pause ? 1 : 0), client.GetStatistics(EndPoint).Waiting);
        }

        Peer.OnRequest = line => line.Answer();
        Peer.Lines[1].Answer();
        Assert.Equal([HttpError.None, HttpError.None], new[] { used.Result, paused.Result });
    }

    [Theory, InlineData(2, 5), InlineData(5, 2)]
    public void What_pauses_and_what_is_idle_end_at_their_own_times(int pause, int idle)
    {
        Retries = 1;
        FastHttpClient client = Peer.CreateClient(new()
        {
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(idle),
            RetryPolicy = new Pauses(pause),
        });
        ValueTask<HttpError> paused = Send(client);
        ValueTask<HttpError> other = Send(client);
        Peer.Lines[0].Close();
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, other.Result);
        ManualPeer.Line kept = Peer.Lines[1];
        for (int now = 1; now <= 5; now++)
        {
            Peer.Advance(1);
            Assert.Equal(now >= pause, Peer.Lines[^1].Pending.Length > 0);
            Assert.Equal(now < idle || now >= pause && idle > pause, kept.IsOpen);
        }

        Peer.Lines[^1].Answer();
        Assert.Equal(HttpError.None, paused.Result);
    }

    // Two such retries at once, and one connection at a time is made: the second waits for the first one's call to end.
    [Theory, InlineData("the server"), InlineData("time"), InlineData("the caller")]
    public void A_retry_that_may_not_have_what_is_idle_gets_the_place_of_it_when_that_ends(string endedBy)
    {
        Retries = 2;
        FastHttpClient client = Peer.CreateClient(new()
        {
            Proxy = Dialing.Proxy,
            MaxConnectionsPerServer = 2,
            MaxConcurrentConnects = 1,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(3),
            RetryPolicy = new Pauses(1),
        });
        ValueTask<HttpError>[] warm = [Send(client), Send(client)];
        Peer.Lines[0].Connect();
        Peer.Lines[1].Connect();
        Peer.Lines.ForEach(line => line.Answer());
        Assert.All(warm, call => Assert.Equal(HttpError.None, call.Result));
        ValueTask<HttpError>[] paused = [Send(client), Send(client)];
        Peer.Lines.ForEach(line => line.Close());
        ValueTask<HttpError> other = Send(client);
        Peer.Lines[2].Connect();
        Peer.Lines[2].Answer();
        Assert.Equal(HttpError.None, other.Result);
        Peer.Advance(1);
        Peer.Lines[3].Connect();
        Assert.Equal((1, 1), (client.GetStatistics(EndPoint).Idle, client.GetStatistics(EndPoint).Waiting));
        switch (endedBy)
        {
            case "the server":
                Peer.Lines[2].Close();
                break;
            case "time":
                Peer.Advance(2);
                break;
            default:
                client.CloseIdleConnections();
                break;
        }

        Peer.Lines[4].Connect();
        Peer.Lines[3].Answer();
        Peer.Lines[4].Answer();
        Assert.All(paused, call => Assert.Equal(HttpError.None, call.Result));
    }

    [Fact]
    public void A_pool_that_has_been_emptied_by_hand_goes()
    {
        FastHttpClient client = WarmClient(new() { PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan });
        Peer.Advance(100);
        client.CloseIdleConnections();
        AssertGoesIn10(client);
    }

    [Fact]
    public void A_pool_that_the_server_has_emptied_goes()
    {
        FastHttpClient client = WarmClient(new() { PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan });
        Peer.Advance(100);
        Peer.Lines[0].Close();
        AssertGoesIn10(client);
    }

    [Fact]
    public void A_pool_that_was_emptied_shortly_before_its_timer_fires_goes_all_the_same()
    {
        FastHttpClient client = WarmClient(new() { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60) });
        Peer.Advance(55);
        Peer.Lines[0].Close();
        Peer.Advance(5);
        Assert.Equal(1, client.PoolCount);
        Peer.Advance(5);
        Assert.Equal(0, client.PoolCount);
    }

    // With an idle connection that has ten seconds to live, or to be idle.
    private FastHttpClient WarmFor10(bool isLifetime)
    {
        TimeSpan time = TimeSpan.FromSeconds(10);
        return WarmClient(isLifetime
            ? new() { PooledConnectionLifetime = time }
            : new() { PooledConnectionIdleTimeout = time });
    }

    private void AssertClosedFor(bool isLifetime, FastHttpClient client) => Assert.Equal(
        isLifetime ? new ConnectionCloses { Lifetimes = 1 } : new ConnectionCloses { IdleTimeouts = 1 },
        client.GetStatistics(EndPoint).Closes);

    private void AssertGoesIn10(FastHttpClient client)
    {
        Peer.Advance(9);
        Assert.Equal(1, client.PoolCount);
        Peer.Advance(1);
        Assert.Equal(0, client.PoolCount);
    }

    private ValueTask<HttpError> SendFor(FastHttpClient client, int seconds)
    {
        FastHttpRequest request = Request();
        request.Timeout = TimeSpan.FromSeconds(seconds);
        return client.SendNoThrowAsync(request, null);
    }

    private sealed class Pauses(int seconds) : IRetryPolicy
    {
        public RetryDecision Decide(in RetryContext attempt) => attempt.Error == HttpError.ConnectionClosed
            ? RetryDecision.After(TimeSpan.FromSeconds(seconds))
            : RetryDecision.Stop;
    }
}
