using System;
using System.Diagnostics;

namespace FastHttp.Pooling;

/// <summary>
/// The idle connections of a pool, a stack for each of its loops. Changed under the pool's lock; costs a look at each
/// loop at most.
/// </summary>
internal struct IdleSet(int loops)
{
    private readonly IdleStack[] _stacks = new IdleStack[loops];
    private long _order;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<IdleStack> Stacks => _stacks;

    /// <summary>The one that became idle last: of a loop, where it has any, else of all. There is one.</summary>
    /// <param name="ownLoop">The loop; -1 for any.</param>
    public readonly PooledConnection Youngest(int ownLoop)
    {
        PooledConnection? best = ownLoop >= 0 ? _stacks[ownLoop].Top : null;
        if (best is null)
        {
            foreach (ref IdleStack stack in _stacks.AsSpan())
            {
                if (stack.Top is { } top && (best is null || top.IdleOrder > best.IdleOrder))
                {
                    best = top;
                }
            }
        }

        return best!;
    }

    /// <summary>The oldest of some loop. There is one.</summary>
    public readonly PooledConnection AnyOldest()
    {
        int loop = 0;
        while (_stacks[loop].Bottom is null)
        {
            loop++;
        }

        return _stacks[loop].Bottom!;
    }

    public void Push(PooledConnection place)
    {
        place.IdleOrder = ++_order;
        _stacks[place.Shard].Push(place);
        Count++;
    }

    public void Remove(PooledConnection place)
    {
        _stacks[place.Shard].Remove(place);
        Count--;
    }

    [Conditional("DEBUG")]
    public readonly void AssertInvariant()
    {
        int idle = 0;
        foreach (ref IdleStack stack in _stacks.AsSpan())
        {
            for (PooledConnection? place = stack.Top; place is not null; place = place.Below)
            {
                Debug.Assert(place.State == PlaceState.Idle, "Only idle ones lie in a stack.");
                idle++;
            }
        }

        Debug.Assert(idle == Count, "All that are idle are counted.");
    }
}
