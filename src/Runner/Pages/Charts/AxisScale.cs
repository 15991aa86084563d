using System;
using System.Collections.Generic;
using System.Linq;

namespace Runner.Pages.Charts;

/// <summary>Maps values to their place along an axis, 0 to 1, and chooses its ticks. Immutable.</summary>
internal abstract class AxisScale
{
    public required IReadOnlyList<AxisTick> Ticks { get; init; }

    /// <summary>The place of a value; what lies outside of the axis stays at its end.</summary>
    public double Map(double value) => Math.Clamp(Place(value), 0, 1);

    /// <summary>A linear axis from 0 (or a negative minimum) to the next round number.</summary>
    public static AxisScale Linear(double maximum, Func<double, string> label, int ticks = 5, double step = 0)
    {
        if (!(maximum > 0) || double.IsInfinity(maximum))
        {
            maximum = 1;
        }

        step = step > 0 ? step : NiceStep(maximum / ticks);
        double end = Math.Ceiling((maximum / step) - 1e-9) * step;
        int count = (int)Math.Round(end / step);
        return new LinearScale(0, end)
        {
            Ticks = [.. Enumerable.Range(0, count + 1).Select(n => new AxisTick((double)n / count, label(n * step)))],
        };
    }

    /// <summary>The time of a run, which ends where the run ends; its ticks are round seconds.</summary>
    public static AxisScale Time(double seconds, Func<double, string> label)
    {
        seconds = seconds > 0 ? seconds : 1;
        double step = TimeStep(seconds / 7);
        return new LinearScale(0, seconds)
        {
            Ticks =
            [
                .. Enumerable.Range(0, (int)(seconds / step) + 1)
                    .Select(n => new AxisTick(n * step / seconds, label(n * step))),
            ],
        };
    }

    /// <summary>A logarithmic axis; its ticks are 1, 2 and 5 of each decade, or the decades alone when many.</summary>
    public static AxisScale Log(double minimum, double maximum, Func<double, string> label)
    {
        double low = minimum > 0 ? minimum : 1;
        double high = Math.Max(maximum, low * 2);
        double start = LogEdge(low, up: false);
        double end = LogEdge(high, up: true);
        LogScale scale = new(start, end) { Ticks = [] };
        double[] steps = Math.Log10(end / start) <= 2.5 ? [1, 2, 5] : [1];
        List<AxisTick> ticks = [];
        for (double decade = Math.Pow(10, Math.Floor(Math.Log10(start))); decade <= end * 1.001; decade *= 10)
        {
            ticks.AddRange(
                from step in steps
                let value = decade * step
                where value >= start * 0.999 && value <= end * 1.001
                select new AxisTick(scale.Map(value), label(value)));
        }

        return new LogScale(start, end) { Ticks = ticks };
    }

    /// <summary>
    /// The axis of percentiles: x = log10(1 / (1 - p)), which gives each further nine the same room.
    /// </summary>
    /// <param name="nines">How many nines there is room for; 3 reaches to 99.9 %.</param>
    public static AxisScale Nines(int nines)
    {
        string[] labels = ["0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %", "99.99999 %"];
        int last = Math.Clamp(nines, 1, labels.Length - 1);
        AxisTick half = new(Math.Log10(2) / last, "50 %");
        return new NinesScale(last)
        {
            Ticks =
            [
                .. labels.Take(last + 1).Select((label, n) => new AxisTick((double)n / last, label)).Prepend(half)
                    .OrderBy(tick => tick.Place),
            ],
        };
    }

    protected abstract double Place(double value);

    private static double NiceStep(double rough)
    {
        double decade = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double lead = rough / decade;
        return decade * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 2.5 ? 2.5 : lead <= 5 ? 5 : 10);
    }

    // Steps in which people count time.
    private static double TimeStep(double rough)
    {
        double[] steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];
        double step = steps.FirstOrDefault(candidate => candidate >= rough);
        return step > 0 ? step : NiceStep(rough / 3600) * 3600;
    }

    private static double LogEdge(double value, bool up)
    {
        double decade = Math.Pow(10, Math.Floor(Math.Log10(value) + 1e-9));
        double[] steps = [1, 2, 5, 10];
        return decade * (up
            ? steps.First(step => step * decade >= value * 0.999_999)
            : steps.Last(step => step * decade <= value * 1.000_001));
    }

    private sealed class LinearScale(double start, double end) : AxisScale
    {
        protected override double Place(double value) => (value - start) / (end - start);
    }

    private sealed class LogScale(double start, double end) : AxisScale
    {
        protected override double Place(double value) =>
            value <= start ? 0 : Math.Log(value / start) / Math.Log(end / start);
    }

    private sealed class NinesScale(int nines) : AxisScale
    {
        protected override double Place(double value) => value >= 1 ? 1 : Math.Log10(1 / (1 - value)) / nines;
    }
}

/// <summary>A labelled place on an axis, 0 to 1 from its start.</summary>
internal readonly record struct AxisTick(double Place, string Label);
