using System.Threading;
using FastHttp.Transports;

namespace FastHttp.Pooling;

/// <summary>
/// One call of a client: takes a connection from a pool, waiting for it if need be, sends, gives the connection back,
/// and holds the one retry rule. Reused; the client's between calls. The marked members are the pool's and change under
/// its lock.
/// </summary>
internal sealed class PooledExchange(ExchangePool home, bool continueOnLoop) : ExchangeSource(continueOnLoop)
{
    private ConnectionPool? _pool;
    private PooledConnection? _place;
    private bool _wasReused;
    private bool _isRetry;

    /// <summary>Neighbours in the queue of the waiting. The pool's.</summary>
    public PooledExchange? Before { get; set; }

    /// <inheritdoc cref="Before"/>
    public PooledExchange? Behind { get; set; }

    /// <summary>Whether it is in the queue. The pool's.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>When it has waited for too long. The pool's.</summary>
    public long WaitDue { get; set; }

    /// <summary>Whether it may only have a connection that nobody has used: it is a retry.</summary>
    public bool WantsFresh => _isRetry;

    /// <summary>The connection that it was granted, null if it has none.</summary>
    public PooledConnection? Place => _place;

    /// <summary>When the whole call has to be over.</summary>
    public long CallDue => Due;

    /// <summary>The caller no longer wants it.</summary>
    public bool IsCanceled => IsCancelRequested;

    /// <summary>Takes the messages on loan. Throws as misuse demands, and then is free again.</summary>
    public void Begin(HttpRequest? request, PreparedRequest? prepared, HttpResponse? response)
    {
        try
        {
            Prepare(request, prepared, response);
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>Starts the call.</summary>
    public void Start(PoolMap pools, HttpEndPoint endPoint, CancellationToken cancellationToken)
    {
        ConnectionPool pool = pools.Get(endPoint);
        Volatile.Write(ref _pool, pool);
        _isRetry = false;
        long now = pool.Now;
        Due = pool.Times.RequestDue(now, Request);
        Register(cancellationToken);
        while (!TryAcquire(pool, now, isNew: true))
        {
            // It went out of use between the two lines.
            pool = pools.Get(endPoint);
            Volatile.Write(ref _pool, pool);
        }
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

    /// <summary>Ends the call without a connection; it is in no queue. Any thread.</summary>
    public void Refuse(HttpError error)
    {
        _pool!.Leave();
        Complete(error);
    }

    public override void Run()
    {
        PooledConnection place = _place!;
        _wasReused = place.WasIdle || place.Exchanges != 0;
        place.Exchanges++;
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
            // It ended while it was idle; no octet of the request has been sent, so this is no retry.
            TryAcquire(pool, pool.Now, isNew: false);
        }
    }

    protected override void OnEnded(HttpConnection connection, HttpError error)
    {
        ConnectionPool pool = _pool!;
        PooledConnection place = _place!;
        _place = null;
        if (error != HttpError.None && MayRetry(pool, error))
        {
            _isRetry = true;
            pool.CountRetry();
            pool.Return(place, ends: false);
            TryAcquire(pool, pool.Now, isNew: false);
            return;
        }

        pool.Return(place, ends: true);
        Complete(error);
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
        home.Return(this);
    }

    // RFC 9110 §9.2.2, RFC 9112 §9.3.1: the server may close an idle connection while a request is on its way to it.
    // Once, on a fresh connection, and only what may be done twice and can be sent again.
    private bool MayRetry(ConnectionPool pool, HttpError error) =>
        error == HttpError.ConnectionClosed
        && _wasReused
        && !_isRetry
        && !IsCancelRequested
        && (Traits & RequestTraits.Idempotent) != 0
        && Request is not { HasProducedBody: true }
        && !pool.IsDisposed
        && (Due == long.MaxValue || pool.Now < Due);

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
