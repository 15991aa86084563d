using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace Runner.Pages;

/// <summary>Latency by percentile, at places that are even on an axis of nines.</summary>
internal static class PercentileCurve
{
    private const int PointsPerNine = 30;
    private const int MaxNines = 7;

    /// <summary>How many nines a number of samples can tell apart.</summary>
    public static int NinesOf(long count) =>
        count <= 10 ? 1 : Math.Clamp((int)Math.Ceiling(Math.Log10(count)), 1, MaxNines);

    /// <summary>The places of an axis with so many nines, as shares from 0 to 1, ascending.</summary>
    public static IReadOnlyList<double> Places(int nines) =>
        [.. Enumerable.Range(0, (nines * PointsPerNine) + 1).Select(n => 1 - Math.Pow(10, -(double)n / PointsPerNine))];

    /// <summary>
    /// Latency in µs at each place; null past what the number of samples can tell. From all samples where the document
    /// has them, else from the percentiles that it names, and straight in between.
    /// </summary>
    public static IReadOnlyList<double?> Values(LatencyFigures figures, IReadOnlyList<double> places)
    {
        if (figures.Count == 0)
        {
            return [.. places.Select(_ => (double?)null)];
        }

        Distribution? samples = HdrDecoder.Decode(figures);
        (double Place, double Value)[] known = samples is null ? Known(figures) : [];
        double last = Math.Log10(figures.Count) + (1.0 / PointsPerNine);
        return [.. places.Select(place => Nines(place) > last
            ? null
            : samples is null ? Between(known, place) : (double?)samples.Percentile(place * 100))];
    }

    /// <summary>A place as people read it, such as "99.9 %".</summary>
    public static string Format(double place)
    {
        int decimals = Math.Clamp((int)Math.Ceiling(Nines(place)) - 1, 1, 6);
        return (place * 100).ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture) + " %";
    }

    private static double Nines(double place) => place >= 1 ? double.MaxValue : Math.Log10(1 / (1 - place));

    private static (double Place, double Value)[] Known(LatencyFigures figures) =>
    [
        .. new (double Place, long? Value)[]
        {
            (0, figures.Min), (0.5, figures.P50), (0.75, figures.P75), (0.9, figures.P90), (0.95, figures.P95),
            (0.99, figures.P99), (0.999, figures.P999), (0.9999, figures.P9999), (0.99999, figures.P99999),
            (1 - (1.0 / (figures.Count + 1)), figures.Max),
        }.Where(pair => pair.Value is not null).Select(pair => (pair.Place, (double)pair.Value!)).OrderBy(p => p.Place),
    ];

    private static double? Between((double Place, double Value)[] known, double place)
    {
        int next = Array.FindIndex(known, pair => pair.Place >= place);
        if (next <= 0)
        {
            return known.Length == 0 ? null : next == 0 ? known[0].Value : known[^1].Value;
        }

        (double left, double right) = (Nines(known[next - 1].Place), Nines(known[next].Place));
        double part = right > left ? (Nines(place) - left) / (right - left) : 0;
        return known[next - 1].Value + (part * (known[next].Value - known[next - 1].Value));
    }
}
