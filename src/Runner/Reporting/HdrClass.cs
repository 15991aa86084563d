using System;
using System.Numerics;

namespace Runner.Reporting;

// The class of an HdrHistogram with 2,048 sub-buckets (1 µs to 24 h, three digits), as wrk2 uses it, to which a value
// belongs. Our own histogram is cut in the same way, so one of its classes is one of these.
internal readonly record struct HdrClass
{
    public const int SubBuckets = 2048;

    /// <summary>How many doublings wrk2's range takes.</summary>
    public const int Buckets = 27;

    private HdrClass(long low, long width)
    {
        Low = low;
        High = low + width - 1;
        Middle = low + (width / 2);
    }

    public long Low { get; }

    /// <summary>HdrHistogram's "highest equivalent value".</summary>
    public long High { get; }

    /// <summary>HdrHistogram's "median equivalent value".</summary>
    public long Middle { get; }

    public static HdrClass Of(long value)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - 10);
        return new HdrClass(value >> shift << shift, 1L << shift);
    }
}
