using System;
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
        }

        if (!keeps)
        {
            place.Close();
        }

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

    private PooledConnection NewPlace(int shard, TaskCompletionSource<HttpError>? opened)
    {
        shard = shard >= 0 ? shard : _nextShard++ % _loops.Length;
        _opening++;
        PooledConnection place = new(this, shard, _loops[shard]) { Opened = opened };
        _places.Add(place);
        return place;
    }

    // Whoever waits needs something to wait for; a connection that went makes room for another.
    private int TakeOpenings() => _disposed
        ? 0
        : Math.Max(0, Math.Min(_waiting.Count - _opening, Options.MaxConnectionsPerEndPoint - _open - _opening));

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
