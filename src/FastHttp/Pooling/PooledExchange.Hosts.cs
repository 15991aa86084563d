using System.Threading;

namespace FastHttp.Pooling;

/// <summary>A call that may go to any of several hosts: which failures another host may make good.</summary>
internal sealed partial class PooledExchange
{
    private HostSet? _hosts;
    private ConnectionPool? _firstHost;
    private int _failovers;

    // Nothing was sent; another host may be up, or have room.
    private static bool IsOfTheHost(HttpError error) => error is HttpError.DnsFailed or HttpError.DnsTimeout
        or HttpError.ConnectRefused or HttpError.ConnectFailed or HttpError.ConnectTimeout or HttpError.TlsFailed
        or HttpError.TlsTimeout or HttpError.ProxyRefused or HttpError.PoolExhausted or HttpError.PoolWaitTimeout;

    // RFC 9110 §9.2.2: what was sent goes to a second host only if it may be done twice, and if not one byte of a
    // response has come. A policy of the caller's decides instead, if there is one.
    private ConnectionPool? OtherHost(ConnectionPool pool, HttpError error, bool wasSent)
    {
        bool maySucceed = wasSent
            ? error == HttpError.ConnectionClosed
                && (Traits & RequestTraits.Idempotent) != 0
                && Request is not { HasProducedBody: true }
            : IsOfTheHost(error);
        return maySucceed
            && _hosts is { } hosts
            && _failovers < hosts.MaxFailovers
            && pool.Options.RetryPolicy is null
            && !IsCancelRequested
            && !pool.IsDisposed
            && (Due == long.MaxValue || pool.Now < Due)
                ? hosts.Next(pool, _firstHost)
                : null;
    }

    // It has left the one. All may be over when this returns.
    private void FailOver(ConnectionPool pool, ConnectionPool other, HttpError error)
    {
        pool.Health?.Report(error, 0, pool.Now);
        _failovers++;
        _retries++;
        Enter(other);
    }

    private void Enter(ConnectionPool pool)
    {
        _firstHost ??= pool;
        _wantsFresh = false;
        _hasRetriedHere = false;
        Volatile.Write(ref _pool, pool);
        while (!TryAcquire(pool, pool.Now, isNew: true))
        {
            // The host was taken out meanwhile.
            pool = _hosts!.Choose();
            Volatile.Write(ref _pool, pool);
        }
    }
}
