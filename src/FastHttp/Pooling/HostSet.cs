using System;
using System.Threading;

namespace FastHttp.Pooling;

/// <summary>
/// The hosts that serve the same, each by its pool, and which of them a call goes to. Thread-safe: a choice reads one
/// array, which a change replaces.
/// </summary>
internal sealed class HostSet(LoadBalancingPolicy policy, int maxFailovers)
{
    private readonly Lock _lock = new();
    private ConnectionPool[] _pools = [];
    private uint _next;

    /// <summary>How many other hosts a call may be moved to.</summary>
    public int MaxFailovers => maxFailovers;

    /// <summary>Adds a host after the others.</summary>
    public void Add(ConnectionPool pool)
    {
        lock (_lock)
        {
            Volatile.Write(ref _pools, [.. _pools, pool]);
        }
    }

    /// <summary>Takes a host out; false if it is not there, or is the last.</summary>
    public bool TryRemove(ConnectionPool pool)
    {
        lock (_lock)
        {
            int index = Array.IndexOf(_pools, pool);
            if (index < 0 || _pools.Length == 1)
            {
                return false;
            }

            Volatile.Write(ref _pools, [.. _pools[..index], .. _pools[(index + 1)..]]);
            return true;
        }
    }

    /// <summary>The host of a call that begins. With all left out, they are used as if none were.</summary>
    public ConnectionPool Choose()
    {
        ConnectionPool[] pools = Volatile.Read(ref _pools);
        uint start = Interlocked.Increment(ref _next) - 1;
        ConnectionPool? best = null;
        int least = int.MaxValue;
        for (uint step = 0; step < pools.Length; step++)
        {
            ConnectionPool pool = pools[(start + step) % (uint)pools.Length];
            if (IsAside(pool))
            {
                continue;
            }

            if (policy == LoadBalancingPolicy.RoundRobin)
            {
                return pool;
            }

            int pending = pool.PendingCount;
            if (pending < least)
            {
                best = pool;
                least = pending;
            }
        }

        return best ?? pools[start % (uint)pools.Length];
    }

    /// <summary>
    /// Returns the next host after another, for a call that failed there; null if all others have had it, or there is
    /// none.
    /// </summary>
    /// <param name="current">Where it failed last.</param>
    /// <param name="first">Where it began; null: it may go round more than once.</param>
    public ConnectionPool? Next(ConnectionPool current, ConnectionPool? first)
    {
        ConnectionPool[] pools = Volatile.Read(ref _pools);
        int index = Array.IndexOf(pools, current);
        ConnectionPool? aside = null;
        for (int step = 1; step <= pools.Length; step++)
        {
            ConnectionPool pool = pools[(index + step) % pools.Length];
            if (pool == current || pool == first)
            {
                break;
            }

            if (!IsAside(pool))
            {
                return pool;
            }

            aside ??= pool;
        }

        return aside;
    }

    /// <summary>Whether a host is left out at the moment.</summary>
    public static bool IsAside(ConnectionPool pool) => pool.Health!.IsAside(pool.Now);
}
