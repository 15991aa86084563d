using System;
using System.Collections.Generic;
using System.Threading;
using FastHttp.Load.Documents;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace Load.Tests.Gates;

public sealed class AbortWatchTests
{
    [Theory]
    [InlineData("errors==0", 0, false)]
    [InlineData("errors==0", 1, true)]
    [InlineData("errors<3", 2, false)]
    [InlineData("errors<3", 3, true)]
    [InlineData("status_5xx<=1", 2, true)]
    [InlineData("unexpected==0", 1, true)]
    [InlineData("timeouts==0", 1, true)]
    [InlineData("requests==100", 1, false)]
    [InlineData("requests<100", 100, true)]
    [InlineData("requests>100", 1, false)]
    [InlineData("error_rate<1%", 1, false)]
    public void W9_A_count_that_may_not_grow_ends_the_run_without_an_interval(string text, int count, bool ends)
    {
        using AbortWatch watch = Watch(text, new GateFigures
        {
            Latency = Distribution.Of([]),
            Answers = count,
            Bad = count,
            Timeouts = count,
            Unexpected = count,
            Statuses = new Dictionary<int, long> { [503] = count },
        }, out Func<int> stops);
        watch.Look();
        watch.Look();
        Assert.Equal((ends, ends ? 1 : 0), (watch.HasAborted, stops()));
    }

    [Theory]
    [InlineData("p99<1ms", 2.4, false)]
    [InlineData("p99<1ms", 2.5, true)]
    [InlineData("p99<10ms", 9, false)]
    [InlineData("requests>100", 9, false)]
    public void W9_What_can_come_back_is_given_time_to_settle(string text, double second, bool ends)
    {
        using AbortWatch watch = Watch(
            text, new GateFigures { Latency = Distribution.Of([5_000]), Answers = 1 }, out Func<int> stops);
        watch.OnInterval(new SeriesPoint { T = second, Rate = 0, Errors = 0, BytesIn = 0 }, null!);
        Assert.Equal(ends ? 1 : 0, stops());
    }

    // The limit is two seconds; a lane looks every 100 ms. Late answers come after 2550 ms, and count once.
    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(3, false)]
    public void W9_A_request_that_is_too_late_has_failed_before_its_answer_comes(int pipeline, bool isLate)
    {
        VirtualTarget target = new()
        {
            Answer = item => new VirtualTarget.Reply { DelayMs = 2_550, IsSilence = !isLate || item.Number != 0 },
        };
        GatePlan gates = new() { AbortsOnFail = true, Thresholds = [ThresholdParser.Parse("errors==0").Threshold!] };
        RunPlan plan = VirtualRun.Plan() with { Gates = gates, Pipeline = pipeline };
        if (pipeline > 1)
        {
            RequestSpec request = new("GET", "/", plan.Headers, [], HasBody: false);
            plan = plan with { Request = RequestBytes.Prepare(request, pipeline) };
        }

        using VirtualRun run = new(plan, target);
        GateFigures Now() => GateReading.Now(plan, [run.Engine.Lanes[0].Recorder], 0);
        run.Advance(TimeSpan.FromMilliseconds(1_995));
        Assert.Equal((0, 0), (Now().Errors, Now().Timeouts));
        run.Advance(TimeSpan.FromMilliseconds(106));
        Assert.Equal((pipeline, pipeline), (Now().Errors, Now().Timeouts));
        for (int step = 0; step < 190; step++)
        {
            run.Advance(TimeSpan.FromMilliseconds(10));
            Assert.True(Now().Errors <= pipeline);
        }

        Assert.Equal((pipeline, pipeline), (Now().Errors, Now().Timeouts));
    }

    // With a clock of its own besides, which sees the same figures.
    private static AbortWatch Watch(string threshold, GateFigures figures, out Func<int> stops)
    {
        int count = 0;
        stops = () => Volatile.Read(ref count);
        return new AbortWatch(
            new GatePlan { Thresholds = [ThresholdParser.Parse(threshold).Threshold!], AbortsOnFail = true },
            () => figures, () => figures, () => Interlocked.Increment(ref count));
    }
}
