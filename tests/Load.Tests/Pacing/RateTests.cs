using System;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace Load.Tests.Pacing;

/// <summary>A rate is kept to the request, and each request goes out in the millisecond in which it is due.</summary>
public sealed class RateTests
{
    [Theory]
    [InlineData(1000, 1, 1)]
    [InlineData(1000, 2, 8)]
    [InlineData(100, 4, 4)]
    [InlineData(7, 2, 2)]
    [InlineData(2500, 3, 10)]
    public void A_rate_is_exact_over_the_whole_and_over_every_second(double rate, int lanes, int connections)
    {
        VirtualTarget target = new();
        LoadModel load = new() { Rate = new LoadShape(rate) };
        RunPlan plan = VirtualRun.Plan(load, connections) with { Lanes = lanes };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.InRange(run.Completed, (rate * 10) - lanes, (rate * 10) + 1);
        Assert.Equal(run.Sent, target.Arrivals.Count);
        Assert.Equal(rate, run.RequestsPerSecond, rate / 1000 + 0.1);
        for (int second = 0; second < 10; second++)
        {
            // What is due in the last millisecond may go out in the first of the next second.
            double slack = 1 + (rate / 1000) + lanes;
            Assert.InRange(target.Between(second * 1000, (second + 1) * 1000), rate - slack, rate + slack);
        }
    }

    [Fact]
    public void Requests_are_evenly_spread()
    {
        VirtualTarget target = new();

        VirtualRun.Of(VirtualRun.Plan(new LoadModel { Rate = new LoadShape(100) }), target);

        Assert.All(target.Arrivals.Index(), item => Assert.Equal(item.Index * 10, item.Item.Ms, 0.001));
    }

    [Fact]
    public void Lanes_take_turns()
    {
        VirtualTarget target = new();
        RunPlan plan = VirtualRun.Plan(new LoadModel { Rate = new LoadShape(100) }, connections: 2) with { Lanes = 2 };

        VirtualRun.Of(plan, target);

        Assert.All(target.Arrivals.Index(), item => Assert.Equal(item.Index * 10, item.Item.Ms, 1.001));
        Assert.Equal(500, target.Arrivals.Count(item => item.Connection == 0), 1.0);
    }

    [Fact]
    public void A_ramp_follows_its_line()
    {
        VirtualTarget target = new();
        LoadShape ramp = new(0, (TimeSpan.FromSeconds(10), 200));

        VirtualRun.Of(VirtualRun.Plan(new LoadModel { Rate = ramp }, connections: 4), target);

        for (int second = 0; second < 10; second++)
        {
            double due = ramp.AreaAt(second + 1) - ramp.AreaAt(second);
            Assert.InRange(target.Between(second * 1000, (second + 1) * 1000), due - 1.5, due + 1.5);
        }
    }

    [Fact]
    public void Stages_meet_where_one_ends_and_the_next_begins()
    {
        VirtualTarget target = new();
        LoadShape stages = new(100, (TimeSpan.FromSeconds(2), 100), (TimeSpan.FromSeconds(4), 300));

        VirtualRun.Of(VirtualRun.Plan(new LoadModel { Rate = stages }, connections: 4), target);

        for (int tenth = 0; tenth < 100; tenth++)
        {
            double due = stages.AreaAt((tenth + 1) / 10.0) - stages.AreaAt(tenth / 10.0);
            Assert.InRange(target.Between(tenth * 100, (tenth + 1) * 100), due - 1.5, due + 1.5);
        }
    }

    [Fact]
    public void A_request_that_waits_for_a_connection_counts_from_when_it_was_due()
    {
        // The first answer takes 95 ms; those that are due at 10, 20, … 90 ms wait for it, and then go one by one.
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { DelayMs = item.Number == 0 ? 95 : 0 },
        };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(new LoadModel { Rate = new LoadShape(100) }), target);

        Assert.Equal(9, target.Arrivals.Count(item => item.Ms is > 94.9 and < 95.1));
        Assert.Equal(9, run.Late);
        Assert.Equal(0, run.OwnLate);
        Assert.Equal(85_000, run.MaxLagUs);
        Assert.Equal(95_000, run.Latency.Maximum);
        Assert.Equal(9 + 1, run.Latency.Items.ToArray().Where(item => item.Value > 0).Sum(item => item.Count));
        Assert.Equal(1, run.Uncorrected!.Items.ToArray().Where(item => item.Value > 0).Sum(item => item.Count));
    }

    [Fact]
    public void What_was_due_and_found_no_connection_is_dropped()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { IsSilence = true } };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(new LoadModel { Rate = new LoadShape(100) }), target);

        Assert.Single(target.Arrivals);
        Assert.InRange(run.Dropped, 999, 1000);
    }
}
