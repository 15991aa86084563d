using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using FastHttp.Options;
using FastHttp.Telemetry;
using FastHttp.Transports;

namespace FastHttp.Pooling;

/// <summary>
/// The connections of a client to one end point, and the exchanges that wait for one. Thread-safe: one short lock,
/// under which nothing of others is called. A connection of the caller's own loop is taken first, else the one that
/// became idle last.
/// </summary>
/// <remarks>
/// Invariants, outside the lock: places that are open or being opened are no more than the limit; while an exchange
/// waits that may have any connection, none is idle; who waits has a connection in use or being opened to wait for.
/// </remarks>
internal sealed partial class ConnectionPool : IObservedPool
{
    private readonly Lock _lock = new();
    private readonly PoolMap _map;
    private readonly TransportLoop[] _loops;
    private readonly SpareStack[] _spares;
    private readonly HashSet<PooledConnection> _places = [];
    private readonly PoolTimer _timer;
    private IdleSet _idle;
    private PoolCounters _counters = new();
    private WaitQueue _waiting;

    // Those that pause before they are sent again: they wait for time alone.
    private WaitQueue _pausing;
    private int _maxConnections;
    private int _open;
    private int _opening;
    private int _beingRead;

    // Calls that are neither refused nor over: a pool that has any stays in use.
    private int _users;
    private int _nextShard;
    private volatile bool _disposed;
    private volatile bool _retired;

    public ConnectionPool(PoolMap map, HttpEndPoint endPoint)
    {
        _map = map;
        EndPoint = endPoint;
        Options = map.Options.Of(endPoint);
        Times = Options.Times;
        _maxConnections = Options.MaxConnectionsPerServer;
        Addresses = new AddressBook(endPoint, Options);
        Tags = new PeerTags(endPoint);
        _loops = map.Loops;
        _idle = new IdleSet(_loops.Length);
        _spares = new SpareStack[_loops.Length];
        _timer = new PoolTimer(this, _loops[0]);
    }

    public HttpEndPoint EndPoint { get; }

    public FastHttpOptions Options { get; }

    public ExchangeTimes Times { get; }

    /// <summary>Where to connect.</summary>
    public AddressBook Addresses { get; }

    /// <summary>
    /// Judges the host by its calls; null where no client chooses between hosts. Set before the first call.
    /// </summary>
    public HostHealth? Health { get; set; }

    /// <summary>What those who listen are told of the end point.</summary>
    public PeerTags Tags { get; }

    /// <summary>Calls that are under way.</summary>
    public int PendingCount => Volatile.Read(ref _users);

