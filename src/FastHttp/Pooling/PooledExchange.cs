using System.Threading;
using FastHttp.Connections;
using FastHttp.Transports;

namespace FastHttp.Pooling;

/// <summary>
/// One call of a client: takes a connection from a pool, waiting for it if need be, sends, gives the connection back,
/// and decides whether to send again. Reused; the client's between calls. The marked members are the pool's and change
/// under its lock.
/// </summary>
internal sealed partial class PooledExchange(ExchangePool home, bool continueOnLoop) : ExchangeSource(continueOnLoop)
{
    private ConnectionPool? _pool;
    private PooledConnection? _place;
    private long _startedAt;
    private int _retries;
    private bool _wasReused;
    private bool _wantsFresh;
    private bool _hasRetriedHere;

    /// <summary>Neighbours in the queue of the waiting. The pool's.</summary>
    public PooledExchange? Before { get; set; }

    /// <inheritdoc cref="Before"/>
    public PooledExchange? Behind { get; set; }

    /// <summary>Whether it is in a queue. The pool's.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>Whether that is the queue of those that pause before they are sent again. The pool's.</summary>
    public bool IsPausing { get; set; }

    /// <summary>When it has waited for too long, or paused for long enough. The pool's.</summary>
    public long WaitDue { get; set; }

    /// <summary>Whether it may only have a connection that no call has used: the last one was too old.</summary>
    public bool WantsFresh => _wantsFresh;

    /// <summary>The connection that it was granted, null if it has none.</summary>
    public PooledConnection? Place => _place;

    /// <summary>When the whole call has to be over.</summary>
    public long CallDue => Due;

    /// <summary>The caller no longer wants it.</summary>
    public bool IsCanceled => IsCancelRequested;

    /// <summary>Takes the messages on loan. Throws as misuse demands, and then is free again.</summary>
    public void Begin(
        FastHttpRequest? request,
        PreparedRequest? prepared,
        HttpEndPoint endPoint,
        FastHttpResponse? response,
        ResponseOptions options)
    {
        try
        {
            StartTrace(request, prepared, endPoint);
            Prepare(request, prepared, response, options);
        }
        catch
        {
            AbandonTrace(request);
            Release();
            throw;
        }
    }

    /// <summary>Starts the call.</summary>
    public void Start(PoolMap pools, ConnectionPool pool, CancellationToken cancellationToken)
    {
        long now = StartAt(pool, cancellationToken);
        while (!TryAcquire(pool, now, isNew: true))
        {
            // It went out of use meanwhile.
            pool = pools.Get(pool.EndPoint);
            Volatile.Write(ref _pool, pool);
        }
    }

    /// <summary>Starts the call on one of several hosts; it may go on to another.</summary>
    public void Start(HostSet hosts, ConnectionPool pool, CancellationToken cancellationToken)
    {
        _hosts = hosts;
        _failovers = 0;
        StartAt(pool, cancellationToken);
        Enter(pool);
    }

    /// <summary>Gives it a connection; under the pool's lock. Then <see cref="Proceed"/>, outside of it.</summary>
    public void Grant(PooledConnection place) => _place = place;

    /// <summary>Goes on with the connection that was granted, on that one's loop. Any thread.</summary>
    public void Proceed()
    {
        TransportLoop loop = _place!.Loop;
        if (loop.IsOnLoop)
        {
            Run();
        }
        else
        {
            loop.Post(this);
        }
    }

    /// <summary>There is no connection for it; it is in no queue. Any thread.</summary>
    /// <param name="error">Why.</param>
    /// <param name="failure">What is known beyond that, if one was to be opened for it.</param>
    public void Refuse(HttpError error, HttpFailure? failure = null)
    {
        ConnectionPool pool = _pool!;
        Failure = failure;
        _wasReused = false;
        if (pool.Options.RetryPolicy is not null && MayRetry(pool, error, out long delay))
        {
            Retry(pool, error, delay);
            return;
        }

        ConnectionPool? other = OtherHost(pool, error, wasSent: false);
        pool.Leave();
        if (other is not null)
        {
            FailOver(pool, other, error);
            return;
        }

        End(pool, error);
    }

    /// <summary>Asks for a connection to send the request again: of the next host, if a policy wants it sent. Any
    /// thread.</summary>
    public void Resume()
    {
        ConnectionPool pool = _pool!;
        if (pool.Options.RetryPolicy is not null && _hosts?.Next(pool, first: null) is { } other)
        {
            pool.Leave();
            Enter(other);
        }
        else
        {
            TryAcquire(pool, pool.Now, isNew: false);
        }
    }

    public override void Run()
    {
        PooledConnection place = _place!;
        _wasReused = place.WasIdle || place.Exchanges != 0;
        place.Exchanges++;
        RecordWait(_pool!);
        Submit(place.Connection!);
    }

    protected override void OnNotSent(HttpError error)
    {
        ConnectionPool pool = _pool!;
        PooledConnection place = _place!;
        _place = null;
        place.Exchanges--;
        pool.Return(place, ends: false);
        if (error == HttpError.Canceled || !_wasReused)
        {
            Refuse(error);
        }
        else
        {
            // It ended while it was idle; no byte of the request has been sent, so this is no retry.
            TryAcquire(pool, pool.Now, isNew: false);
        }
    }

    protected override void OnEnded(HttpConnection connection, HttpError error)
    {
        ConnectionPool pool = _pool!;
        PooledConnection place = _place!;
        _place = null;
        if (MayRetry(pool, error, out long delay))
        {
            pool.Return(place, ends: false);
            Retry(pool, error, delay);
            return;
        }

        ConnectionPool? other = OtherHost(pool, error, wasSent: true);
        pool.Return(place, ends: true);
        if (other is not null)
        {
            other.CountRetry();
            FailOver(pool, other, error);
            return;
        }

        End(pool, error);
    }

    protected override void OnHandedOver(StreamedExchange exchange)
    {
        PooledConnection place = _place!;
        exchange.Follow(place);
        _place = null;
        _pool!.OnHandedOver(place);
        RecordEnd(_pool!, HttpError.None);
    }

    protected override void OnCancelRequested()
    {
        if (Volatile.Read(ref _pool)!.TryCancel(this, out PooledConnection? place))
        {
            Refuse(HttpError.Canceled);
        }
        else if (place?.Connection is { } connection)
        {
            PostCancel(connection);
        }

        // Else it is about to ask for a connection, and will be refused.
    }

    protected override void Release()
    {
        _pool = null;
        _hosts = null;
        _firstHost = null;
        home.Return(this);
    }

    private long StartAt(ConnectionPool pool, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _pool, pool);
        _retries = 0;
        _wantsFresh = false;
        _hasRetriedHere = false;
        long now = pool.Now;
        _startedAt = now;
        Due = pool.Times.RequestDue(now, Request);
        Register(cancellationToken);
        return now;
    }

    // An attempt that failed when the caller no longer wanted the call was the last one for that reason alone.
    private void End(ConnectionPool pool, HttpError error)
    {
        HttpError reason = OwnReason(error);
        RecordEnd(pool, reason);
        Complete(reason);
    }

    // False: the pool is out of use. Else all may be over when this returns.
    private bool TryAcquire(ConnectionPool pool, long now, bool isNew)
    {
        switch (pool.Acquire(this, now, isNew, out HttpError refusal))
        {
            case AcquireOutcome.Retired:
                return false;
            case AcquireOutcome.Granted:
                Proceed();
                return true;
            case AcquireOutcome.Refused:
                Refuse(refusal);
                return true;
            default:
                return true;
        }
    }
}
