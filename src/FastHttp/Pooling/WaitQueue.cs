using System;

namespace FastHttp.Pooling;

/// <summary>
/// Exchanges that wait for a connection, the oldest first. Changed under the pool's lock; taking one out of the
/// middle is O(1) too.
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

    /// <summary>Takes all out.</summary>
    public void TakeAll(ref ExchangeChain taken)
    {
        while (First is { } first)
        {
            Remove(first);
            taken.Add(first);
        }
    }

    /// <summary>Takes out those whose time is over; returns when the next one's is.</summary>
    public long TakeLate(long now, ref ExchangeChain late)
    {
        long next = long.MaxValue;
        PooledExchange? exchange = First;
        while (exchange is not null)
        {
            PooledExchange? behind = exchange.Behind;
            long due = Math.Min(exchange.WaitDue, exchange.CallDue);
            if (due <= now)
            {
                Remove(exchange);
                late.Add(exchange);
            }
            else
            {
                next = Math.Min(next, due);
            }

            exchange = behind;
        }

        return next;
    }
}
