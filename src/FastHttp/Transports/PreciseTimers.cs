using System;
using System.Diagnostics;

namespace FastHttp.Transports;

/// <summary>
/// Timers with the resolution of the clock, for pacing: few, and fired often. A binary heap by due time. Loop-owned.
/// Invariant: no entry is due before its parent.
/// </summary>
internal sealed class PreciseTimers
{
    private LoopTimer[] _heap = new LoopTimer[8];
    private int _count;

    /// <summary>When the earliest timer is due; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextDue => _count == 0 ? long.MaxValue : _heap[0].DueTimestamp;

    public void Arm(LoopTimer timer, long timestamp)
    {
        int index = timer.HeapIndex;
        if (index < 0)
        {
            if (_count == _heap.Length)
            {
                Array.Resize(ref _heap, _count * 2);
            }

            index = _count++;
        }

        timer.DueTimestamp = timestamp;
        Set(index, timer);
        SiftUp(index);
        SiftDown(timer.HeapIndex);
        AssertInvariant();
    }

    public void Disarm(LoopTimer timer)
    {
        int index = timer.HeapIndex;
        if (index < 0)
        {
            return;
        }

        timer.HeapIndex = -1;
        LoopTimer last = _heap[--_count];
        _heap[_count] = null!;
        if (index < _count)
        {
            Set(index, last);
            SiftUp(index);
            SiftDown(last.HeapIndex);
        }

        AssertInvariant();
    }

    /// <summary>
    /// Fires what is due. A timer that arms itself again for a time that has passed fires in the next call.
    /// </summary>
    public void Advance(long now)
    {
        int budget = _count;
        while (budget-- > 0 && _count != 0 && _heap[0].DueTimestamp <= now)
        {
            LoopTimer timer = _heap[0];
            Disarm(timer);
            timer.OnElapsed();
        }
    }

    private void SiftUp(int index)
    {
        LoopTimer timer = _heap[index];
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (_heap[parent].DueTimestamp <= timer.DueTimestamp)
            {
                break;
            }

            Set(index, _heap[parent]);
            index = parent;
        }

        Set(index, timer);
    }

    private void SiftDown(int index)
    {
        LoopTimer timer = _heap[index];
        while (true)
        {
            int child = (2 * index) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && _heap[child + 1].DueTimestamp < _heap[child].DueTimestamp)
            {
                child++;
            }

            if (_heap[child].DueTimestamp >= timer.DueTimestamp)
            {
                break;
            }

            Set(index, _heap[child]);
            index = child;
        }

        Set(index, timer);
    }

    [Conditional("DEBUG")]
    private void AssertInvariant()
    {
        for (int index = 0; index < _count; index++)
        {
            LoopTimer timer = _heap[index];
            Debug.Assert(timer.HeapIndex == index, "A timer knows its place.");
            Debug.Assert(timer.DueTimestamp >= _heap[(index - 1) / 2].DueTimestamp, "Not due before its parent.");
        }
    }

    private void Set(int index, LoopTimer timer)
    {
        _heap[index] = timer;
        timer.HeapIndex = index;
    }
}
