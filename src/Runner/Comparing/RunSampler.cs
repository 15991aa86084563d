using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Results;

namespace Runner.Comparing;

/// <summary>A figure of a run as a function of which of its intervals are looked at. Immutable.</summary>
internal abstract class RunSampler
{
    /// <summary>Intervals of the run; 1 where the run is known only as a whole.</summary>
    public abstract int Length { get; }

    /// <summary>The figure over the intervals drawn, some of them several times.</summary>
    public abstract double Value(ReadOnlySpan<int> drawn);

    /// <summary>
    /// The best that a document allows: of latencies, the counts of the heat map; else the mean of the series; else the
    /// figure of the run. Null where it has not even that.
    /// </summary>
    public static RunSampler? Of(Metric metric, ResultDocument run)
    {
        if (metric.Quantile is { } quantile && run.Heatmap is { Counts.Count: >= Bootstrap.MinValues } heat)
        {
            return new HeatSampler(heat, quantile);
        }

        double[] values = metric.OfPoint is null || run.Series is not { Count: >= Bootstrap.MinValues } series
            ? []
            : [.. series.Select(point => metric.OfPoint(point) / Schedule(metric, run, point)).OfType<double>()];
        return values.Length > 0 ? new MeanSampler(values)
            : metric.OfRun(run) is { } whole ? new MeanSampler([whole])
            : null;
    }

    // What a schedule asks for is no noise: with one, a rate counts as a part of its target.
    private static double Schedule(Metric metric, ResultDocument run, SeriesPoint point) =>
        metric.IsHigherBetter && run.Rate.Target is not null && point.Target is > 0 and { } target ? target : 1;

    private sealed class MeanSampler(double[] values) : RunSampler
    {
        public override int Length => values.Length;

        public override double Value(ReadOnlySpan<int> drawn)
        {
            double sum = 0;
            foreach (int index in drawn)
            {
                sum += values[index];
            }

            return sum / drawn.Length;
        }
    }

    // A quantile over all requests of the intervals drawn: merged counts, and between the bounds of a class as if its
    // requests were spread evenly over their logarithm.
    private sealed class HeatSampler : RunSampler
    {
        // More intervals than this cost time, and tell no more.
        private const int MaxColumns = 150;

        private readonly long[][] _columns;
        private readonly double[] _bounds;
        private readonly long[] _sums;
        private readonly double _quantile;

        public HeatSampler(Heatmap heat, double quantile)
        {
            int classes = heat.Counts.Max(column => column.Count);
            int stride = (heat.Counts.Count + MaxColumns - 1) / MaxColumns;
            _columns = [.. heat.Counts.Chunk(stride).Select(chunk => Merge(chunk, classes))];
            _bounds = [.. Enumerable.Range(0, classes + 1).Select(index => Bound(heat.BoundsUs, index))];
            _sums = new long[classes];
            _quantile = quantile;
        }

        public override int Length => _columns.Length;

        public override double Value(ReadOnlySpan<int> drawn)
        {
            Array.Clear(_sums);
            foreach (int index in drawn)
            {
                long[] column = _columns[index];
                for (int n = 0; n < _sums.Length; n++)
                {
                    _sums[n] += column[n];
                }
            }

            double rank = _sums.Sum() * _quantile;
            double reached = 0;
            for (int n = 0; n < _sums.Length; n++)
            {
                if (_sums[n] > 0 && reached + _sums[n] >= rank)
                {
                    double part = (rank - reached) / _sums[n];
                    return _bounds[n] * Math.Pow(_bounds[n + 1] / _bounds[n], part);
                }

                reached += _sums[n];
            }

            return double.NaN;
        }

        private static long[] Merge(IReadOnlyList<long>[] chunk, int classes) =>
            [.. Enumerable.Range(0, classes).Select(n => chunk.Sum(column => n < column.Count ? column[n] : 0))];

        // The lower bound of a class; the first begins, and one past the last ends, at half and at twice its neighbour.
        private static double Bound(IReadOnlyList<long> bounds, int index) => index == 0
            ? Math.Max(0.5, bounds[0] / 2.0)
            : index <= bounds.Count ? Math.Max(1, bounds[index - 1]) : bounds[^1] * 2.0;
    }
}
