using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>
/// The series of a run with at most as many points as a chart can show. Where points are put together, rates are means,
/// errors sums and latencies maxima, so that no peak is lost. Immutable.
/// </summary>
internal sealed class Timeline
{
    /// <summary>More points than this are not told apart on a page.</summary>
    public const int MaxPoints = 200;

    private Timeline(IReadOnlyList<SeriesPoint> points, double start, int merged)
    {
        Points = points;
        Merged = merged;
        double before = start;
        double[] middles = new double[points.Count];
        for (int index = 0; index < points.Count; index++)
        {
            middles[index] = (before + points[index].T) / 2;
            before = points[index].T;
        }

        Middles = middles;
        Seconds = before;
    }

    public IReadOnlyList<SeriesPoint> Points { get; }

    /// <summary>The middle of each interval, in seconds.</summary>
    public IReadOnlyList<double> Middles { get; }

    /// <summary>The end of the last interval.</summary>
    public double Seconds { get; }

    /// <summary>How many intervals of the document one point stands for.</summary>
    public int Merged { get; }

    public bool IsEmpty => Points.Count == 0;

    public static Timeline Of(ResultDocument run) => Of(run.Series ?? []);

    public static Timeline Of(IReadOnlyList<SeriesPoint> series)
    {
        int merged = Math.Max(1, (int)Math.Ceiling((double)series.Count / MaxPoints));
        return new Timeline(merged == 1 ? series : [.. series.Chunk(merged).Select(Merge)], 0, merged);
    }

    /// <summary>A value of each point.</summary>
    public IReadOnlyList<double?> Values(Func<SeriesPoint, double?> value) => [.. Points.Select(value)];

    /// <summary>Whether any point has such a value.</summary>
    public bool Has(Func<SeriesPoint, double?> value) => Points.Any(point => value(point) is not null);

    /// <summary>The interval that holds a moment; null after the end.</summary>
    public SeriesPoint? At(double seconds) => Points.FirstOrDefault(point => seconds <= point.T);

    /// <summary>The interval that has this middle, as people read it.</summary>
    public string Interval(double middle)
    {
        int index = 0;
        while (index + 1 < Middles.Count && Middles[index] < middle - 1e-9)
        {
            index++;
        }

        if (Points.Count == 0)
        {
            return Quantity.Moment(middle);
        }

        double from = index == 0 ? 0 : Points[index - 1].T;
        string start = from.ToString("0.##", CultureInfo.InvariantCulture);
        return $"{start}–{Quantity.Moment(Points[index].T)}";
    }

    private static SeriesPoint Merge(SeriesPoint[] points) => points[^1] with
    {
        Rate = points.Average(point => point.Rate),
        Target = points.Average(point => point.Target),
        Errors = points.Sum(point => point.Errors),
        P50Us = points.Max(point => point.P50Us),
        P90Us = points.Max(point => point.P90Us),
        P99Us = points.Max(point => point.P99Us),
        MaxUs = points.Max(point => point.MaxUs),
        BytesIn = points.Sum(point => point.BytesIn),
        Cpu = points.Average(point => point.Cpu),
    };
}
