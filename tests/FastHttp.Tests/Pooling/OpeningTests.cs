using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Pooling;
using FastHttp.Tests.Faults;
using FastHttp.Tests.Pooling.Support;
using FastHttp.Tests.Transports;

namespace FastHttp.Tests.Pooling;

/// <summary>
/// Connections in the making: those opened ahead, those that fail, and those that come when the pool has ended.
/// </summary>
public sealed class OpeningTests : FaultTests
{
    [Fact]
    public void A_connection_opened_ahead_that_fails_is_no_failure_of_a_call_that_waits()
    {
        OpenFailures = 1;
        FastHttpClient client = Dial();
        ValueTask<HttpError> call = Send(client);
        Task ahead = OpenAhead(client, 2);
        Peer.Lines[1].Close();
        Assert.Equal(HttpError.ProxyRefused, ErrorOf(ahead));
        Assert.False(call.IsCompleted);
        Peer.Lines[0].Connect();
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
    }

    [Fact]
    public void Opening_ahead_ends_when_the_last_connection_is_open()
    {
        FastHttpClient client = Dial();
        Task ahead = OpenAhead(client, 2);
        Peer.Lines[0].Connect();
        Assert.False(ahead.IsCompleted);
        Peer.Lines[1].Connect();
        Patience.Wait(ahead);
        Assert.Equal(2, client.GetStatistics(EndPoint).Idle);
    }

    [Theory, InlineData(0), InlineData(1)]
    public void Opening_ahead_fails_if_one_of_them_does(int failing)
    {
        OpenFailures = 1;
        FastHttpClient client = Dial();
        Task ahead = OpenAhead(client, 2);
        for (int line = 0; line < 2; line++)
        {
            if (line == failing)
            {
                Peer.Lines[line].Close();
            }
            else
            {
                Peer.Lines[line].Connect();
            }
        }

        Assert.Equal(HttpError.ProxyRefused, ErrorOf(ahead));
        Assert.Equal(1, client.GetStatistics(EndPoint).Idle);
    }

    [Fact]
    public void Opening_ahead_opens_what_is_missing_and_no_more()
    {
        Measures = false;
        FastHttpClient client = WarmClient();
        Patience.Wait(OpenAhead(client, 3));
        Assert.Equal(3, client.GetStatistics(EndPoint).Open);
        Assert.Equal(3, Peer.Accepted);
    }

