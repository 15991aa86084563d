using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Telemetry;
using FastHttp.Transports;

namespace FastHttp.Pooling;

/// <summary>
/// One place of a pool and the connection in it. Its state and its neighbours among the idle are the pool's and change
/// under its lock. The opening is the loop's. The count of exchanges belongs to the call that has the connection.
/// </summary>
/// <remarks>
/// The object has one life after another, each with a connection of its own, of which the last becomes the next. The
/// caller that takes a place out of the pool ends it: by <see cref="Close"/>, or by <see cref="Rest"/> where the
/// connection has ended by itself. On its loop that ends the life, and from the next task of the loop on there may be
/// another. Invariant: a life ends once, and then neither an exchange nor a stack nor a body has the place; what is
/// posted to end it names the life, so that it does nothing to another.
/// </remarks>
internal sealed partial class PooledConnection(ConnectionPool pool, int shard, TransportLoop loop)
    : IConnectionHandler, IExchangeHandler
{
    private long _openedAt;
    private int _endIsRecorded;

    // Tells one life of the object from the next; changes on the loop, when the one has ended.
    private int _life;

    // The connection of the last life, until the next one is open.
    private HttpConnection? _used;
    private RestTask? _resting;

    /// <summary>Which of the pool's loops it lives on.</summary>
    public int Shard => shard;

    public TransportLoop Loop => loop;

    public PlaceState State { get; set; }

    /// <summary>Null until it is open.</summary>
    public HttpConnection? Connection { get; private set; }

    /// <summary>Exchanges that were started on it.</summary>
    public int Exchanges { get; set; }

    /// <summary>It has been idle once, so that the server may close it while a request is on its way.</summary>
    public bool WasIdle { get; set; }

    /// <summary>When it has been used for long enough.</summary>
    public long LifeDue { get; private set; }

    /// <summary>When it has been idle for too long; <see cref="long.MaxValue"/> for no such time.</summary>
    public long IdleDue { get; set; }

    /// <summary>A number that only grows, from when it became idle: the order of the stack over all loops.</summary>
    public long IdleOrder { get; set; }

    /// <summary>Neighbours in the stack.</summary>
    public PooledConnection? Below { get; set; }

    /// <inheritdoc cref="Below"/>
    public PooledConnection? Above { get; set; }

    /// <summary>Who waits for it to be open, without wanting to use it.</summary>
    public TaskCompletionSource<HttpFailure?>? Opened { get; private set; }

    /// <summary>Whether the connection is made of the one that the place had before.</summary>
    public bool IsMadeOfLast { get; private set; }

    /// <summary>Begins a life. Under the pool's lock.</summary>
    /// <param name="opened">Who waits for it to be open, without wanting to use it; or null.</param>
    public void Begin(TaskCompletionSource<HttpFailure?>? opened)
    {
        AssertAtRest();
        _used = Connection;
        Connection = null;
        Opened = opened;
        State = PlaceState.Opening;
        Exchanges = 0;
        WasIdle = false;
        IsMadeOfLast = false;
        _endIsRecorded = 0;
    }

    public void OnIdleClosed(HttpConnection connection) => pool.OnIdleClosed(this);

    /// <summary>Gives the connection back: the rest of an abandoned body has been read.</summary>
    public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome) => GiveBack();

    /// <summary>Gives the connection back: the rest of an abandoned body will not come.</summary>
    public void OnFailure(HttpConnection connection, HttpError error) => GiveBack();

    /// <summary>A call that had a streamed body has ended with it. On the loop.</summary>
    public void GiveBack() => pool.Return(this, ends: true);

    /// <summary>Ends the connection, or the attempt to open it, from any thread.</summary>
    public void Close()
    {
        RecordEnd();
        loop.Execute(static state => state.Place.EndLife(state.Life), (Place: this, Life: Volatile.Read(ref _life)));
    }

    /// <summary>As <see cref="Close"/>, but a body that is being read is read on. Any thread.</summary>
    public void CloseUnlessRead() => loop.Execute(
        static state =>
        {
            // It changes to that on this loop.
            if (state.Place._life == state.Life && state.Place.State != PlaceState.BeingRead)
            {
                state.Place.Close();
            }
        },
        (Place: this, Life: Volatile.Read(ref _life)));

    /// <summary>
    /// The connection has ended, and the pool has let it go: the place is kept for another one, if nothing can be heard
    /// of the last any more. On the loop.
    /// </summary>
    public void Rest()
    {
        Volatile.Write(ref _life, _life + 1);
        if (Connection?.CanBeginAgain(loop, pool.Options) == true)
        {
            // Not before what runs now has returned: it may be the connection's own.
            loop.Post(_resting ??= new RestTask(pool, this));
        }
    }

    /// <summary>Tells listeners how long the connection was open; once. Any thread.</summary>
    public void RecordEnd()
    {
        if (ClientTelemetry.ConnectionDuration.Enabled && Connection is not null
            && Interlocked.Exchange(ref _endIsRecorded, 1) == 0)
        {
            ClientTelemetry.ConnectionDuration.Record(
                Stopwatch.GetElapsedTime(_openedAt, loop.Now).TotalSeconds, pool.Tags.List());
        }
    }

    // On the loop.
    private void EndLife(int life)
    {
        if (_life != life)
        {
            return;
        }

        Connection?.Abort();
        _opener?.Cancel();

        // A call that was under way when the client was disposed has given the place back, and so ended it.
        if (_life == life)
        {
            Rest();
        }
    }

    [Conditional("DEBUG")]
    private void AssertAtRest()
    {
        Debug.Assert(Above is null && Below is null, "It is in no stack.");
        Debug.Assert(_opener is null && Connection is not { IsOpen: true }, "The last connection has ended.");
        Debug.Assert(Connection is not { PendingCount: > 0 }, "No exchange is left on the last connection.");
    }

    private sealed class RestTask(ConnectionPool pool, PooledConnection place) : ILoopTask
    {
        public void Run() => pool.Keep(place);
    }
}
