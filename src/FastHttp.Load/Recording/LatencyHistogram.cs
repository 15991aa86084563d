using System;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastHttp.Load.Recording;

// Log-linear histogram of non-negative integers (microseconds, or requests per second), three significant digits.
// Values below 2,048 have a slot each; above, every power of two is cut into 1,024 slots, so a slot is at most 0.1 %
// wide. Memory is fixed (28,672 counters, 224 KiB), Record is O(1) and allocates nothing; only pages that were touched
// cost cache. Single writer; merge and read after the writer has stopped.
// Mean and deviation come from running sums, not from the slots: the spread of a slow but steady target is often
// smaller than a slot. The sums are of distances from the first sample, which keeps large values from swallowing small
// spreads.
// Invariant: Count is the sum of all slots; Minimum and Maximum are exact, not slot edges.
internal sealed class LatencyHistogram : IValueSink
{
    /// <summary>24 h in µs. Larger values are counted as this one.</summary>
    public const long Limit = 86_400_000_000;

    private const int SubBits = 11;
    private const int HalfCount = 1 << (SubBits - 1);

    // Limit has 37 bits: 26 doublings above the exact range, which itself takes two halves.
    public const int SlotCount = (26 + 2) * HalfCount;

    private long[] _slots;
    private long _origin;
    private double _sum;
    private double _sumOfSquares;

    public LatencyHistogram()
        : this(new long[SlotCount])
    {
    }

    private LatencyHistogram(long[] slots) => _slots = slots;

    private LatencyHistogram(LatencyHistogram source)
        : this((long[])source._slots.Clone())
    {
        _origin = source._origin;
        _sum = source._sum;
        _sumOfSquares = source._sumOfSquares;
        Count = source.Count;
        Minimum = source.Minimum;
        Maximum = source.Maximum;
    }

    public long Count { get; private set; }

    /// <summary>The smallest value recorded; <see cref="long.MaxValue"/> when there is none.</summary>
    public long Minimum { get; private set; } = long.MaxValue;

    /// <summary>The largest value recorded; 0 when there is none.</summary>
    public long Maximum { get; private set; }

    /// <summary>
    /// A histogram of the exact range alone, 16 KiB, for runs that need many: it allocates when a value is beyond all
    /// before, a few times at most.
    /// </summary>
    public static LatencyHistogram CreateGrowing() => new(new long[2 * HalfCount]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(long value) => Add(value, 1);

    public void Add(long value, long count)
    {
        Debug.Assert(count > 0);

        // A clock that steps back must not index outside; a value past the limit keeps its place at the end.
        value = Math.Clamp(value, 0, Limit);
        if (Count == 0)
        {
            _origin = value;
        }

        double distance = value - _origin;
        _sum += distance * count;
        _sumOfSquares += distance * distance * count;
        int slot = SlotOf(value);
        long[] slots = _slots;
        if ((uint)slot >= (uint)slots.Length)
        {
            slots = Grow(slot);
        }

        slots[slot] += count;
        Count += count;
        if (value < Minimum)
        {
            Minimum = value;
        }

        if (value > Maximum)
        {
            Maximum = value;
        }
    }

    public long ClassFloor(long value) => FloorOf(SlotOf(Math.Clamp(value, 0, Limit)));

    public void Merge(LatencyHistogram other)
    {
        if (other.Count == 0)
        {
            return;
        }

        _origin = Count == 0 ? other._origin : _origin;
        double offset = other._origin - _origin;
        _sum += other._sum + (offset * other.Count);
        _sumOfSquares += other._sumOfSquares + (2 * offset * other._sum) + (offset * offset * other.Count);
        if (other._slots.Length > _slots.Length)
        {
            Grow(other._slots.Length - 1);
        }

        for (int slot = 0; slot < other._slots.Length; slot++)
        {
            _slots[slot] += other._slots[slot];
        }

        Count += other.Count;
        Minimum = Math.Min(Minimum, other.Minimum);
        Maximum = Math.Max(Maximum, other.Maximum);
        AssertInvariant();
    }

    public LatencyHistogram Clone() => new(this);

    /// <summary>A part of the samples exchanged for others. Within the width of a slot, also at the extremes.</summary>
    /// <param name="part">Samples of this histogram.</param>
    /// <param name="others">What takes their place.</param>
    public LatencyHistogram Exchange(LatencyHistogram part, LatencyHistogram others)
    {
        LatencyHistogram result = new();
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            if (_slots[slot] - part._slots[slot] is > 0 and long left)
            {
                result.Add(Clamp(FloorOf(slot) + ((WidthOf(slot) - 1) / 2)), left);
            }
        }

        result.Merge(others);
        return result;
    }