    [Fact]
    public void One_that_is_never_used_goes_when_it_has_been_idle_for_too_long()
    {
        Measures = false;
        FastHttpClient client = Peer.CreateClient(new() { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10) });
        Patience.Wait(OpenAhead(client, 1));
        Peer.Advance(9);
        Assert.Equal(1, client.GetStatistics(EndPoint).Idle);
        Peer.Advance(1);
        Assert.Equal(0, Peer.OpenLines);
        Assert.Equal(1, client.GetStatistics(EndPoint).Closes.IdleTimeouts);
    }

    [Fact]
    public void The_first_request_on_one_opened_ahead_may_cross_the_servers_close()
    {
        Measures = false;
        Retries = 1;
        FastHttpClient client = Peer.CreateClient();
        Patience.Wait(OpenAhead(client, 1));
        ValueTask<HttpError> call = Send(client);
        Peer.Lines[0].Close();
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, call.Result);
    }

    [Fact]
    public void A_connection_that_fails_is_the_first_callers_loss_and_the_next_has_a_try_of_its_own()
    {
        OpenFailures = 1;
        FastHttpClient client = Dial(new() { MaxConcurrentConnects = 1 });
        ValueTask<HttpError> first = Send(client);
        ValueTask<HttpError> second = Send(client);
        Assert.Single(Peer.Lines);
        Peer.Lines[0].Close();
        Assert.Equal(HttpError.ProxyRefused, first.Result);
        Assert.False(second.IsCompleted);
        Peer.Lines[1].Connect();
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, second.Result);
    }

    [Fact]
    public void Calls_whose_connections_are_being_made_do_not_count_as_waiting()
    {
        FastHttpClient client = Dial(new() { MaxConnectionsPerServer = 2, MaxWaiters = 1 });
        ValueTask<HttpError>[] calls = [.. Enumerable.Range(0, 3).Select(_ => Send(client))];
        Assert.All(calls, call => Assert.False(call.IsCompleted));
        Assert.Equal(HttpError.PoolExhausted, Send(client).Result);
        Peer.OnRequest = line => line.Answer();
        Peer.Lines.ForEach(line => line.Connect());
        Assert.All(calls, call => Assert.Equal(HttpError.None, call.Result));
    }

    [Fact]
    public void The_time_to_connect_comes_on_top_of_the_time_to_wait()
    {
        OpenFailures = 1;
        FastHttpClient client = Dial(new()
        {
            PoolWaitTimeout = TimeSpan.FromSeconds(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
        });
        ValueTask<HttpError> call = Send(client);
        Peer.Advance(9);
        Assert.False(call.IsCompleted);
        Peer.Advance(1);
        Assert.Equal(HttpError.ConnectTimeout, call.Result);
    }

    [Fact]
    public void Where_connecting_may_take_any_time_a_call_waits_for_it_that_long()
    {
        FastHttpClient client = Dial(new()
        {
            PoolWaitTimeout = TimeSpan.FromSeconds(5),
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            RequestTimeout = Timeout.InfiniteTimeSpan,
        });
        ValueTask<HttpError> call = Send(client);
        Peer.Advance(3600);
        Assert.False(call.IsCompleted);
        Peer.Lines[0].Connect();
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_pool_whose_only_connection_could_not_be_made_goes(bool isAhead)
    {
        FastHttpClient client = Dial(new()
        {
            PoolWaitTimeout = Timeout.InfiniteTimeSpan,
            RequestTimeout = Timeout.InfiniteTimeSpan,
        });
        Task ended = isAhead ? OpenAhead(client, 1) : Send(client).AsTask();
        Peer.Lines[0].Close();
        Patience.Wait(Task.WhenAny(ended));
        Peer.Advance(9);
        Assert.Equal(1, client.PoolCount);
        Peer.Advance(1);
        Assert.Equal(0, client.PoolCount);
    }

    [Fact]
    public void Disposing_gives_up_a_connection_that_is_being_made()
    {
        FastHttpClient client = Dial();
        ValueTask<HttpError> call = Send(client);
        Task ended = client.DisposeAsync().AsTask();
        Patience.Wait(ended);
        Assert.Equal(HttpError.Disposed, call.Result);
        Assert.Equal(0, Peer.OpenLines);
    }

    [Fact]
    public void A_connection_that_opens_when_the_client_has_been_disposed_is_closed_at_once()
    {
        HostClient client = Peer.CreateHostClient(EndPoint, new() { Proxy = Dialing.Proxy });
        Task ahead = client.OpenConnectionsAsync(1).AsTask();
        Elsewhere(client.Pool.Dispose);
        Assert.False(client.Pool.Drained.IsCompleted);
        Peer.Lines[0].Connect();
        Assert.Equal(HttpError.Disposed, ErrorOf(ahead));
        Assert.Equal(0, Peer.OpenLines);
        Assert.Equal((0, 1L), (client.Statistics.Open, client.Statistics.Closes.Disposals));
        Assert.True(client.Pool.Drained.IsCompleted);
    }

    [Fact]
    public void Nothing_is_opened_ahead_when_the_pool_has_ended()
    {
        HostClient client = Peer.CreateHostClient(EndPoint);
        client.Pool.Dispose();
        Assert.Equal(HttpError.Disposed, Patience.Wait(client.Pool.WarmUpAsync(1))!.Error);
        Assert.Equal(0, Peer.Accepted);
        Assert.Equal(0, client.Statistics.OpenFailed);
    }

    [Fact]
    public void A_pool_that_is_made_while_its_client_is_disposed_has_ended()
    {
        PoolMap pools = new(new(), [Peer.Loop], keepsPools: false, new CancellationToken(canceled: true));
        Assert.True(pools.Get(EndPoint).IsDisposed);
    }

    [Fact]
    public void What_the_caller_connects_with_runs_on_a_thread_that_it_may_block()
    {
        Peer.Loop.Own();
        Thread? connecting = null;
        FastHttpOptions options = new()
        {
            ConnectCallback = (_, _) =>
            {
                connecting = Thread.CurrentThread;
                throw new HttpException(HttpError.ConnectRefused);
            },
        };
        HostClient client = new(EndPoint, options, [Peer.Loop]);
        ValueTask<HttpError> call = client.SendNoThrowAsync(Get, null);
        Peer.RunPostedUntil(() => call.IsCompleted);
        Assert.Equal(HttpError.ConnectRefused, call.Result);
        Assert.NotSame(Thread.CurrentThread, connecting);
    }

    private FastHttpClient Dial(FastHttpOptions? options = null)
    {
        Measures = false;
        return Peer.CreateClient((options ?? new()) with { Proxy = Dialing.Proxy });
    }

    private static Task OpenAhead(FastHttpClient client, int count) =>
        client.OpenConnectionsAsync(EndPoint, count).AsTask();

    private static HttpError ErrorOf(Task opening) =>
        Assert.Throws<HttpException>(() => Patience.Wait(opening)).Error;
}
