using System;
using System.Collections.Generic;
using System.Linq;

namespace Runner.Recording;

// Samples as ascending classes of (value, count), with wrk's statistics over them (wrk.md §2.11). Immutable. It does not
// matter whether the classes are exact values or the slots of a histogram, so the formulas can be tested exactly.
internal sealed class Distribution
{
    private readonly ValueCount[] _items;

    /// <param name="items">Ascending by value, counts positive. Owned by this object from here on.</param>
    /// <param name="minimum">The exact smallest sample, which the first class may have rounded.</param>
    /// <param name="maximum">The exact largest sample; 0 when there is none.</param>
    public Distribution(ValueCount[] items, long minimum, long maximum)
    {
        _items = items;
        Minimum = minimum;
        Maximum = maximum;
        Int128 sum = 0;
        foreach (ValueCount item in items)
        {
            Count += item.Count;
            sum += (Int128)item.Value * item.Count;
        }

        Mean = Count == 0 ? 0 : (double)sum / Count;
        StandardDeviation = DeviationFrom(Mean);
    }

    public ReadOnlySpan<ValueCount> Items => _items;

    public long Count { get; }

    public long Minimum { get; }

    public long Maximum { get; }

    public double Mean { get; }

    /// <summary>Of the sample (n - 1), 0 below two samples.</summary>
    public double StandardDeviation { get; }

    /// <summary>Percentage of samples within one standard deviation of the mean; NaN when there are none, as in wrk.</summary>
    public double WithinDeviationPercent
    {
        get
        {
            double low = Mean - StandardDeviation;
            double high = Mean + StandardDeviation;
            long within = 0;
            foreach (ValueCount item in _items)
            {
                within += item.Value >= low && item.Value <= high ? item.Count : 0;
            }

            return Count == 0 ? double.NaN : (double)within / Count * 100;
        }
    }

    /// <summary>Makes a distribution of exact values.</summary>
    public static Distribution Of(IEnumerable<long> samples)
    {
        ValueCount[] items = [.. samples.GroupBy(v => v).Select(g => new ValueCount(g.Key, g.LongCount())).OrderBy(i => i.Value)];
        return items.Length == 0
            ? new Distribution(items, long.MaxValue, 0)
            : new Distribution(items, items[0].Value, items[^1].Value);
    }

    /// <summary>
    /// The smallest value whose cumulative count reaches round(p% · count + 0.5); 0 without samples. A rank past the last
    /// sample is the maximum: wrk returns 0 there, so that its 100th percentile is always 0.
    /// </summary>
    public long Percentile(double percent)
    {
        double rank = Math.Round((percent / 100 * Count) + 0.5, MidpointRounding.AwayFromZero);
        long reached = 0;
        foreach (ValueCount item in _items)
        {
            reached += item.Count;
            if (reached >= rank)
            {
                return item.Value;
            }
        }

        return Maximum;
    }

    private double DeviationFrom(double mean)
    {
        double sum = 0;
        foreach (ValueCount item in _items)
        {
            double distance = item.Value - mean;
            sum += distance * distance * item.Count;
        }

        return Count < 2 ? 0 : Math.Sqrt(sum / (Count - 1));
    }
}
