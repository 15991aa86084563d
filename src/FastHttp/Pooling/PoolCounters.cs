using System.Collections.Generic;
using System.Threading;

namespace FastHttp.Pooling;

/// <summary>
/// What a pool has done. Changed and read under the pool's lock, but for <see cref="CountRetry"/>. Each connection
/// counts its bytes itself, so that one thread writes where it counts; those of closed connections are kept here.
/// </summary>
internal struct PoolCounters()
{
    private readonly long[] _closes = new long[(int)CloseReason.None];
    private long _opened;
    private long _openFailed;
    private long _retries;
    private long _sentBytes;
    private long _receivedBytes;

    /// <summary>Connections that were made of ones that had ended.</summary>
    public long MadeOfLast { get; private set; }

    public void CountOpened(PooledConnection place)
    {
        _opened++;
        MadeOfLast += place.IsMadeOfLast ? 1 : 0;
    }

    public void CountOpenFailed() => _openFailed++;

    public void CountClosed(HttpConnection connection, CloseReason reason)
    {
        _closes[(int)reason]++;
        _sentBytes += connection.SentBytes;
        _receivedBytes += connection.ReceivedBytes;
    }

    /// <summary>Counts a request that is sent a second time. Any thread.</summary>
    public void CountRetry() => Interlocked.Increment(ref _retries);

    /// <summary>All that is counted, beside what the pool has at this moment.</summary>
    public readonly PoolStatistics Read(
        int open, int idle, int opening, int waiting, HashSet<PooledConnection> places)
    {
        long sent = _sentBytes;
        long received = _receivedBytes;
        foreach (PooledConnection place in places)
        {
            sent += place.Connection?.SentBytes ?? 0;
            received += place.Connection?.ReceivedBytes ?? 0;
        }

        return new PoolStatistics(
            open, idle, opening, waiting, _opened, Closes, _openFailed, _retries, sent, received);
    }

    private readonly ConnectionCloses Closes => new(
        _closes[(int)CloseReason.IdleTimeout],
        _closes[(int)CloseReason.Lifetime],
        _closes[(int)CloseReason.RequestLimit],
        _closes[(int)CloseReason.AfterExchange],
        _closes[(int)CloseReason.ByPeer],
        _closes[(int)CloseReason.Failure],
        _closes[(int)CloseReason.Requested],
        _closes[(int)CloseReason.Replaced],
        _closes[(int)CloseReason.Disposal]);
}
