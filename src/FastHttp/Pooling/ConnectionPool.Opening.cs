using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

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
            _opened++;
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

        place.Opened?.TrySetResult(keeps ? HttpError.None : HttpError.Disposed);
        next?.Proceed();
    }

    /// <summary>A connection could not be opened: who waits longest learns why, the others have another try.</summary>
    public void OnOpenFailed(PooledConnection place, HttpError error, int systemError)
    {
        PooledExchange? loser;
        int openings;
        bool arms;
        lock (_lock)
        {
            _opening--;
            _openFailed++;
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
        }

        StartOpenings(openings);
        if (arms)
        {
            _timer.Update();
        }

        place.Opened?.TrySetResult(error);
        loser?.Refuse(error, systemError);
    }

    /// <summary>An idle connection has ended by itself. On its loop.</summary>
    public void OnIdleClosed(PooledConnection place)
    {
        bool arms = false;
        lock (_lock)
        {
            // One that was just granted is found closed by who has it.
            if (place.State == PlaceState.Idle)
            {
                TakeOut(place);
                arms = Drop(place, CloseReason.ByPeer);
            }
        }

        place.RecordEnd();

        if (arms)
        {
            _timer.Update();
        }
    }

    /// <summary>How many connections there may be. Any thread.</summary>
    public int MaxConnections
    {
        get => Volatile.Read(ref _maxConnections);
        set
        {
            PooledConnection? stale = null;
            bool arms = false;
            int openings;
            lock (_lock)
            {
                Volatile.Write(ref _maxConnections, value);
                while (_open > value && _idleCount != 0)
                {
                    arms |= DropIdle(ref stale);
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
    }

    /// <summary>Opens what is missing to so many connections, and waits until they are open.</summary>
    /// <returns>None, or why one of them could not be opened.</returns>
    public async Task<HttpError> WarmUpAsync(int count)
    {
        List<PooledConnection> places = [];
        int left = count;
        do
        {
            places.Clear();
            lock (_lock)
            {
                while (!_disposed && !_retired && _open + _opening < count && Room > 0 && places.Count < left)
                {
                    places.Add(NewPlace(-1, new TaskCompletionSource<HttpError>(
                        TaskCreationOptions.RunContinuationsAsynchronously)));
                }
            }

            // With some that end at once, it would never be done.
            left -= places.Count;
            HttpError outcome = await OpenAsync(places).ConfigureAwait(false);
            if (outcome != HttpError.None)
            {
                return outcome;
            }
        }
        while (places.Count != 0 && left != 0);
        return HttpError.None;
    }

    private async Task<HttpError> OpenAsync(List<PooledConnection> places)
    {
        HttpError outcome = _disposed ? HttpError.Disposed : HttpError.None;
        foreach (PooledConnection place in places)
        {
            place.Open(_map.Disposed);
        }

        foreach (PooledConnection place in places)
        {
            HttpError error = await place.Opened!.Task.ConfigureAwait(false);
            outcome = outcome == HttpError.None ? error : outcome;
        }

        return outcome;
    }

    private PooledConnection NewPlace(int shard, TaskCompletionSource<HttpError>? opened)
    {
        shard = shard >= 0 ? shard : _nextShard++ % _loops.Length;
        _opening++;
        PooledConnection place = new(this, shard, _loops[shard]) { Opened = opened };
        _places.Add(place);
        return place;
    }

    // For connections that are not being opened yet.
    private int Room => Math.Min(_maxConnections - _open, Options.MaxConcurrentConnects) - _opening;

    // Whoever waits needs something to wait for; a connection that went makes room for another.
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
