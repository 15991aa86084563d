using System;
using System.Diagnostics;
using FastHttp.Options;

namespace FastHttp.Pooling;

/// <summary>The idle connections, and what they are kept for. Under the lock, but where it says otherwise.</summary>
internal sealed partial class ConnectionPool
{
    private PooledConnection? TakeIdle(int ownShard, long now, ref PooledConnection? stale)
    {
        while (_idle.Count != 0)
        {
            PooledConnection best = _idle.Youngest(ownShard);
            _idle.Remove(best);
            if (best.IdleDue > now && best.LifeDue > now)
            {
                best.State = PlaceState.InUse;
                return best;
            }

            Drop(best, best.LifeDue <= now ? CloseReason.Lifetime : CloseReason.IdleTimeout);
            best.Below = stale;
            stale = best;
        }

        return null;
    }

    // Some idle connection that the caller does not want any more; there is one.
    private bool DropIdle(ref PooledConnection? stale, CloseReason reason)
    {
        PooledConnection oldest = _idle.AnyOldest();
        _idle.Remove(oldest);
        bool arms = Drop(oldest, reason);
        oldest.Below = stale;
        stale = oldest;
        return arms;
    }

    private bool Park(PooledConnection place, long idleDue)
    {
        Debug.Assert(_waiting.Count == 0 || _waiting.First!.WantsFresh, "A call waits beside an idle connection.");
        place.State = PlaceState.Idle;
        place.WasIdle = true;
        place.IdleDue = idleDue;
        _idle.Push(place);
        return WantTimer(Math.Min(idleDue, place.LifeDue));
    }

    private bool Drop(PooledConnection place, CloseReason reason)
    {
        Debug.Assert(place.State != PlaceState.Gone, "It goes once.");
        place.State = PlaceState.Gone;
        _places.Remove(place);
        _open--;
        _counters.CountClosed(place.Connection!, reason);
        TellIfDrained();
        return WatchEmpty();
    }

    // Why it is not to be kept; None if it is, and then when it will have been idle for too long. Outside of the lock.
    private CloseReason EndOf(PooledConnection place, out long idleDue)
    {
        idleDue = 0;
        HttpConnection connection = place.Connection!;
        if (!connection.IsOpen)
        {
            return connection.BrokenBy switch
            {
                HttpError.None => CloseReason.AfterExchange,
                HttpError.ConnectionClosed => CloseReason.ByPeer,
                _ => CloseReason.Failure,
            };
        }

        int max = Options.MaxRequestsPerConnection;
        if (max != 0 && place.Exchanges >= max)
        {
            return CloseReason.RequestLimit;
        }

        int hint = connection.KeepAliveSeconds;
        if (Times.Idle == 0 && hint < 0 && place.LifeDue == long.MaxValue)
        {
            idleDue = long.MaxValue;
            return CloseReason.None;
        }

        // A second less than the server says, for what is under way when it closes.
        long now = Now;
        idleDue = ExchangeTimes.Due(now, Times.Idle);
        idleDue = hint < 0 ? idleDue : Math.Min(idleDue, now + ((hint - 1L) * Stopwatch.Frequency));
        if (place.LifeDue <= now)
        {
            return CloseReason.Lifetime;
        }

        return idleDue > now ? CloseReason.None : CloseReason.IdleTimeout;
    }

    // Outside of the lock.
    private static void CloseAll(PooledConnection? stale)
    {
        while (stale is not null)
        {
            PooledConnection? next = stale.Below;
            stale.Below = null;
            stale.Close();
            stale = next;
        }
    }
}
