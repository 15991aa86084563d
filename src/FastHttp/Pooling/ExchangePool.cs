using Microsoft.Extensions.ObjectPool;

namespace FastHttp.Pooling;

/// <summary>The exchanges of a client that are not in use. Thread-safe and bounded.</summary>
internal sealed class ExchangePool
{
    private const int Capacity = 4096;

    private readonly DefaultObjectPool<PooledExchange> _exchanges;

    public ExchangePool(bool continueOnLoop) =>
        _exchanges = new DefaultObjectPool<PooledExchange>(new Policy(this, continueOnLoop), Capacity);

    public PooledExchange Rent() => _exchanges.Get();

    public void Return(PooledExchange exchange) => _exchanges.Return(exchange);

    private sealed class Policy(ExchangePool home, bool continueOnLoop) : PooledObjectPolicy<PooledExchange>
    {
        public override PooledExchange Create() => new(home, continueOnLoop);

        public override bool Return(PooledExchange obj) => true;
    }
}
