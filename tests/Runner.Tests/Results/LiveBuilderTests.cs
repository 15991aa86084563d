using System;
using System.Linq;
using FastHttp;
using FastHttp.Load.Documents;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using Runner.Options.Parsing;
using Runner.Planning;

namespace Runner.Tests.Results;

// A run as far as it has come, for those who look at it while it goes on.
public sealed class LiveBuilderTests
{
    private static readonly IntervalHistogram s_latency = Latency();

    [Fact]
    public void U3_Thresholds_and_checks_stand_as_the_figures_do()
    {
        LiveFigures live = Build(
            "--threshold", "p99<1ms", "--threshold", "p50<1s", "--threshold", "requests>1000",
            "--threshold", "errors<5", "--expect-status", "200");
        Assert.Equal([false, true, null, true], live.Thresholds.Select(threshold => threshold.Ok));
        Assert.Equal("100", live.Thresholds[2].Measured);
        CheckFigures check = Assert.Single(live.Checks);
        Assert.Equal(("status 200", 98, 2), (check.Name, check.Pass, check.Fail));
    }

    [Fact]
    public void U3_All_figures_are_of_one_moment()
    {
        LiveFigures live = Build();
        Assert.Equal(1, live.Newest!.T);
        Assert.Equal(100, live.Newest.Rate);
        Assert.Equal(100, live.Rate.Achieved);
        Assert.Equal(live.Requests.Completed, live.Status.Values.Sum());
        Assert.Equal(live.Latency.Count, live.LatencyCounts.Sum(item => item.Count));
        Assert.Equal(live.Requests.Completed, live.Latency.Count);
    }

    [Fact]
    public void U3_Thresholds_are_held_against_the_latency_that_is_shown()
    {
        LiveFigures live = Build("--threshold", "max<1us");
        Assert.Equal(live.LatencyCorrected!.Count, live.CorrectedCounts.Sum(item => item.Count));
        Assert.True(live.LatencyCorrected.Count >= live.Latency.Count);
        LiveFigures raw = Build("--latency-correction", "none");
        Assert.Null(raw.LatencyCorrected);
        Assert.Empty(raw.CorrectedCounts);
    }

    private static LiveFigures Build(params string[] options)
    {
        RunPlan plan = RunPlanner.Plan(CliParser.Parse(["-t1", "-c2", "-d10s", .. options, "http://h/"]).Options).Plan!;
        long[] codes = new long[LaneRecorder.StatusLimit];
        codes[200] = 98;
        codes[503] = 2;
        RunInterval interval = new()
        {
            StartUs = 0,
            EndUs = 1_000_000,
            Completed = 100,
            BytesRead = 1_000,
            Failed = 2,
            CpuUs = 0,
            LagUs = 0,
            Connections = 2,
            Latency = s_latency,
        };
        return LiveBuilder.Build(
            plan,
            new ProgressSnapshot
            {
                Newest = interval,
                Intervals = [interval],
                IntervalUs = 1_000_000,
                Completed = 100,
                BytesRead = 1_000,
                Failed = 2,
                Unanswered = 0,
                TimedOut = 0,
                Timeouts = 0,
                Latency = s_latency,
                StatusCodes = codes,
                ErrorCounts = new long[Enum.GetValues<HttpError>().Length],
            },
            TimeSpan.FromSeconds(1),
            100,
            new LiveAside());
    }

    private static IntervalHistogram Latency()
    {
        long[] counts = new long[IntervalHistogram.ClassCount];
        counts[IntervalHistogram.ClassOf(500)] = 95;
        counts[IntervalHistogram.ClassOf(40_000)] = 5;
        return IntervalHistogram.Take(counts, 40_000);
    }
}
