using System;
using System.Diagnostics;
using System.Numerics;

namespace FastHttp.Load.Recording;

// The latencies of one interval in few bytes: classes of at most 1/64 of their value, only those that have samples.
// Immutable. Good to tell percentiles over time by (within 0.8 %); the figures of a whole run come from its
// LatencyHistogram.
// Invariant: _classes ascends, _counts are positive, both have the same length.
internal sealed class IntervalHistogram
{
    /// <summary>How many classes there are up to the limit of a latency.</summary>
    public const int ClassCount = (30 + 2) * HalfCount;

    private const int SubBits = 7;
    private const int HalfCount = 1 << (SubBits - 1);

    private readonly ushort[] _classes;
    private readonly long[] _counts;

    private IntervalHistogram(ushort[] classes, long[] counts, long maximum)
    {
        _classes = classes;
        _counts = counts;
        Maximum = maximum;
        foreach (long count in counts)
        {
            Count += count;
        }

        AssertInvariant();
    }

    public static IntervalHistogram Empty { get; } = new([], [], 0);

    public long Count { get; }

    /// <summary>The largest sample, within 0.1 %; 0 when there is none.</summary>
    public long Maximum { get; }

    /// <summary>The classes that have samples, ascending.</summary>
    public ReadOnlySpan<ushort> Classes => _classes;

    /// <summary>How many samples each of them has.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>The class of a value in µs.</summary>
    public static int ClassOf(long value)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)value) - (SubBits - 1));
        return (shift * HalfCount) + (int)(value >> shift);
    }

    /// <summary>The smallest value of a class.</summary>
    public static long FloorOf(int index)
    {
        int shift = Math.Max(0, (index / HalfCount) - 1);
        return (long)(index - (shift * HalfCount)) << shift;
    }

    /// <summary>The largest value of a class.</summary>
    public static long CeilingOf(int index) => FloorOf(index + 1) - 1;

    /// <summary>Takes what is in a count for each class, which is all 0 afterwards.</summary>
    public static IntervalHistogram Take(Span<long> counts, long maximum)
    {
        int used = counts.Length - counts.Count(0L);
        if (used == 0)
        {
            return Empty;
        }

        ushort[] classes = new ushort[used];
        long[] values = new long[used];
        int next = 0;
        for (int index = 0; next < used; index++)
        {
            if (counts[index] != 0)
            {
                classes[next] = (ushort)index;
                values[next++] = counts[index];
                counts[index] = 0;
            }
        }

        return new IntervalHistogram(classes, values, maximum);
    }

    /// <summary>Adds the samples to a count for each class.</summary>
    public void AddTo(Span<long> counts)
    {
        for (int index = 0; index < _classes.Length; index++)
        {
            counts[_classes[index]] += _counts[index];
        }
    }

    /// <summary>The same in the form in which figures are read; the deviation is left out.</summary>
    public Distribution ToDistribution()
    {
        ValueCount[] items = new ValueCount[_classes.Length];
        double sum = 0;
        for (int index = 0; index < items.Length; index++)
        {
            long low = FloorOf(_classes[index]);
            long middle = Math.Min(Maximum, low + ((CeilingOf(_classes[index]) - low) / 2));
            items[index] = new ValueCount(middle, _counts[index]);
            sum += (double)middle * _counts[index];
        }

        return new Distribution(items, Count == 0 ? 0 : sum / Count, 0)
        {
            Minimum = items.Length == 0 ? long.MaxValue : items[0].Value,
            Maximum = Maximum,
        };
    }

    [Conditional("DEBUG")]
    private void AssertInvariant()
    {
        Debug.Assert(_classes.Length == _counts.Length, "A class has a count.");
        for (int index = 0; index < _classes.Length; index++)
        {
            Debug.Assert(_counts[index] > 0, "Only classes with samples are kept.");
            Debug.Assert(index == 0 || _classes[index] > _classes[index - 1], "Classes ascend.");
        }
    }

    /// <summary>The value that a percentage of the samples does not exceed; 0 without samples.</summary>
    public long Percentile(double percent)
    {
        double rank = Math.Max(1, Math.Ceiling(percent / 100 * Count));
        long reached = 0;
        for (int index = 0; index < _classes.Length; index++)
        {
            reached += _counts[index];
            if (reached >= rank)
            {
                long low = FloorOf(_classes[index]);
                return Math.Min(Maximum, low + ((CeilingOf(_classes[index]) - low) / 2));
            }
        }

        return Maximum;
    }
}
