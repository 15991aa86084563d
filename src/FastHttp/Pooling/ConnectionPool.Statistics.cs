using System.Threading;

namespace FastHttp.Pooling;

/// <summary>
/// Counts what the pool has done, under the lock. Each connection counts its own bytes, so that one thread writes a
/// counter and the reader adds up.
/// </summary>
internal sealed partial class ConnectionPool
{
    private readonly long[] _closes = new long[(int)CloseReason.None];
    private long _opened;
    private long _madeOfLast;
    private long _openFailed;
    private long _retries;

    // Of connections that are gone.
    private long _sentBytes;
    private long _receivedBytes;

    /// <summary>A copy of all that is counted.</summary>
    public PoolStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                long sent = _sentBytes;
                long received = _receivedBytes;
                foreach (PooledConnection place in _places)
                {
                    sent += place.Connection?.SentBytes ?? 0;
                    received += place.Connection?.ReceivedBytes ?? 0;
                }

                return new PoolStatistics(
                    _open,
                    _idleCount,
                    _opening,
                    _waiting.Count,
                    _opened,
                    Closes,
                    _openFailed,
                    _retries,
                    sent,
                    received);
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
                return _madeOfLast;
            }
        }
    }

    /// <summary>Counts a request that is sent a second time.</summary>
    public void CountRetry() => Interlocked.Increment(ref _retries);

    private ConnectionCloses Closes => new(
        _closes[(int)CloseReason.IdleTimeout],
        _closes[(int)CloseReason.Lifetime],
        _closes[(int)CloseReason.RequestLimit],
        _closes[(int)CloseReason.AfterExchange],
        _closes[(int)CloseReason.ByPeer],
        _closes[(int)CloseReason.Failure],
        _closes[(int)CloseReason.Requested],
        _closes[(int)CloseReason.Replaced],
        _closes[(int)CloseReason.Disposal]);

    private void CountClosed(HttpConnection connection, CloseReason reason)
    {
        _closes[(int)reason]++;
        _sentBytes += connection.SentBytes;
        _receivedBytes += connection.ReceivedBytes;
    }
}
