using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using FastHttp.Telemetry;
using FastHttp.Transports;

namespace FastHttp.Pooling;

/// <summary>
/// The pools of one client, by end point. Thread-safe. A pool that has been empty for a while takes itself out, so that
/// end points that are used once leave nothing, unless pools are to be kept.
/// </summary>
internal sealed class PoolMap(
    FastHttpOptions options, TransportLoop[] loops, bool keepsPools, CancellationToken disposed) : IObservedPools
{
    private readonly ConcurrentDictionary<HttpEndPoint, ConnectionPool> _pools = new();

    // The pool that was asked for last: to compare a reference costs less than to hash a name.
    private ConnectionPool? _last;

    public FastHttpOptions Options => options;

    public TransportLoop[] Loops => loops;

    /// <summary>Whether a pool stays although it has been empty for a while.</summary>
    public bool KeepsPools => keepsPools;

    /// <summary>Cancelled when the client is disposed.</summary>
    public CancellationToken Disposed => disposed;

    public int Count => _pools.Count;

    public ICollection<ConnectionPool> All => _pools.Values;

    IEnumerable<IObservedPool> IObservedPools.All => All;

    /// <summary>The pool of an end point, made if there is none.</summary>
    public ConnectionPool Get(HttpEndPoint endPoint)
    {
        ConnectionPool? last = Volatile.Read(ref _last);
        if (last is not null && ReferenceEquals(last.EndPoint, endPoint) && !last.IsRetired)
        {
            return last;
        }

        ConnectionPool pool = _pools.TryGetValue(endPoint, out ConnectionPool? found) ? found : Add(endPoint);
        Volatile.Write(ref _last, pool);
        return pool;
    }

    public bool TryGet(HttpEndPoint endPoint, out ConnectionPool? pool) => _pools.TryGetValue(endPoint, out pool);

    public void Remove(ConnectionPool pool)
    {
        Interlocked.CompareExchange(ref _last, null, pool);
        _pools.TryRemove(KeyValuePair.Create(pool.EndPoint, pool));
    }

    private ConnectionPool Add(HttpEndPoint endPoint)
    {
        ConnectionPool pool = _pools.GetOrAdd(
            endPoint, static (endPoint, map) => new ConnectionPool(map, endPoint), this);

        // A client that is being disposed has looked at its pools already, or will see this one.
        if (disposed.IsCancellationRequested)
        {
            pool.Dispose();
        }

        return pool;
    }
}
