using System;
using System.Collections.Generic;
using System.Threading;
using FastHttp.Load.Gates;
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
