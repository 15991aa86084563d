using System;
using System.Collections.Generic;
using System.Linq;
using Runner.Scripting;

namespace Runner.Tests.Scripting;

// Statistics over a plain list of samples, as done() sees them.
internal sealed class TableStatistics : IScriptStatistics
{
    private readonly double[] _sorted;
    private readonly List<(double Value, double Count)> _distinct;

    public TableStatistics(double[] samples)
    {
        _sorted = [.. samples.Order()];
        _distinct = [.. _sorted.GroupBy(sample => sample).Select(group => (group.Key, (double)group.Count()))];
    }

    public double Min => _sorted.Length == 0 ? 0 : _sorted[0];

    public double Max => _sorted.Length == 0 ? 0 : _sorted[^1];

    public double Mean => _sorted.Length == 0 ? 0 : _sorted.Average();

    public double StandardDeviation => 1.5;

    public long DistinctCount => _distinct.Count;

    public double Percentile(double percent)
    {
        int rank = (int)Math.Ceiling(percent / 100 * _sorted.Length);
        return _sorted.Length == 0 ? 0 : _sorted[Math.Clamp(rank - 1, 0, _sorted.Length - 1)];
    }

    public (double Value, double Count) At(long index) =>
        index >= 1 && index <= _distinct.Count ? _distinct[(int)index - 1] : (0, _distinct.Count);
}
