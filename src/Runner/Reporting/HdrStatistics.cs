using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Recording;

namespace Runner.Reporting;

// A distribution as wrk2's copy of HdrHistogram_c reckons with it: every figure is that of a class, not
// of the samples in it. Made once for a report.
internal sealed class HdrStatistics
{
    private readonly (HdrClass Class, long Count)[] _classes;

    public HdrStatistics(Distribution source)
    {
        _classes = [.. source.Items.ToArray().Select(item => (HdrClass.Of(item.Low), item.Count))];
        Count = source.Count;

        // 0/0 is what wrk2 prints for a run without samples.
        Mean = _classes.Sum(item => item.Class.Middle * item.Count) * 1.0 / Count;
        double squares = _classes.Sum(
            item => (item.Class.Middle - Mean) * (item.Class.Middle - Mean) * item.Count);
        StandardDeviation = Math.Sqrt(squares / Count);
        Maximum = Count == 0 ? 0 : _classes[^1].Class.Low;
    }

    public long Count { get; }

    public double Mean { get; }

    /// <summary>Of the population.</summary>
    public double StandardDeviation { get; }

    /// <summary>The lower edge of the last class.</summary>
    public long Maximum { get; }

    /// <summary>Percentage within one deviation of the mean, as wrk2 counts it; 0 for no samples.</summary>
    public double WithinDeviationPercent
    {
        get
        {
            if (Count == 0)
            {
                return 0;
            }

            // wrk2 cuts the bounds to whole µs, and includes the class in which the upper one is passed.
            long lower = (long)(Mean - StandardDeviation);
            HdrClass last = HdrClass.Of((long)(Mean + StandardDeviation) + 1);
            long below = _classes.Where(item => item.Class.Low < lower).Sum(item => item.Count);
            long upTo = _classes.Where(item => item.Class.Low <= last.Low).Sum(item => item.Count);
            return 100.0 * (upTo - below) / Count;
        }
    }

    public long Percentile(double percent)
    {
        long rank = Math.Max(1, (long)((percent / 100 * Count) + 0.5));
        long reached = 0;
        foreach ((HdrClass item, long count) in _classes)
        {
            reached += count;
            if (reached >= rank)
            {
                return item.High;
            }
        }

        return 0;
    }

    /// <summary>
    /// The rows of the spectrum: five for each time that the distance to 100 % halves, each at the first class that
    /// reaches its percentile, then the last class once more.
    /// </summary>
    public IEnumerable<(long Value, double Percent, long Reached)> Spectrum()
    {
        const int ticksPerHalving = 5;
        double target = 0;
        long reached = 0;
        long value = 0;
        foreach ((HdrClass item, long count) in _classes)
        {
            reached += count;
            value = item.High;
            while (target <= 100.0 * reached / Count)
            {
                yield return (value, target, reached);
                long halvings = (long)(Math.Log(100 / (100.0 - target)) / Math.Log(2)) + 1;
                target += 100.0 / (long)(ticksPerHalving * Math.Pow(2, halvings));
                if (reached == Count)
                {
                    break;
                }
            }
        }

        yield return (value, 100, reached);
    }
}
