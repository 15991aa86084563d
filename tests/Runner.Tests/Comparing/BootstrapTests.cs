using System;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Comparing;
using Runner.Tests.Pages;

namespace Runner.Tests.Comparing;

/// <summary>Whether chance is told from change.</summary>
public sealed class BootstrapTests
{
    private static readonly Metric s_p99 = Metric.Find("p99")!;
    private static readonly Metric s_rps = Metric.Find("rps")!;

    [Fact]
    public void ARunAgainstItselfIsWithinNoiseInEverything()
    {
        Comparison comparison = Comparison.Of(Group(SampleRun.Read()), Group(SampleRun.Read()), seed: 1);

        Assert.All(comparison.Changes, change => Assert.Equal(ChangeVerdict.WithinNoise, change.Verdict));
        Assert.Empty(comparison.Differences());
    }

    [Fact]
    public void WhatIsSlowerThroughoutIsWorse()
    {
        MetricChange change = MetricChange.Of(s_p99, Group(Steady(1)), Group(Steady(1.3)), seed: 1);

        Assert.Equal(ChangeVerdict.Worse, change.Verdict);
        Assert.InRange(change.Change!.Value, 29.9, 30.1);
        Assert.InRange(change.Interval!.Value.Low, 25, 30.1);
    }

    [Fact]
    public void FewerRequestsAreWorseAndMoreAreBetter()
    {
        Assert.Equal(ChangeVerdict.Worse, MetricChange.Of(s_rps, Group(Steady(1)), Group(Steady(0.9)), 1).Verdict);
        Assert.Equal(ChangeVerdict.Better, MetricChange.Of(s_rps, Group(Steady(1)), Group(Steady(1.1)), 1).Verdict);
    }

    [Fact]
    public void TheSameSeedGivesTheSameInterval()
    {
        (RunGroup before, RunGroup after) = (Group(Noisy(1)), Group(Noisy(2)));

        Assert.Equal(IntervalOf(7), IntervalOf(7));
        Assert.NotEqual(IntervalOf(7), IntervalOf(8));

        (double, double)? IntervalOf(int seed) => MetricChange.Of(s_p99, before, after, seed).Interval;
    }

    [Fact]
    public void ARampIsNoNoise()
    {
        // From 100/s to 2000/s, and 2 % less: far below how much either run varies within itself.
        RunGroup before = Group(Ramp(1));
        RunGroup after = Group(Ramp(0.98));

        Assert.Equal(ChangeVerdict.Worse, MetricChange.Of(s_rps, before, after, seed: 1).Verdict);
    }

    // Same source, fresh noise, 100 times: an interval of 95 % misses 0 in about five of them, and in more than 14 of
    // them once in ten thousand.
    [Fact]
    public void WhereNothingChangedItSaysSoAlmostAlways()
    {
        int wrong = Enumerable.Range(0, 100).Count(trial =>
        {
            RunGroup before = Group(Noisy(seed: (2 * trial) + 1));
            RunGroup after = Group(Noisy(seed: (2 * trial) + 2));
            return MetricChange.Of(s_rps, before, after, seed: 1).Verdict != ChangeVerdict.WithinNoise;
        });

        Assert.InRange(wrong, 0, 14);
    }

    [Fact]
    public void AStallThatOnlyOneRunHasIsWorse()
    {
        // Eight seconds of sixty: an event of the run, not noise between its seconds.
        RunGroup before = Group(Of(second => 1000 + (30 * Math.Sin(second))));
        RunGroup after = Group(Of(second => 1000 + (30 * Math.Sin(second)) + (second is >= 24 and < 32 ? 9000 : 0)));

        Assert.Equal(ChangeVerdict.Worse, MetricChange.Of(s_p99, before, after, seed: 1).Verdict);
    }

    [Fact]
    public void AShortLoneRunTellsNothingAndThreeOfThemDo()
    {
        ResultDocument short1 = Steady(1) with { Series = null };
        RunGroup several = new("a", [short1, short1, short1]);
        RunGroup slower = new("b", [.. several.Runs.Select(_ => Steady(1.5) with { Series = null })]);

        Assert.Equal(ChangeVerdict.Unknown, MetricChange.Of(s_p99, Group(short1), Group(short1 with
        {
            Latency = short1.Latency with { P99 = 9999 },
        }), 1).Verdict);
        Assert.Equal(ChangeVerdict.Worse, MetricChange.Of(s_p99, several, slower, seed: 1).Verdict);
    }

    [Fact]
    public void TheHeatMapTellsQuantilesThatTheSeriesDoesNotHave()
    {
        MetricChange change = MetricChange.Of(
            Metric.Find("p95")!, Group(SampleRun.Calm()), Group(SampleRun.Slower(classes: 3)), seed: 1);

        Assert.NotNull(change.Interval);
        Assert.InRange(change.Change!.Value, 77, 78.5);
    }

    private static RunGroup Group(ResultDocument run) => new("run", [run]);

    // A minute of a steady run, whose seconds differ by some percent; both rate and latency scaled.
    private static ResultDocument Steady(double factor) =>
        Of(second => 1000 * factor * (1 + (0.03 * Math.Sin(second))));

    private static ResultDocument Ramp(double factor) =>
        Of(second => factor * Due(second) * (1 + (0.002 * Math.Sin(second))), Due);

    private static double Due(int second) => 100 + (second / 60.0 * 1900);

    private static ResultDocument Noisy(int seed)
    {
        Random random = new(seed);
        return Of(_ => 1000 + (100 * random.NextDouble()));
    }

    private static ResultDocument Of(Func<int, double> value, Func<int, double>? target = null)
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(value)];
        ResultDocument run = SampleRun.Read();
        return run with
        {
            Rate = run.Rate with { Achieved = values.Average(), Target = target is null ? null : 1000 },
            Latency = run.Latency with { P99 = (long)(values.Average() * 1000) },
            Series =
            [
                .. values.Select((one, second) => new SeriesPoint
                {
                    T = second + 1, Rate = one, Errors = 0, P99Us = (long)(one * 1000), Target = target?.Invoke(second),
                }),
            ],
            Heatmap = null,
        };
    }
}
