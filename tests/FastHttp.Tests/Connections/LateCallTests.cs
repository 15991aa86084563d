using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Pooling;
using FastHttp.Tests.Client.Support;
using FastHttp.Transports;
using FastHttp.Transports.Memory;

namespace FastHttp.Tests.Connections;

/// <summary>
/// What is posted to end a connection names the life that it means: it does nothing to the connection that the object
/// has become since.
/// </summary>
public sealed class LateCallTests
{
    private static readonly HttpEndPoint s_endPoint = HttpEndPoint.Http("127.0.0.1");
    private static readonly IPEndPoint s_address = new(IPAddress.Loopback, 80);
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private readonly ManualPeer _peer = new();
    private readonly FastHttpOptions _options = FastHttpOptions.Default.Continuing(onLoop: true);

    [Theory, InlineData(false), InlineData(true)]
    public async Task An_abort_of_the_last_connection_is_not_one_of_the_next(bool disposes)
    {
        Watcher watcher = new();
        Open(watcher, used: null);
        HttpConnection first = watcher.Opened!;
        await ElsewhereAsync(async () =>
        {
            if (disposes)
            {
                await first.DisposeAsync();
            }
            else
            {
                first.Abort();
            }
        });
        _peer.Lines[0].Close();
        Watcher next = new();
        Open(next, first);
        Assert.Same(first, next.Opened);
        ValueTask<HttpError> call = first.SendNoThrowAsync(s_get, null);
        Assert.True(_peer.Loop.RunPosted());
        Assert.True(first.IsOpen);
        _peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, await call);

        // In its own life it does what it says.
        await ElsewhereAsync(() =>
        {
            first.Abort();
            return Task.CompletedTask;
        });
        Assert.True(_peer.Loop.RunPosted());
        Assert.Equal(HttpError.Disposed, first.BrokenBy);
        Assert.False(_peer.Lines[1].IsOpen);
    }

    [Fact]
    public void What_the_server_said_of_the_last_connection_is_not_said_of_the_next()
    {
        Watcher watcher = new();
        Open(watcher, used: null);
        HttpConnection connection = watcher.Opened!;
        ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, null);
        _peer.Lines[0].Answer(fields: "Connection: close\r\nKeep-Alive: timeout=3\r\n");
        Assert.Equal((HttpError.None, 3), (call.Result, connection.KeepAliveSeconds));
        Open(watcher, connection);
        Assert.Same(connection, watcher.Opened);
        Assert.Equal(-1, connection.KeepAliveSeconds);
        Assert.Equal((0L, 0L), (connection.SentBytes, connection.ReceivedBytes));
    }

    [Fact]
    public void A_second_close_of_a_place_is_not_one_of_its_next_connection()
    {
        PoolMap map = new(_options, [_peer.Loop], keepsPools: false, CancellationToken.None);
        ConnectionPool pool = map.Get(s_endPoint);
        ExchangePool exchanges = new(continueOnLoop: true);
        PooledExchange first = Start(exchanges, map, pool);
        PooledConnection place = first.Place!;
        _peer.Loop.IsLeft = true;
        place.Close();
        place.CloseUnlessRead();
        _peer.Loop.IsLeft = false;
        _peer.Lines[0].Answer(fields: "Connection: close\r\n");
        PooledExchange second = Start(exchanges, map, pool);
        Assert.Same(place, second.Place);
        Assert.Equal(1, pool.MadeOfLast);
        Assert.True(_peer.Loop.RunPosted());
        Assert.True(_peer.Loop.RunPosted());
        Assert.True(_peer.Lines[1].IsOpen);
        _peer.Lines[1].Answer();
        Assert.Equal(1, pool.Statistics.Idle);
    }

    [Fact]
    public void One_that_is_still_to_be_told_of_its_end_is_not_used_again()
    {
        Watcher watcher = new();
        HttpConnection? connection = null;
        OnLoop(() => _peer.Loop.Connect(s_address, null, new Connecting(transport => _peer.Loop.Post(new Work(() =>
        {
            transport.Abort();
            connection = new HttpConnection(transport, _options, watcher);
            connection.Start();
            Assert.False(connection.IsOpen);
            Assert.False(connection.CanBeginAgain(_peer.Loop, _options));
            Assert.Null(watcher.Closed);
        })))));
        Assert.Same(connection, watcher.Closed);
        Assert.True(connection!.CanBeginAgain(_peer.Loop, _options));
    }

    private void Open(Watcher watcher, HttpConnection? used) =>
        OnLoop(() => HttpConnection.Open(_peer.Loop, s_endPoint, s_address, _options, watcher, used));

    private PooledExchange Start(ExchangePool exchanges, PoolMap map, ConnectionPool pool)
    {
        PooledExchange exchange = exchanges.Rent();
        exchange.Begin(null, s_get, s_endPoint, null, ResponseOptions.None);
        OnLoop(() => exchange.Start(map, pool, CancellationToken.None));
        return exchange;
    }

    private void OnLoop(Action action) => _peer.Loop.Post(new Work(action));

    private async Task ElsewhereAsync(Func<Task> action)
    {
        MemoryLoop loop = _peer.Loop;
        loop.IsLeft = true;
        await action();
        loop.IsLeft = false;
    }

    private sealed class Work(Action action) : ILoopTask
    {
        public void Run() => action();
    }

    private sealed class Connecting(Action<TransportConnection> connected) : IConnectHandler
    {
        public void OnConnected(TransportConnection connection) => connected(connection);

        public void OnConnectFailed(TransportError error, int systemError) => Assert.Fail($"{error}");
    }

    private sealed class Watcher : IConnectionHandler
    {
        public HttpConnection? Opened { get; private set; }

        public HttpConnection? Closed { get; private set; }

        public void OnOpened(HttpConnection connection) => Opened = connection;

        public void OnOpenFailed(HttpFailure failure) => Assert.Fail($"{failure.Error}");

        public void OnIdleClosed(HttpConnection connection) => Closed = connection;
    }
}
