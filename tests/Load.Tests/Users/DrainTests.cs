using System;
using System.Threading.Tasks;
using FastHttp.Load;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace Load.Tests.Users;

/// <summary>W26: what becomes of the requests that are in flight when the time is over.</summary>
public sealed class DrainTests
{
    // Sent at 0, 300, 600 and 900 ms of a run of a second; the last answer is there at 1200.
    [Theory]
    [InlineData(0, 3, 1, 1000)]
    [InlineData(199, 3, 1, 1199)]
    [InlineData(201, 4, 0, 1200)]
    [InlineData(5000, 4, 0, 1200)]
    public void Requests_in_flight_have_so_long(int drainMs, long completed, long cut, int endMs)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 300 } };
        RunPlan plan = VirtualRun.Plan(seconds: 1) with { Drain = TimeSpan.FromMilliseconds(drainMs) };
        using VirtualRun virtualRun = new(plan, target);

        RunSnapshot run = virtualRun.ToEnd();

        Assert.Equal((completed, cut), ((long)run.Completed, (long)run.InFlightAtEnd));
        Assert.Equal(completed, run.Latency.Count);
        Assert.Equal(completed + cut, target.Arrivals.Count);
        Assert.Equal(1_000_000, run.RuntimeUs);
        Assert.Equal(endMs, virtualRun.Elapsed.TotalMilliseconds, 1.0);
        Assert.Equal(0, target.Open);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 7)]
    public void On_a_schedule_every_request_of_the_run_is_answered_and_none_after_it_is_sent(int lanes, int connections)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 70 } };
        RunPlan plan = VirtualRun.Plan(new LoadModel { Rate = new LoadShape(50) }, connections, seconds: 2) with
        {
            Lanes = lanes,
            Drain = TimeSpan.FromSeconds(1),
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal(target.Arrivals.Count, run.Completed);
        Assert.All(target.Arrivals, arrival => Assert.True(arrival.Ms <= 2000));
        Assert.Equal((0L, 2_000_000L), ((long)run.InFlightAtEnd, (long)run.RuntimeUs));
    }

    [Fact]
    public void What_happens_while_it_waits_is_no_part_of_the_figures_of_the_run()
    {
        // Ten connections at 100 requests a second: four stay idle, and nothing of them is due after a second.
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { DelayMs = 55, IsSilence = item.Ms > 950 },
        };
        RunPlan plan = VirtualRun.Plan(new LoadModel { Rate = new LoadShape(100) }, connections: 10, seconds: 1) with
        {
            Drain = TimeSpan.FromSeconds(3),
        };
        using VirtualRun virtualRun = new(plan, target);

        RunSnapshot run = virtualRun.ToEnd();

        Assert.Equal(4000, virtualRun.Elapsed.TotalMilliseconds, 1.0);
        Assert.Equal((1_000_000, 0), (run.RuntimeUs, run.Dropped));
        Assert.Equal(9, run.Rates.Count);
        Assert.Equal((10, 10), (run.Course!.Intervals.Count, run.Course.Intervals[^1].Connections));
    }

    [Fact]
    public void What_was_due_is_counted_when_the_time_is_over_and_not_later()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { IsSilence = true } };
        RunPlan plan = VirtualRun.Plan(new LoadModel { Rate = new LoadShape(100) }, seconds: 0.995) with
        {
            Drain = TimeSpan.FromSeconds(3),
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal((1, 99, 1), (run.Sent, run.Dropped, run.InFlightAtEnd));
    }

    [Fact]
    public void A_run_that_is_stopped_does_not_wait()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 300 } };
        RunPlan plan = VirtualRun.Plan(seconds: 1) with { Drain = TimeSpan.FromSeconds(5) };
        using VirtualRun virtualRun = new(plan, target);
        virtualRun.Advance(TimeSpan.FromMilliseconds(400));

        virtualRun.Engine.Stop();
        RunSnapshot run = virtualRun.ToEnd();

        Assert.Equal((1L, 1L), ((long)run.Completed, (long)run.InFlightAtEnd));
        Assert.Equal(400, virtualRun.Elapsed.TotalMilliseconds, 1.0);
    }

    [Fact]
    public async Task A_time_that_is_negative_is_refused()
    {
        LoadTest test = new(new LoadOptions
        {
            Target = new Uri("http://127.0.0.1/"),
            Drain = TimeSpan.FromSeconds(-1),
        });

        LoadException refusal = await Assert.ThrowsAsync<LoadException>(() => test.RunAsync());

        Assert.Equal("Drain: it cannot be negative", refusal.Message);
    }
}
