using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace FastHttp.Pooling;

/// <summary>What is not an exchange's: time, warming up, closing, and the end.</summary>
internal sealed partial class ConnectionPool
{
    // A pool that is empty for this long goes; who comes again pays for a small object.
    private static readonly long s_emptyTicks = 10 * Stopwatch.Frequency;

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Completes when the last call has gone, if the pool is to go with it.
    private TaskCompletionSource? _leaving;
    private long _timerDue = long.MaxValue;
    private long _emptyDue = long.MaxValue;

    /// <summary>When the timer shall fire; <see cref="long.MaxValue"/> for never.</summary>
    public long TimerDue
    {
        get
        {
            lock (_lock)
            {
                return _timerDue;
            }
        }
    }

    /// <summary>After <see cref="Dispose"/>: completes when no connection is left.</summary>
    public Task Drained => _drained.Task;

    /// <summary>After <see cref="Dispose"/>: completes when none is left but those whose bodies are being read.
    /// </summary>
    public Task Quiet => _quiet.Task;

    /// <summary>Looks what is due: waits, idle connections, and the pool itself. On the first loop.</summary>
    public void OnTimer()
    {
        long now = Now;
        PooledConnection? stale = null;
        ExchangeChain late = default;
        ExchangeChain rested = default;
        bool retires;
        int openings;
        lock (_lock)
        {
            _timerDue = long.MaxValue;
            long next = Math.Min(_waiting.TakeLate(now, ref late), _pausing.TakeLate(now, ref rested));
            next = Math.Min(next, TakeStale(now, ref stale));
            retires = IsEmpty && now >= _emptyDue && !_retired && !_disposed;
            _retired |= retires;
            _timerDue = retires ? long.MaxValue : Math.Min(next, IsEmpty ? _emptyDue : long.MaxValue);
            openings = TakeOpenings();
            AssertInvariant();
        }

        if (retires)
        {
            _map.Remove(this);
        }

        CloseAll(stale);
        StartOpenings(openings);
        _timer.Update();
        while (late.Take() is { } exchange)
        {
            exchange.Refuse(exchange.CallDue <= now ? HttpError.RequestTimeout : HttpError.PoolWaitTimeout);
        }

        while (rested.Take() is { } exchange)
        {
            exchange.Resume();
        }
    }

    /// <summary>Closes what is idle; what is in use is not touched. Any thread.</summary>
    public void CloseIdle()
    {
        PooledConnection? stale = null;
        bool arms = false;
        int openings;
        lock (_lock)
        {
            while (_idle.Count != 0)
            {
                arms |= DropIdle(ref stale, CloseReason.Requested);
            }

            openings = TakeOpenings();
        }

        CloseAll(stale);
        StartOpenings(openings);
        if (arms)
        {
            _timer.Update();
        }
    }

    /// <summary>
    /// Ends everything: who waits, what is being opened, idle or in use. Only a response whose body is being read
    /// goes on to its end. Any thread.
    /// </summary>
    public void Dispose()
    {
        ExchangeChain waiting = default;
        PooledConnection[] places;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _waiting.TakeAll(ref waiting);
            _pausing.TakeAll(ref waiting);

            _timerDue = long.MaxValue;
            places = new PooledConnection[_places.Count];
            _places.CopyTo(places);
            foreach (PooledConnection place in places)
            {
                if (place.State == PlaceState.Idle)
                {
                    _idle.Remove(place);
                    Drop(place, CloseReason.Disposal);
                }
            }

            TellIfDrained();
        }

        _timer.Update();
        while (waiting.Take() is { } exchange)
        {
            exchange.Refuse(HttpError.Disposed);
        }

        foreach (PooledConnection place in places)
        {
            place.CloseUnlessRead();
        }
    }

    /// <summary>
    /// Takes the pool out of use as soon as no call uses it, and ends it; <see cref="Drained"/> tells when nothing is
    /// left of it. Who asks for a connection from then on has to look for another pool. Any thread.
    /// </summary>
    public async Task RetireAsync()
    {
        Task unused;
        lock (_lock)
        {
            _leaving ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            RetireIfUnused();
            unused = _leaving.Task;
        }

        await unused.ConfigureAwait(false);
        Dispose();
        _map.Remove(this);
    }

    private void RetireIfUnused()
    {
        if (_leaving is not null && _users == 0)
        {
            _retired = true;
            _leaving.TrySetResult();
        }
    }

    private bool IsEmpty => _open + _opening + _users == 0;

    // Notes when the pool has become empty.
    private bool WatchEmpty()
    {
        if (!IsEmpty || _disposed || _map.KeepsPools)
        {
            return false;
        }

        _emptyDue = Now + s_emptyTicks;
        return WantTimer(_emptyDue);
    }

    private bool WantTimer(long due)
    {
        if (due >= _timerDue || _disposed)
        {
            return false;
        }

        _timerDue = due;
        return true;
    }

    private void TellIfDrained()
    {
        if (!_disposed || _open + _opening > _beingRead)
        {
            return;
        }

        _quiet.TrySetResult();
        if (_open + _opening == 0)
        {
            _drained.TrySetResult();
        }
    }

    private long TakeStale(long now, ref PooledConnection? stale)
    {
        long next = long.MaxValue;
        foreach (ref readonly IdleStack stack in _idle.Stacks)
        {
            PooledConnection? place = stack.Bottom;
            while (place is not null)
            {
                PooledConnection? above = place.Above;
                long due = Math.Min(place.IdleDue, place.LifeDue);
                if (due <= now)
                {
                    _idle.Remove(place);
                    Drop(place, place.LifeDue <= now ? CloseReason.Lifetime : CloseReason.IdleTimeout);
                    place.Below = stale;
                    stale = place;
                }
                else
                {
                    next = Math.Min(next, due);
                }

                place = above;
            }
        }

        return next;
    }
}
