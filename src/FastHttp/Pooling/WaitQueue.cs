namespace FastHttp.Pooling;

/// <summary>
/// Exchanges that wait for a connection, the oldest first. Changed under the pool's lock; every operation is O(1),
/// also that of taking one out of the middle.
/// </summary>
internal struct WaitQueue
{
    public PooledExchange? First { get; private set; }

    public int Count { get; private set; }

    private PooledExchange? Last { get; set; }

    public void Enqueue(PooledExchange exchange)
    {
        exchange.IsWaiting = true;
        exchange.Before = Last;
        if (Last is { } last)
        {
            last.Behind = exchange;
        }
        else
        {
            First = exchange;
        }

        Last = exchange;
        Count++;
    }

    public void Remove(PooledExchange exchange)
    {
        if (exchange.Before is { } before)
        {
            before.Behind = exchange.Behind;
        }
        else
        {
            First = exchange.Behind;
        }

        if (exchange.Behind is { } behind)
        {
            behind.Before = exchange.Before;
        }
        else
        {
            Last = exchange.Before;
        }

        exchange.Before = null;
        exchange.Behind = null;
        exchange.IsWaiting = false;
        Count--;
    }
}