    /// <summary>A copy of all that is counted.</summary>
    public PoolStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return _counters.Read(_open, _idle.Count, _opening, _waiting.Count, _places);
            }
        }
    }

    /// <summary>Connections that were made of ones that had ended.</summary>
    public long MadeOfLast
    {
        get
        {
            lock (_lock)
            {
                return _counters.MadeOfLast;
            }
        }
    }

    public bool IsDisposed => _disposed;

    public bool IsRetired => _retired;

    /// <summary>The time of the pool's loops.</summary>
    public long Now => _loops[0].Now;

    /// <summary>Counts a request that is sent a second time. Any thread.</summary>
    public void CountRetry() => _counters.CountRetry();

    /// <summary>
    /// Asks for a connection. An exchange that is granted one goes on by itself; one that waits hears from the pool.
    /// </summary>
    /// <param name="exchange">Who asks.</param>
    /// <param name="now">The time.</param>
    /// <param name="isNew">It asks for the first time, and counts as a user from now on.</param>
    /// <param name="refusal">With <see cref="AcquireOutcome.Refused"/>, why.</param>
    public AcquireOutcome Acquire(PooledExchange exchange, long now, bool isNew, out HttpError refusal)
    {
        refusal = HttpError.None;
        PooledConnection? opening = null;
        PooledConnection? stale = null;
        AcquireOutcome outcome;
        bool arms;
        int shard = OwnShard();
        lock (_lock)
        {
            if (isNew)
            {
                if (_retired)
                {
                    return AcquireOutcome.Retired;
                }

                _users++;
            }

            if (_disposed || exchange.IsCanceled)
            {
                refusal = exchange.IsCanceled ? HttpError.Canceled : HttpError.Disposed;
                return AcquireOutcome.Refused;
            }

            if (!exchange.WantsFresh && TakeIdle(shard, now, ref stale) is { } idle)
            {
                exchange.Grant(idle);
                outcome = AcquireOutcome.Granted;
                arms = false;
            }
            else
            {
                outcome = Wait(exchange, now, shard, ref stale, out opening, out refusal, out arms);
            }

            AssertInvariant();
        }

        CloseAll(stale);
        opening?.Open(_map.Disposed);
        if (arms)
        {
            _timer.Update();
        }

        return outcome;
    }

    /// <summary>Takes a connection back, on its loop, whatever its state, and gives it to who waits.</summary>
    /// <param name="place">The connection.</param>
    /// <param name="ends">With it the call ends; it is no user any more.</param>
    public void Return(PooledConnection place, bool ends)
    {
        CloseReason end = EndOf(place, out long idleDue);
        bool arms = false;
        int openings;
        PooledExchange? next = null;
        lock (_lock)
        {
            _beingRead -= place.State == PlaceState.BeingRead ? 1 : 0;
            if (ends)
            {
                EndUse();
            }

            end = _disposed ? CloseReason.Disposal : end;
            end = end == CloseReason.None && _open > _maxConnections ? CloseReason.Requested : end;
            if (end == CloseReason.None)
            {
                next = GrantNext(place);
                end = next is null && _waiting.Count != 0 ? CloseReason.Replaced : CloseReason.None;
            }

            if (end != CloseReason.None)
            {
                arms = Drop(place, end);
            }
            else if (next is null)
            {
                arms = Park(place, idleDue);
            }

            openings = TakeOpenings();
            AssertInvariant();
        }

        if (end != CloseReason.None)
        {
            place.Close();
        }

        StartOpenings(openings);
        if (arms)
        {
            _timer.Update();
        }

        next?.Proceed();
    }

    /// <summary>
    /// A call is over, but the body of its response is still to be read: the end of the pool lets that go on. On the
    /// connection's loop.
    /// </summary>
    public void OnHandedOver(PooledConnection place)
    {
        lock (_lock)
        {
            place.State = PlaceState.BeingRead;
            _beingRead++;
            TellIfDrained();
        }
    }

    /// <summary>A call ends without having a connection.</summary>
    public void Leave()
    {
        bool arms;
        lock (_lock)
        {
            EndUse();
            arms = WatchEmpty();
        }

        if (arms)
        {
            _timer.Update();
        }
    }

    /// <summary>
    /// Takes an exchange out of the queue; false if it is not there, but may have a connection.
    /// </summary>
    public bool TryCancel(PooledExchange exchange, out PooledConnection? place)
    {
        lock (_lock)
        {
            place = exchange.Place;
            if (!exchange.IsWaiting)
            {
                return false;
            }

            if (exchange.IsPausing)
            {
                _pausing.Remove(exchange);
            }
            else
            {
                _waiting.Remove(exchange);
            }

            return true;
        }
    }

    /// <summary>
    /// Keeps an exchange until a time, after which it asks for a connection. Returns the reason if it is over before.
    /// </summary>
    public HttpError Delay(PooledExchange exchange, long due)
    {
        bool arms;
        lock (_lock)
        {
            if (_disposed || exchange.IsCanceled)
            {
                return exchange.IsCanceled ? HttpError.Canceled : HttpError.Disposed;
            }

            exchange.WaitDue = due;
            exchange.IsPausing = true;
            _pausing.Enqueue(exchange);
            arms = WantTimer(due);
        }

        if (arms)
        {
            _timer.Update();
        }

        return HttpError.None;
    }

    private AcquireOutcome Wait(
        PooledExchange exchange,
        long now,
        int shard,
        ref PooledConnection? stale,
        out PooledConnection? opening,
        out HttpError refusal,
        out bool arms)
    {
        // It may not have what is idle, which in turn would keep it from having one of its own.
        while (exchange.WantsFresh && _idle.Count != 0 && Room <= 0 && _opening < Options.MaxConcurrentConnects)
        {
            DropIdle(ref stale, CloseReason.Replaced);
        }

        bool opens = Room > 0;
        opening = null;
        arms = false;
        refusal = HttpError.None;
        if (!opens && _waiting.Count - _opening >= Options.MaxWaiters)
        {
            refusal = HttpError.PoolExhausted;
            return AcquireOutcome.Refused;
        }

        // Whose connection is being made has the time for that on top: the reason is then that of the making.
        long due = ExchangeTimes.Due(now, Times.PoolWait);
        exchange.WaitDue = opens && due != long.MaxValue
            ? (Times.Connect == 0 ? long.MaxValue : due + Times.Connect)
            : due;
        exchange.IsPausing = false;
        _waiting.Enqueue(exchange);
        if (opens)
        {
            opening = NewPlace(shard, null);
        }

        arms = WantTimer(Math.Min(exchange.WaitDue, exchange.CallDue));
        return AcquireOutcome.Waits;
    }

    private void EndUse()
    {
        _users--;
        RetireIfUnused();
    }

    // The first call that may have it; a retry may only have a connection that no call has used.
    private PooledExchange? GrantNext(PooledConnection place, bool isFresh = false)
    {
        PooledExchange? next = _waiting.First;
        while (next is not null && next.WantsFresh && !isFresh)
        {
            next = next.Behind;
        }

        if (next is not null)
        {
            _waiting.Remove(next);
            place.State = PlaceState.InUse;
            next.Grant(place);
        }

        return next;
    }

    // At the end of what is done under the lock.
    [Conditional("DEBUG")]
    private void AssertInvariant()
    {
        Debug.Assert(_places.Count == _open + _opening, "A place is open or being opened.");
        _idle.AssertInvariant();
        bool anyMayWait = false;
        for (PooledExchange? waiting = _waiting.First; waiting is not null; waiting = waiting.Behind)
        {
            anyMayWait |= !waiting.WantsFresh;
        }

        Debug.Assert(!anyMayWait || _idle.Count == 0, "None waits beside an idle connection that it may have.");
        Debug.Assert(
            _waiting.Count == 0 || _open - _idle.Count + _opening > 0 || TakeOpenings() > 0 || _maxConnections <= 0,
            "What waits has something to wait for.");
    }

    // The loop that the caller is on, or -1.
    private int OwnShard()
    {
        for (int shard = 0; shard < _loops.Length; shard++)
        {
            if (_loops[shard].IsOnLoop)
            {
                return shard;
            }
        }

        return -1;
    }
}
