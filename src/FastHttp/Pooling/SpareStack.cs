using System.Diagnostics;

namespace FastHttp.Pooling;

/// <summary>
/// The places of one loop whose connections have ended, to become the next ones, so that one more connection allocates
/// nothing. Changed under the pool's lock.
/// Invariant: there are as many as are counted, no more than the limit, and each of them is gone from the pool.
/// </summary>
internal struct SpareStack
{
    // For as many connections that end at once. Each keeps a few kilobytes; where more end, the others are collected.
    private const int MaxCount = 64;

    private PooledConnection? _top;

    public int Count { get; private set; }

    public void Push(PooledConnection place)
    {
        Debug.Assert(place.State == PlaceState.Gone && place.Below is null, "It is gone, and in no stack.");
        if (Count < MaxCount)
        {
            place.Below = _top;
            _top = place;
            Count++;
        }

        AssertInvariant();
    }

    public PooledConnection? TryPop()
    {
        PooledConnection? place = _top;
        if (place is not null)
        {
            _top = place.Below;
            place.Below = null;
            Count--;
        }

        AssertInvariant();
        return place;
    }

    [Conditional("DEBUG")]
    private readonly void AssertInvariant()
    {
        int count = 0;
        for (PooledConnection? place = _top; place is not null; place = place.Below)
        {
            Debug.Assert(place.State == PlaceState.Gone, "Only those that are gone lie here.");
            count++;
        }

        Debug.Assert(count == Count && count <= MaxCount, "All are counted, and there are not too many.");
    }
}
