using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>
/// Samples as ascending classes of (value, count), with wrk's statistics over them. Immutable. It does
/// not matter whether the classes are exact values or the slots of a histogram, so the formulas can be tested exactly.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class Distribution
{
    private readonly ValueCount[] _items;

    /// <param name="items">Ascending by value, counts positive. Owned by this object from here on.</param>
    /// <param name="mean">Of the samples; 0 when there are none.</param>
    /// <param name="standardDeviation">Of the sample (n - 1); 0 below two samples.</param>
    internal Distribution(ValueCount[] items, double mean, double standardDeviation)
    {
        _items = items;
        Mean = mean;
        StandardDeviation = standardDeviation;
        Count = items.Sum(item => item.Count);
    }

    /// <summary>Each value that was seen and how often, in ascending order.</summary>
    public ReadOnlySpan<ValueCount> Items => _items;

    /// <summary>How many values there are.</summary>
    public long Count { get; }

    /// <summary>The exact smallest sample; <see cref="long.MaxValue"/> when there is none.</summary>
    public long Minimum { get; init; } = long.MaxValue;

    /// <summary>The exact largest sample; 0 when there is none.</summary>
    public long Maximum { get; init; }

    /// <summary>Mean of all values; 0 for none.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation of all values; 0 for none.</summary>
    public double StandardDeviation { get; }

    /// <summary>
    /// Percentage of samples within one standard deviation of the mean; NaN when there are none, as in wrk.
    /// </summary>
    public double WithinDeviationPercent
    {
        get
        {
            double low = Mean - StandardDeviation;
            double high = Mean + StandardDeviation;
            return Count == 0 ? double.NaN : _items.Sum(item => item.CountWithin(low, high)) / Count * 100;
        }
    }

    /// <summary>The samples of all parts together.</summary>
    internal static Distribution Together(IReadOnlyList<Distribution> parts)
    {
        long count = parts.Sum(part => part.Count);
        if (parts.Count == 1 || count == 0)
        {
            return parts[0];
        }

        double mean = parts.Sum(part => part.Mean * part.Count) / count;
        double squares = parts.Where(part => part.Count > 0).Sum(part =>
            (part.StandardDeviation * part.StandardDeviation * (part.Count - 1))
            + ((part.Mean - mean) * (part.Mean - mean) * part.Count));
        return new Distribution(
            [.. parts.SelectMany(part => part._items).OrderBy(item => item.Value)],
            mean,
            count < 2 ? 0 : Math.Sqrt(squares / (count - 1)))
        {
            Minimum = parts.Min(part => part.Minimum),
            Maximum = parts.Max(part => part.Maximum),
        };
    }

    /// <summary>Makes a distribution of exact values.</summary>
    public static Distribution Of(IEnumerable<long> samples)
    {
        ValueCount[] items =
            [.. samples.GroupBy(v => v).Select(g => new ValueCount(g.Key, g.LongCount())).OrderBy(item => item.Value)];
        if (items.Length == 0)
        {
            return new Distribution(items, 0, 0);
        }

        long count = items.Sum(item => item.Count);
        double mean = (double)items.Sum(item => item.Value * item.Count) / count;
        double squares = items.Sum(item => (item.Value - mean) * (item.Value - mean) * item.Count);
        return new Distribution(items, mean, count < 2 ? 0 : Math.Sqrt(squares / (count - 1)))
        {
            Minimum = items[0].Value,
            Maximum = items[^1].Value,
        };
    }

    /// <summary>
    /// The smallest value whose cumulative count reaches round(p% · count + 0.5); 0 without samples. A rank past the
    /// last sample is the maximum: wrk returns 0 there, so that its 100th percentile is always 0.
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
}
