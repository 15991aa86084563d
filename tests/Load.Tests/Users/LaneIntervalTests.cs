using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Users;
using Reply = Load.Tests.VirtualTarget.Reply;

namespace Load.Tests.Users;

/// <summary>How a lane's figures are cut, and what is in them.</summary>
public sealed class LaneIntervalTests
{
    [Theory]
    [InlineData(100, true, 1000)]
    [InlineData(10, true, 1000)]
    [InlineData(9.99, true, 500)]
    [InlineData(8, true, 500)]
    [InlineData(5, true, 500)]
    [InlineData(3.19, true, 200)]
    [InlineData(1.99, true, 100)]
    [InlineData(1, true, 100)]
    [InlineData(0.2, true, 100)]
    [InlineData(1, false, 1000)]
    public void W16_An_interval_is_a_tenth_of_a_run_at_most_and_divides_a_second(
        double seconds, bool hasTimeLimit, int ms) =>
        Assert.Equal(ms * 1000, Lane.IntervalUsOf(VirtualRun.Plan(seconds: seconds) with
        {
            HasTimeLimit = hasTimeLimit,
        }));

    [Theory]
    [InlineData(10.5, 10, 1.5)]
    [InlineData(10.501, 11, 0.501)]
    [InlineData(0.15, 1, 0.15)]
    [InlineData(0.151, 2, 0.051)]
    public void The_last_interval_is_at_least_half_as_long_as_the_others(double seconds, int count, double last)
    {
        VirtualTarget target = new() { Answer = static _ => new Reply { DelayMs = 10 } };
        using VirtualRun run = new(VirtualRun.Plan(seconds: seconds), target);
        LaneInterval start = run.Engine.Lanes[0].FirstInterval;

        run.ToEnd();

        LaneInterval[] cuts = [.. Following(start)];
        Assert.Equal(Enumerable.Range(0, count), cuts.Select(cut => cut.Index));
        Assert.Equal(last, (cuts[^1].EndUs - (count == 1 ? 0 : cuts[^2].EndUs)) / 1e6, 0.000_001);
        Assert.All(cuts.Index(), cut => Assert.Equal(cut.Index == count - 1, cut.Item.IsLast));
        Assert.All(cuts, cut => Assert.Equal((1, 0), (cut.Connections, cut.CpuUs)));
    }

    [Fact]
    public void A_lane_that_came_too_late_leaves_intervals_out_and_none_follows_the_last()
    {
        VirtualTarget target = new() { Answer = static _ => new Reply { DelayMs = 10 } };
        using VirtualRun run = new(VirtualRun.Plan(), target);
        LaneInterval start = run.Engine.Lanes[0].FirstInterval;

        run.Advance(TimeSpan.FromMilliseconds(1500));
        run.Stall(TimeSpan.FromMilliseconds(3000));
        run.Advance(TimeSpan.FromMilliseconds(1000));
        run.Engine.Stop();
        run.Advance(TimeSpan.FromMilliseconds(3000));

        Assert.Equal(
            [(0, 1_000_000L, false), (3, 4_500_000, false), (4, 5_000_000, false), (5, 5_500_000, true)],
            Following(start).Select(cut => (cut.Index, cut.EndUs, cut.IsLast)));
    }

    [Fact]
    public void What_is_received_and_sent_is_counted_to_the_byte_and_each_tick_with_an_answer_has_a_rate()
    {
        VirtualTarget target = new() { Answer = static _ => new Reply { DelayMs = 10 } };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(seconds: 0.995), target);

