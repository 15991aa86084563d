namespace FastHttp.Pooling;

/// <summary>
/// Exchanges that were taken out of a queue under the lock, to be told of it outside, in their order. They are linked
/// by what linked them in the queue, so that it costs nothing.
/// </summary>
internal struct ExchangeChain
{
    private PooledExchange? _first;
    private PooledExchange? _last;

    /// <summary>Adds one that is in no queue.</summary>
    public void Add(PooledExchange exchange)
    {
        if (_last is { } last)
        {
            last.Behind = exchange;
        }
        else
        {
            _first = exchange;
        }

        _last = exchange;
    }

    /// <summary>Takes the first, which may go into a queue again; null if there is none.</summary>
    public PooledExchange? Take()
    {
        PooledExchange? exchange = _first;
        if (exchange is not null)
        {
            _first = exchange.Behind;
            exchange.Behind = null;
        }

        return exchange;
    }
}