    /// <summary>
    /// Adds what has been recorded since the last call to the classes of an <see cref="IntervalHistogram"/>. For the
    /// writer's thread: it looks only at the slots between the extremes, a few µs.
    /// </summary>
    /// <param name="before">The slots at the last call, to be updated; one for each slot.</param>
    /// <param name="classes">One count for each class.</param>
    /// <returns>The largest new value, at the resolution of a slot; 0 when there is none.</returns>
    public long TakeChanges(long[] before, long[] classes)
    {
        int last = -1;
        int end = Count == 0 ? 0 : SlotOf(Maximum) + 1;
        for (int slot = Count == 0 ? 0 : SlotOf(Minimum); slot < end; slot++)
        {
            long change = _slots[slot] - before[slot];
            if (change != 0)
            {
                before[slot] = _slots[slot];
                classes[IntervalHistogram.ClassOf(FloorOf(slot))] += change;
                last = slot;
            }
        }

        return last < 0 ? 0 : Clamp(FloorOf(last) + WidthOf(last) - 1);
    }

    /// <summary>
    /// The non-empty slots in ascending order. A slot is reported by its middle, which halves the error of either edge,
    /// but never outside of what was recorded: a lone value, and the slots of the exact range, come back unchanged.
    /// </summary>
    public Distribution ToDistribution()
    {
        AssertInvariant();
        int used = _slots.AsSpan().Length - _slots.AsSpan().Count(0L);
        ValueCount[] items = new ValueCount[used];
        int next = 0;
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            if (_slots[slot] != 0)
            {
                long low = FloorOf(slot);
                long high = low + WidthOf(slot) - 1;
                items[next++] = new ValueCount(Clamp(low + ((high - low) / 2)), _slots[slot])
                {
                    Low = Clamp(low),
                    High = Clamp(high),
                };
            }
        }

        double mean = Count == 0 ? 0 : _origin + (_sum / Count);
        double squares = Count < 2 ? 0 : Math.Max(0, _sumOfSquares - (_sum * _sum / Count)) / (Count - 1);
        return new Distribution(items, mean, Math.Sqrt(squares)) { Minimum = Minimum, Maximum = Maximum };
    }

    private long[] Grow(int slot)
    {
        Array.Resize(ref _slots, Math.Min(SlotCount, Math.Max(slot + 1, _slots.Length * 2)));
        return _slots;
    }

    private long Clamp(long value) => Math.Clamp(value, Minimum, Maximum);

    public static int SlotOf(long value)
    {
        // Shift is 0 in the exact range and 1 more with each doubling after it.
        int shift = Math.Max(0, BitOperations.Log2((ulong)value) - (SubBits - 1));
        return (shift * HalfCount) + (int)(value >> shift);
    }

    private static long FloorOf(int slot)
    {
        int shift = ShiftOf(slot);
        return (long)(slot - (shift * HalfCount)) << shift;
    }

    private static long WidthOf(int slot) => 1L << ShiftOf(slot);

    private static int ShiftOf(int slot) => Math.Max(0, (slot / HalfCount) - 1);

    [Conditional("DEBUG")]
    private void AssertInvariant()
    {
        long sum = 0;
        foreach (long count in _slots)
        {
            sum += count;
        }

        Debug.Assert(sum == Count);
        Debug.Assert(Count == 0 || Minimum <= Maximum);
    }
}
