using System;
using FastHttp.Load;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace Load.Tests.Users;

/// <summary>When a run begins to count, what is late, and when it ends.</summary>
public sealed class TimeTests
{
    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 0)]
    [InlineData(101, 1)]
    [InlineData(150, 1)]
    public void An_answer_is_late_beyond_the_time_limit_and_not_before(int delayMs, int share)
    {
        VirtualTarget target = new() { Answer = _ => new VirtualTarget.Reply { DelayMs = delayMs } };

        RunSnapshot run = VirtualRun.Of(
            VirtualRun.Plan() with { Timeout = TimeSpan.FromMilliseconds(100) }, target);

        Assert.Equal(run.Completed * share, run.Bad);
        Assert.Equal(run.Completed * (1 - share), run.Latency.Count);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(null)]
    public void The_warm_up_is_not_counted(int? rate)
    {
        VirtualTarget target = new() { Answer = _ => new VirtualTarget.Reply { DelayMs = rate is null ? 10 : 0 } };
        LoadModel load = new()
        {
            Rate = rate is { } perSecond ? new LoadShape(perSecond) : null,
            Warmup = TimeSpan.FromSeconds(2),
        };
        using VirtualRun virtualRun = new(VirtualRun.Plan(load, seconds: 3), target);

        RunSnapshot run = virtualRun.ToEnd();

        Assert.Equal(5000, virtualRun.Elapsed.TotalMilliseconds);
        Assert.Equal(3_000_000, run.RuntimeUs);
        Assert.Equal(500, (double)target.Arrivals.Count, 1.0);
        Assert.Equal(300, run.Completed, 1.0);
        Assert.Equal(run.Completed, run.Latency.Count);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1000, 1, 1)]
    [InlineData(1000, 3, 7)]
    [InlineData(10_001, 2, 64)]
    public void A_budget_is_spent_to_the_request(long requests, int lanes, int connections)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 1 } };
        RunPlan plan = VirtualRun.Plan(new LoadModel { Requests = requests }, connections, seconds: 100_000) with
        {
            Lanes = lanes,
            HasTimeLimit = false,
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal(requests, target.Arrivals.Count);
        Assert.Equal(requests, run.Completed);
        Assert.Equal(0, run.InFlightAtEnd);
    }

    [Fact]
    public void The_warm_up_takes_nothing_of_a_budget()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };
        LoadModel load = new() { Requests = 30, Warmup = TimeSpan.FromSeconds(1) };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(load), target);

        // What is sent as the warm-up ends, at 1000 ms, is the first that counts.
        Assert.Equal((100 + 30, 30, 300_000), (target.Arrivals.Count, run.Completed, run.RuntimeUs));
    }

    [Fact]
    public void A_source_ends_the_run_when_it_asks_for_it()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };
        RunPlan plan = VirtualRun.Plan(connections: 3);

        RunSnapshot run = VirtualRun.Of(plan, target, (_, _) => new ScriptedSource(RequestSources.For(plan)[0])
        {
            HasNext = static (source, _) =>
            {
                source.IsOver = source.Asked >= 19;
                return true;
            },
        });

        // The second answer of 60 ms makes the twentieth request; the third one ends the run.
        Assert.Equal((18, 2, 60_000), (run.Completed, run.InFlightAtEnd, run.RuntimeUs));
        Assert.Equal(run.Sent, run.Completed + run.InFlightAtEnd);
    }

    [Fact]
    public void A_budget_ends_where_the_target_falls_silent()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { DelayMs = 1, IsSilence = item.Ms > 1000 },
        };
        RunPlan plan = VirtualRun.Plan(new LoadModel { Requests = 2_000 }, seconds: 100_000) with
        {
            HasTimeLimit = false,
            Timeout = TimeSpan.FromSeconds(3),
        };
        using VirtualRun virtualRun = new(plan, target);

        virtualRun.Advance(TimeSpan.FromSeconds(3.9));
        Assert.Equal(1, target.Accepted);

        // Given up when it is older than the limit, and looked at every 100 ms.
        virtualRun.Advance(TimeSpan.FromSeconds(0.3));
        Assert.Equal(2, target.Accepted);
    }

    [Fact]
    public void A_run_without_an_answer_has_its_request_in_flight_at_the_end()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { IsSilence = true } };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(connections: 3), target);

        Assert.Equal((0, 3, 3, 3), (run.Completed, run.Sent, run.InFlightAtEnd, run.Unanswered));
        Assert.Equal([10_000_000, 10_000_000, 10_000_000], run.UnansweredUs.ToArray());
    }
}
