using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Pages.Charts;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>
/// The run over time: rate and errors above latency on one axis, so that the moment at which one follows the other is
/// seen; the stages and the slow stretches are shaded.
/// </summary>
internal static class TimeSection
{
    // More shaded stretches than this say only that the run was uneven throughout.
    private const int MaxStretches = 3;

    public static void Write(HtmlWriter page, ResultDocument run, Timeline time)
    {
        if (time.IsEmpty)
        {
            return;
        }

        IReadOnlyList<SlowStretch> stretches = SlowStretch.Find(run.Series ?? []);
        List<ChartBand> bands = [.. StageBands(run)];
        bands.AddRange(stretches.Take(MaxStretches).Select(stretch =>
            new ChartBand(stretch.From, stretch.To, "") { Tone = "slow" }));
        AxisScale axis = AxisScale.Time(time.Seconds, Quantity.Moment);
        List<Chart> charts = [RateChart(run, time, axis, bands)];
        if (time.Points.Any(point => point.Errors > 0))
        {
            charts.Add(ErrorChart(time, axis, bands));
        }

        charts.Add(LatencyChart(time, axis, bands));
        PageFrame.BeginSection(page, "time", "Over time");
        ChartRenderer.Write(page, "Rate, errors and latency on one time axis", Note(run, time, stretches), [.. charts]);
        page.Close();
    }

    /// <summary>Whether the target of a run's series is a rate, rather than a number of connections.</summary>
    public static bool IsRateTarget(ResultDocument run) => run.Config.Rate is not null || run.Rate.Target is not null;

    private static Chart RateChart(ResultDocument run, Timeline time, AxisScale axis, List<ChartBand> bands)
    {
        List<ChartSeries> series =
        [
            new("Requests/s", "rate", time.Values(point => point.Rate), Quantity.Rate) { Shape = SeriesShape.Area },
        ];
        if (IsRateTarget(run) && time.Has(point => point.Target))
        {
            series.Add(new("Target", "target", time.Values(point => point.Target), Quantity.Rate) { IsDashed = true });
        }

        double largest = series.SelectMany(one => one.Values).Max() ?? 1;
        return new Chart
        {
            Id = "chart-rate",
            Title = "Requests per second",
            Summary = $"Between {Quantity.Rate(time.Points.Min(point => point.Rate))} and "
                + $"{Quantity.Rate(time.Points.Max(point => point.Rate))} over {Quantity.Moment(time.Seconds)}.",
            PointName = "Time",
            Points = time.Middles,
            PointFormat = time.Interval,
            Horizontal = axis,
            Vertical = AxisScale.Linear(largest, value => Quantity.Count(value), 4),
            Series = series,
            Bands = bands,
            Height = 170,
            HasHorizontalLabels = false,
        };
    }

    private static Chart ErrorChart(Timeline time, AxisScale axis, List<ChartBand> bands) => new()
    {
        Id = "chart-errors",
        Title = "Errors",
        Summary = $"{Quantity.Exact(time.Points.Sum(point => point.Errors))} errors in all.",
        PointName = "Time",
        Points = time.Middles,
        PointFormat = time.Interval,
        Horizontal = axis,
        Vertical = AxisScale.Linear(time.Points.Max(point => point.Errors), value => Quantity.Count(value), 2),
        Series =
        [
            new("Errors", "error", time.Values(point => point.Errors), value => Quantity.Exact((long?)value))
            {
                Shape = SeriesShape.Bars,
            },
        ],
        Bands = [.. bands.Select(band => band with { Label = "" })],
        Height = 80,
        HasHorizontalLabels = false,
    };

    private static Chart LatencyChart(Timeline time, AxisScale axis, List<ChartBand> bands)
    {
        double[] values =
        [
            .. time.Points.SelectMany(point => new[] { point.P50Us, point.P99Us, point.MaxUs })
                .Where(value => value > 0).Select(value => (double)value!),
        ];
        return new Chart
        {
            Id = "chart-latency-time",
            Title = "Latency",
            Summary = values.Length == 0
                ? "No interval had a response."
                : $"From {Quantity.Time(values.Min())} to {Quantity.Time(values.Max())}; the scale is logarithmic.",
            PointName = "Time",
            Points = time.Middles,
            PointFormat = time.Interval,
            Horizontal = axis,
            Vertical = AxisScale.Log(
                values.DefaultIfEmpty(1).Min(), values.DefaultIfEmpty(10).Max(), value => Quantity.Time(value)),
            Series =
            [
                new("max", "max", time.Values(point => point.MaxUs), Quantity.Time),
                new("p99", "p99", time.Values(point => point.P99Us), Quantity.Time),
                new("p50", "p50", time.Values(point => point.P50Us), Quantity.Time),
            ],
            Bands = [.. bands.Select(band => band with { Label = "" })],
            Height = 240,
        };
    }

    private static IEnumerable<ChartBand> StageBands(ResultDocument run)
    {
        // Stages begin with the warm-up, which is not measured.
        double end = -run.Config.WarmupS;
        int number = 0;
        foreach (StageInfo stage in run.Config.Stages ?? [])
        {
            double start = end;
            end += stage.DurationS;
            number++;
            if (end > 0)
            {
                string level = IsRateTarget(run) ? Quantity.Rate(stage.Target) : Quantity.Count(stage.Target);
                yield return new ChartBand(Math.Max(0, start), end, $"→ {level}")
                {
                    Tone = number % 2 == 1 ? "stage" : "stage even",
                };
            }
        }
    }

    private static string Note(ResultDocument run, Timeline time, IReadOnlyList<SlowStretch> stretches)
    {
        string note = time.Merged > 1
            ? $"Each point stands for {time.Merged} intervals: the mean of the rate, the highest latency. "
            : "";
        if (stretches.Count == 0)
        {
            return note + "The p99 of no interval reached twice its usual value.";
        }

        IEnumerable<string> texts = stretches.Take(MaxStretches).OrderBy(stretch => stretch.From).Select(Describe);
        string more = stretches.Count > MaxStretches ? $" and {stretches.Count - MaxStretches} more" : "";
        return note + $"Shaded: p99 at least twice its usual {Quantity.Time(SlowStretch.UsualUs(run.Series!))}, "
            + $"{string.Join("; ", texts)}{more}.";
    }

    private static string Describe(SlowStretch stretch) =>
        $"{stretch.From.ToString("0.#", CultureInfo.InvariantCulture)}–{Quantity.Moment(stretch.To)} "
        + $"up to {Quantity.Time(stretch.WorstUs)}";
}
