using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Connections;
using FastHttp.Pooling;
using FastHttp.Tests.Faults;
using FastHttp.Tests.Pooling.Support;
using FastHttp.Tests.Transports;

namespace FastHttp.Tests.Pooling;

/// <summary>
/// The end of a pool: what its owner waits for, and what goes on. It is ended from another thread, so that what that
/// posts to the loop comes when the test says so.
/// </summary>
public sealed class EndTests : FaultTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n";

    public EndTests() => Measures = false;

    [Fact]
    public void A_call_that_is_under_way_is_waited_for_although_a_body_was_read_before()
    {
        HostClient client = Peer.CreateHostClient(EndPoint);
        FastHttpResponse response = Response();
        ValueTask<HttpError> streamed = client.SendNoThrowAsync(Get, response, ResponseOptions.StreamBody);
        Peer.Lines[0].Send(Head + "abc");
        Assert.Equal(HttpError.None, streamed.Result);
        Peer.Lines[0].Push("def"u8);
        Assert.True(response.DrainBodyAsync().IsCompletedSuccessfully);
        ValueTask<HttpError> call = client.SendNoThrowAsync(Get, null);
        Elsewhere(client.Pool.Dispose);
        Assert.False(client.Pool.Quiet.IsCompleted);
        Peer.RunPosted();
        Assert.Equal(HttpError.Disposed, call.Result);
        Assert.True(client.Pool.Drained.IsCompleted);
    }

    [Fact]
    public void A_body_whose_head_comes_after_the_end_is_read_to_its_own_end_and_not_waited_for()
    {
        HostClient client = Peer.CreateHostClient(EndPoint);
        FastHttpResponse response = Response();
        ValueTask<HttpError> call = client.SendNoThrowAsync(Get, response, ResponseOptions.StreamBody);
        Elsewhere(client.Pool.Dispose);
        Assert.False(client.Pool.Quiet.IsCompleted);
        Peer.Lines[0].Send(Head + "abc");
        Assert.Equal(HttpError.None, call.Result);
        Assert.True(client.Pool.Quiet.IsCompleted);
        Peer.RunPosted();
        Assert.False(client.Pool.Drained.IsCompleted);
        Peer.Lines[0].Push("def"u8);
        Assert.True(response.DrainBodyAsync().IsCompletedSuccessfully);
        Assert.True(client.Pool.Drained.IsCompleted);
        Assert.Equal(0, Peer.OpenLines);
    }

    [Fact]
    public void What_is_being_opened_beside_what_is_in_use_is_waited_for_too()
    {
        HostClient client = Peer.CreateHostClient(EndPoint, new() { Proxy = Dialing.Proxy });
        ValueTask<HttpError> used = client.SendNoThrowAsync(Get, null);
        Peer.Lines[0].Connect();
        ValueTask<HttpError> opening = client.SendNoThrowAsync(Get, null);
        Elsewhere(client.Pool.Dispose);
        Assert.False(client.Pool.Quiet.IsCompleted);
        Peer.RunPosted();
        Assert.All([used, opening], call => Assert.Equal(HttpError.Disposed, call.Result));
        Assert.True(client.Pool.Drained.IsCompleted);
        Assert.Equal(0, Peer.OpenLines);
    }

    [Fact]
    public void What_was_about_to_be_opened_is_not()
    {
        HostClient client = Peer.CreateHostClient(EndPoint);
        ValueTask<HttpError> call = default;
        Elsewhere(() => call = client.SendNoThrowAsync(Get, null));
        Elsewhere(client.Pool.Dispose);
        Assert.Equal(HttpError.Disposed, call.Result);
        Assert.False(client.Pool.Drained.IsCompleted);
        Peer.RunPosted();
        Assert.Equal(0, Peer.Accepted);
        Assert.True(client.Pool.Drained.IsCompleted);
    }

    [Fact]
    public void Nothing_is_counted_as_idle_afterwards()
    {
        HostClient client = Peer.CreateHostClient(EndPoint);
        ValueTask<HttpError> call = client.SendNoThrowAsync(Get, null);
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
        client.Pool.Dispose();
        Assert.Equal((0, 0), (client.Statistics.Open, client.Statistics.Idle));
    }

    [Fact]
    public void A_pool_without_a_call_leaves_at_once_and_with_what_it_is_opening()
    {
        HostClient client = Peer.CreateHostClient(EndPoint, new() { Proxy = Dialing.Proxy });
        Task ahead = client.OpenConnectionsAsync(1).AsTask();
        Elsewhere(() => Patience.Wait(client.Pool.RetireAsync()));
        Assert.True(client.Pool.IsRetired);
        Assert.False(client.Pool.Drained.IsCompleted);
        Peer.RunPosted();
        Assert.True(client.Pool.Drained.IsCompleted);
        Assert.Throws<HttpException>(() => Patience.Wait(ahead));
        Assert.Equal(0, Peer.OpenLines);
    }

    [Fact]
    public void A_caller_that_retires_a_pool_in_use_learns_when_it_has_left()
    {
        // The end is another thread's.
        Peer.Loop.Own();
        HostClient client = Peer.CreateHostClient(EndPoint);
        ValueTask<HttpError> call = client.SendNoThrowAsync(Get, null);
        Task[] leaving = [.. Enumerable.Range(0, 2).Select(_ => client.Pool.RetireAsync())];
        Assert.All(leaving, task => Assert.False(task.IsCompleted));
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Peer.RunPostedUntil(() => leaving.All(task => task.IsCompletedSuccessfully) && Peer.OpenLines == 0);
    }

    // Between the look for the pool and the call's coming there; a pool leaves by itself when it has been empty.
    [Theory, InlineData(false), InlineData(true)]
    public void A_call_that_comes_to_a_pool_which_has_just_left_goes_to_the_one_in_its_place(bool leavesByItself)
    {
        PoolMap pools = new(
            FastHttpOptions.Default.Continuing(onLoop: true), [Peer.Loop], keepsPools: false, CancellationToken.None);
        ConnectionPool pool = pools.Get(EndPoint);
        ValueTask<HttpError> first = Start(pools, pool);
        Peer.Lines[0].Answer(fields: "Connection: close\r\n");
        Assert.Equal(HttpError.None, first.Result);
        if (leavesByItself)
        {
            Peer.Advance(10);
        }
        else
        {
            Patience.Wait(pool.RetireAsync());
        }

        ValueTask<HttpError> call = Start(pools, pool);
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(1, pool.Statistics.Opened);
        Assert.Equal((1, 0), (pools.Get(EndPoint).Statistics.Idle, pools.Get(EndPoint).PendingCount));
        pools.Get(EndPoint).Dispose();
    }

    private static ValueTask<HttpError> Start(PoolMap pools, ConnectionPool pool)
    {
        PooledExchange exchange = new ExchangePool(continueOnLoop: true).Rent();
        StartedExchange started = new(exchange, exchange.Version);
        exchange.Begin(null, Get, EndPoint, null, ResponseOptions.None);
        exchange.Start(pools, pool, CancellationToken.None);
        return started.AsResult();
    }
}
