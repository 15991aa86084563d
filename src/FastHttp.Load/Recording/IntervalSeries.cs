using System.Collections.Generic;
using System.Diagnostics;

namespace FastHttp.Load.Recording;

// The intervals of a run in bounded memory: when there are too many, each two become one, and so do those that follow.
// Not for several threads at once.
// Invariant: every interval but the last is made of the same number of those that were added.
internal sealed class IntervalSeries(long intervalUs)
{
    /// <summary>How many intervals there are at most: ten minutes of seconds.</summary>
    public const int Capacity = 600;

    private readonly long[] _scratch = new long[IntervalHistogram.ClassCount];
    private readonly List<RunInterval> _intervals = [];
    private int _each = 1;
    private int _inLast;

    /// <summary>The length of one interval, as planned.</summary>
    public long IntervalUs => intervalUs * _each;

    public IReadOnlyList<RunInterval> Intervals => _intervals;

    public void Add(RunInterval interval)
    {
        // What is left over at the end of a run is no interval: its rate would be noise.
        bool isScrap = interval.LengthUs < intervalUs / 2 && _intervals.Count > 0;
        if ((_inLast > 0 && _inLast < _each) || isScrap)
        {
            _intervals[^1] = _intervals[^1].With(interval, _scratch);
            _inLast++;
            return;
        }

        if (_intervals.Count == Capacity)
        {
            Halve();
        }

        _intervals.Add(interval);
        _inLast = 1;
        Debug.Assert(_intervals.Count <= Capacity, "Two become one before there are too many.");
    }

    private void Halve()
    {
        for (int index = 0; index < Capacity / 2; index++)
        {
            _intervals[index] = _intervals[2 * index].With(_intervals[(2 * index) + 1], _scratch);
        }

        _intervals.RemoveRange(Capacity / 2, Capacity / 2);
        _each *= 2;
    }
}
