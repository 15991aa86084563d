using System;
using FastHttp.Load.Planning;

namespace FastHttp.Load.Sources;

// Which entry of a list a lane asks for next. Lane-owned; allocates nothing once it is made.
internal sealed class EntryPicker
{
    private readonly int[] _sequence;
    private readonly RequestOrder _order;
    private readonly Random _random;
    private int _next;

    public EntryPicker(EntryPlan plan, int seed)
    {
        _sequence = [.. plan.Sequence];
        _order = plan.Order;
        _random = new Random(seed);
    }

    public int Next()
    {
        if (_order == RequestOrder.Random)
        {
            return _sequence[_random.Next(_sequence.Length)];
        }

        if (_next == 0 && _order == RequestOrder.Shuffle)
        {
            _random.Shuffle(_sequence);
        }

        int entry = _sequence[_next++];
        _next = _next == _sequence.Length ? 0 : _next;
        return entry;
    }
}
