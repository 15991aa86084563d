using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>
/// One class of samples that are equal or, from a histogram, not told apart, and how many fell into it.
/// Invariant: Low &lt;= Value &lt;= High.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public readonly record struct ValueCount(long Value, long Count)
{
    /// <summary>The smallest sample that the class can hold.</summary>
    public long Low { get; init; } = Value;

    /// <summary>The largest sample that the class can hold.</summary>
    public long High { get; init; } = Value;

    /// <summary>How many samples lie between the bounds, if those of the class are spread evenly over it.</summary>
    internal double CountWithin(double low, double high)
    {
        if (Low >= low && High <= high)
        {
            return Count;
        }

        if (High < low || Low > high)
        {
            return 0;
        }

        double shared = double.Min(High, high) - double.Max(Low, low);
        return Count * (shared / (High - Low));
    }
}