        Assert.Equal((99, 100), (run.Completed, run.Sent));
        Assert.Equal(99 * new Reply().ToBytes().Length, run.BytesRead);
        Assert.Equal(100 * VirtualRun.Plan().Request.Bytes.Length, run.BytesWritten);
        Assert.Equal((9, 90, 100), (run.Rates.Count, run.Rates.Minimum, run.Rates.Maximum));
        Assert.Equal(0, run.Connections.TlsHandshake.Count);
        Assert.Equal(1, run.Connections.Connect.Count);
    }

    // 16 bytes of an answer that never is whole: at the end, when the connection breaks, when it is given up.
    [Theory]
    [InlineData(null, true, 1)]
    [InlineData(5, true, 10)]
    [InlineData(null, false, 3)]
    public void What_came_of_an_answer_that_is_never_whole_counts_too(int? closesMs, bool hasTimeLimit, int parts)
    {
        VirtualTarget target = new()
        {
            Answer = item => new Reply { DelayMs = 10, Part = item.Number == 0 ? 16 : null, ClosesAfterMs = closesMs },
        };
        LoadModel load = new() { Requests = hasTimeLimit ? 0 : 3 };
        RunPlan plan = VirtualRun.Plan(load, seconds: hasTimeLimit ? 0.5 : 100_000) with
        {
            HasTimeLimit = hasTimeLimit,
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal((0, parts * 16), (run.Completed, run.BytesRead));
    }

    // Asked for at 0, 16, 33, 52, 75, 106, 153, 232, 347, 462, 577 and 692 ms, ever more slowly, and broken off.
    [Theory]
    [InlineData(0, 10)]
    [InlineData(240, 4)]
    public void What_came_of_an_answer_that_was_asked_for_in_the_warm_up_does_not_count(int warmupMs, int parts)
    {
        VirtualTarget target = new()
        {
            Answer = static _ => new Reply { DelayMs = 10, Part = 16, ClosesAfterMs = 5 },
        };
        LoadModel load = new() { Warmup = TimeSpan.FromMilliseconds(warmupMs) };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(load, seconds: 0.5), target);

        Assert.Equal((0, parts * 16), (run.Completed, run.BytesRead));
    }

    [Fact]
    public void Late_answers_have_the_time_of_the_next_tick_or_of_the_end()
    {
        VirtualTarget target = new() { Answer = static _ => new Reply { DelayMs = 60 } };
        RunPlan plan = VirtualRun.Plan(seconds: 0.25) with { Timeout = TimeSpan.FromMilliseconds(50) };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal((4, 100_000, 250_000), run.Overdue);
    }

    [Fact]
    public void Bodies_that_are_not_as_expected_are_failures_of_the_interval_in_which_they_came()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new Reply { DelayMs = 10, Body = item.Ms < 150 ? "no" : "ok" },
        };
        RunPlan plan = VirtualRun.Plan(seconds: 0.295) with
        {
            Gates = new GatePlan { ExpectedBody = BodyExpectation.Parse("ok").Expectation },
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal([9L, 6, 0], run.Course!.Intervals.Select(interval => interval.Failed));
        Assert.Equal((15, 15), (run.Failed, run.UnexpectedBodies));
    }

    [Theory]
    [InlineData(null, true, 0, 50)]
    [InlineData("2xx", true, 0, 100)]
    [InlineData("2xx", false, 0, 100)]
    [InlineData("302,404", true, 0, 50)]
    [InlineData("302,404", true, 1000, 50)]
    [InlineData("404", false, 0, 50)]
    public void What_is_expected_of_a_status_decides_what_has_failed(
        string? expected, bool follows, int warmupMs, int failed)
    {
        // Every other answer is a redirect to elsewhere, or nothing that is there.
        VirtualTarget target = new()
        {
            Answer = static item => item.Number % 2 == 0
                ? new Reply { DelayMs = 10, Status = 302, Fields = "Location: http://other/\r\n" }
                : new Reply { DelayMs = 10, Status = 404 },
        };
        StatusSet? set = null;
        Assert.True(expected is null || StatusSet.TryParse(expected, out set));
        LoadModel load = new() { Warmup = TimeSpan.FromMilliseconds(warmupMs) };
        RunPlan plan = VirtualRun.Plan(load, seconds: 1.005) with
        {
            MaxRedirects = 1,
            Gates = new GatePlan { ExpectedStatus = set, FollowsRedirects = follows },
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal((100, 50, failed), (run.Completed, run.RedirectsElsewhere, run.Failed));
    }

    private static IEnumerable<LaneInterval> Following(LaneInterval start)
    {
        for (LaneInterval? next = start.Next; next is not null; next = next.Next)
        {
            yield return next;
        }
    }
}
