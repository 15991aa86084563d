using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Options;

namespace FastHttp.Pooling;

/// <summary>How connections come to be, and what becomes of those that end by themselves.</summary>
internal sealed partial class ConnectionPool
{
    /// <summary>A connection is open. On its loop.</summary>
    public void OnOpened(PooledConnection place)
    {
        PooledExchange? next = null;
        bool arms = false;
        bool keeps;
        int openings;
        lock (_lock)
        {
            _opening--;
            _open++;
            _counters.CountOpened(place);
            keeps = !_disposed;
            next = keeps ? GrantNext(place, isFresh: true) : null;
            if (!keeps)
            {
                Drop(place, CloseReason.Disposal);
            }
            else if (next is null)
            {
                arms = Park(place, ExchangeTimes.Due(Now, Times.Idle));
            }

            openings = TakeOpenings();
            AssertInvariant();
        }

        if (!keeps)
        {
            place.Close();
        }

        StartOpenings(openings);
        if (arms)
        {
            _timer.Update();
        }

        place.Opened?.TrySetResult(keeps ? null : HttpFailure.Of(HttpError.Disposed));
        next?.Proceed();
    }

    /// <summary>A connection could not be opened: who waits longest learns why, the others have another try.</summary>
    public void OnOpenFailed(PooledConnection place, HttpFailure failure)
    {
        PooledExchange? loser;
        int openings;
        bool arms;
        lock (_lock)
        {
            _opening--;
            _counters.CountOpenFailed();
            place.State = PlaceState.Gone;
            _places.Remove(place);
            loser = place.Opened is null ? _waiting.First : null;
            if (loser is not null)
            {
                _waiting.Remove(loser);
            }

            openings = TakeOpenings();
            arms = WatchEmpty();
            TellIfDrained();
            AssertInvariant();
        }

        StartOpenings(openings);
        if (arms)
        {
            _timer.Update();
        }

        place.Opened?.TrySetResult(failure);
        loser?.Refuse(failure.Error, failure);
    }

    /// <summary>An idle connection has ended by itself. On its loop.</summary>
    public void OnIdleClosed(PooledConnection place)
    {
        bool arms = false;
        bool ends;
        int openings;
        lock (_lock)
        {
            // One that was just granted is found closed by who has it; one that was just dropped is closed by who has
            // dropped it.
            ends = place.State == PlaceState.Idle;
            if (ends)
            {
                _idle.Remove(place);
                arms = Drop(place, CloseReason.ByPeer);
            }

            openings = TakeOpenings();
            AssertInvariant();
        }

        place.RecordEnd();
        if (ends)
        {
            place.Rest();
        }

        StartOpenings(openings);
        if (arms)
        {
            _timer.Update();
        }
    }

    /// <summary>Keeps a place at rest, to open another connection in it. On its loop.</summary>
    public void Keep(PooledConnection place)
    {
        lock (_lock)
        {
            if (!_disposed && !_retired)
            {
                _spares[place.Shard].Push(place);
            }
        }
    }

    /// <summary>How many connections there may be. Any thread.</summary>
    public int MaxConnections
    {
        get => Volatile.Read(ref _maxConnections);
        set
        {
            PooledConnection? stale = null;
            int openings;
            lock (_lock)
            {
                Volatile.Write(ref _maxConnections, value);
                while (_open + _opening > value && _idle.Count != 0)
                {
                    // One at least stays, or is being opened, so that the pool does not become empty.
                    DropIdle(ref stale, CloseReason.Requested);
                }

                openings = TakeOpenings();
            }

            CloseAll(stale);
            StartOpenings(openings);
        }
    }

    /// <summary>Opens what is missing to so many connections, and waits until they are open.</summary>
    /// <returns>Null, or why one of them could not be opened.</returns>
    public async Task<HttpFailure?> WarmUpAsync(int count)
    {
        List<PooledConnection> places = [];
        List<Task<HttpFailure?>> outcomes = [];
        int left = count;
        do
        {
            places.Clear();
            outcomes.Clear();
            lock (_lock)
            {
                while (!_disposed && !_retired && _open + _opening < count && Room > 0 && places.Count < left)
                {
                    TaskCompletionSource<HttpFailure?> opened =
                        new(TaskCreationOptions.RunContinuationsAsynchronously);
                    places.Add(NewPlace(-1, opened));
                    outcomes.Add(opened.Task);
                }
            }

            // With some that end at once, it would never be done.
            left -= places.Count;
            HttpFailure? outcome = await OpenAsync(places, outcomes).ConfigureAwait(false);
            if (outcome is not null)
            {
                return outcome;
            }
        }
        while (places.Count != 0 && left != 0);
        return null;
    }

    // Not by the places: one that was opened may be used, end and be opened for another before its turn comes here.
    private async Task<HttpFailure?> OpenAsync(List<PooledConnection> places, List<Task<HttpFailure?>> outcomes)
    {
        HttpFailure? outcome = _disposed ? HttpFailure.Of(HttpError.Disposed) : null;
        foreach (PooledConnection place in places)
        {
            place.Open(_map.Disposed);
        }

        foreach (Task<HttpFailure?> opened in outcomes)
        {
            HttpFailure? failure = await opened.ConfigureAwait(false);
            outcome ??= failure;
        }

        return outcome;
    }

    private PooledConnection NewPlace(int shard, TaskCompletionSource<HttpFailure?>? opened)
    {
        shard = shard >= 0 ? shard : _nextShard++ % _loops.Length;
        _opening++;
        PooledConnection place = _spares[shard].TryPop() ?? new PooledConnection(this, shard, _loops[shard]);
        place.Begin(opened);
        _places.Add(place);
        return place;
    }

    // For connections that are not being opened yet.
    private int Room => Math.Min(_maxConnections - _open, Options.MaxConcurrentConnects) - _opening;

    // A call that waits needs a connection to wait for; a connection that went makes room for another.
    private int TakeOpenings() => _disposed ? 0 : Math.Max(0, Math.Min(_waiting.Count - _opening, Room));

    private void StartOpenings(int count)
    {
        for (int index = 0; index < count; index++)
        {
            PooledConnection? place = null;
            lock (_lock)
            {
                if (TakeOpenings() > 0)
                {
                    place = NewPlace(-1, null);
                }
            }

            place?.Open(_map.Disposed);
        }
    }
}
