using System.Diagnostics;

namespace FastHttp.Connections;

/// <summary>What a connection has sent and awaits answers to, the oldest first, in a ring. Loop thread only.</summary>
internal struct PendingRing(int capacity)
{
    private readonly PendingBatch[] _places = new PendingBatch[capacity];
    private int _first;

    public int Count { get; private set; }

    public readonly int Capacity => _places.Length;

    /// <summary>The oldest. There is one.</summary>
    public readonly ref PendingBatch First => ref _places[_first];

    /// <summary>The place of one more, which counts once it is filled: <see cref="Push"/>. There is room.</summary>
    public readonly ref PendingBatch Next
    {
        get
        {
            Debug.Assert(Count != _places.Length, "There is room.");
            int next = _first + Count;
            return ref _places[next < _places.Length ? next : next - _places.Length];
        }
    }

    /// <summary>Counts the place that has been filled.</summary>
    public void Push() => Count++;

    /// <summary>Frees the place of the oldest; returns who learns how it ends.</summary>
    public IExchangeHandler Pop()
    {
        IExchangeHandler handler = _places[_first].End();
        if (++_first == _places.Length)
        {
            _first = 0;
        }

        Count--;
        return handler;
    }
}
