using System;
using System.Linq;
using FastHttp.Load.Documents;
using FastHttp.Load.Gates;
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
            // 20 a second more with each second: 10 in the first, 30 in the next.
            double due = 10 + (20 * second);
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
            // 100 a second for two seconds, 50 a second more with each second for four, and then 300 a second.
            double due = 10 + (5 * Math.Clamp((tenth + 0.5 - 20) / 10, 0, 4));
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

    [Theory]
    [InlineData(1, 1, 999)]
    [InlineData(2, 2, 998)]
    public void What_the_lanes_drop_adds_up(int lanes, int connections, long dropped)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { IsSilence = true } };
        LoadModel load = new() { Rate = new LoadShape(100) };

        // The last request of 1000 is due at 9990 ms.
        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(load, connections, 9.995) with { Lanes = lanes }, target);

        Assert.Equal(dropped, run.Dropped);
        Assert.Equal(Enumerable.Range(0, lanes).Select(lane => lane * 10.0), target.Arrivals.Select(item => item.Ms));
    }

    [Fact]
    public void A_rate_that_is_kept_drops_nothing()
    {
        RunSnapshot run = VirtualRun.Of(
            VirtualRun.Plan(new LoadModel { Rate = new LoadShape(100) }, connections: 2, 9.995), new VirtualTarget());

        Assert.Equal((1000, 0, 0, 0), (run.Completed, run.Dropped, run.Late, run.MaxLagUs));
    }

    // All that were asked for are sent when they are due; the schedule goes on while they are answered.
    [Theory]
    [InlineData(10, 50, 1500, 1)]
    [InlineData(20, 20, 100, 1)]
    [InlineData(10, 50, 1500, 2)]
    public void What_is_due_beyond_the_number_of_requests_is_no_users(int requests, double rate, int delayMs, int lanes)
    {
        VirtualTarget target = new() { Answer = _ => new VirtualTarget.Reply { DelayMs = delayMs } };
        LoadModel load = new() { Rate = new LoadShape(rate), Requests = requests };
        RunPlan plan = VirtualRun.Plan(load, connections: 10) with { Lanes = lanes };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal((requests, 0, 0, 0), (run.Completed, run.Late, run.MaxLagUs, run.Dropped));
        Assert.Equal(1, RatePromise.Of(plan, run)!.Value.Share);
    }

    // A connection that takes 100 ms for each of what is due every 10 has not kept the rate, though all were answered.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_number_of_requests_that_took_longer_than_they_should_have_missed_the_rate(int lanes)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 100 } };
        LoadModel load = new() { Rate = new LoadShape(100), Requests = 100 * lanes };
        RunPlan plan = VirtualRun.Plan(load, connections: lanes, seconds: 60) with { Lanes = lanes };
        using VirtualRun run = new(plan, target);

        run.Advance(TimeSpan.FromSeconds(4.05));
        LiveAside aside = new() { Recorders = [.. run.Engine.Lanes.Select(lane => lane.Recorder)] };
        GateFigures soFar = GateReading.SoFar(run.Planned, run.Engine.Measured.Progress.Take(), aside);
        RunSnapshot end = run.ToEnd();

        Assert.Equal(0.1 * lanes, soFar.RateRatio!.Value, 0.01 * lanes);
        Assert.Equal(100 * lanes, end.Completed);
        Assert.Equal(0.1 * lanes, RatePromise.Of(plan, end)!.Value.Share, 0.002 * lanes);
        Assert.Equal(100, RatePromise.Of(plan, end)!.Value.Target, 0.001);
    }

    [Theory]
    [InlineData(1, 2, 1, 5, 3)]
    [InlineData(2, 2, 1, 5, 3)]
    [InlineData(1, 1, 3, 2, 3)]
    public void No_more_is_dropped_than_was_asked_for(
        int lanes, int connections, int pipeline, int batches, long dropped)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { IsSilence = true } };
        LoadModel load = new() { Rate = new LoadShape(100), Requests = batches };
        RunPlan plan = VirtualRun.Plan(load, connections, seconds: 1) with
        {
            Lanes = lanes,
            Pipeline = pipeline,
            Request = RequestBytes.Prepare(
                new RequestSpec("GET", "/", [new RequestHeader("Host", "target")], [], HasBody: false), pipeline),
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal(dropped, run.Dropped);
        Assert.Equal(batches * pipeline, run.Sent + run.Dropped);
    }

    [Theory]
    [InlineData(10, 295, 6, 1)]
    [InlineData(1, 59, 1, 0.2)]
    public void What_is_under_way_is_not_missed_while_the_run_goes_on(
        int connections, int answered, int underWay, double ratio)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 50 } };
        LoadModel load = new() { Rate = new LoadShape(100) };
        using VirtualRun run = new(VirtualRun.Plan(load, connections, seconds: 60), target);

        // What is due as the third interval ends has gone out; what comes at that moment is in the next.
        run.Advance(TimeSpan.FromMilliseconds(3000));

        ProgressSnapshot seen = run.Engine.Measured.Progress.Take();
        Assert.Equal((3_000_000, answered, underWay), (seen.Newest!.EndUs, seen.Completed, seen.InFlight));
        Assert.Equal(ratio, GateReading.SoFar(run.Planned, seen, new LiveAside()).RateRatio!.Value, 0.000_001);
    }

    [Fact]
    public void A_request_goes_out_on_another_connection_while_one_waits()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { IsSilence = true } };

        VirtualRun.Of(VirtualRun.Plan(new LoadModel { Rate = new LoadShape(100) }, connections: 3), target);

        Assert.Equal([(0.0, 0), (10.0, 1), (20.0, 2)], target.Arrivals.Select(item => (item.Ms, item.Connection)));
    }

    [Fact]
    public void Where_the_rate_falls_to_nothing_nothing_is_sent()
    {
        VirtualTarget target = new();
        LoadShape pulse = new(100, (TimeSpan.FromSeconds(1), 100), (TimeSpan.Zero, 0));

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(new LoadModel { Rate = pulse }, connections: 2), target);

        // 0, 10, … 1000 ms.
        Assert.Equal(101, target.Arrivals.Count);
        Assert.Equal(1000, target.Arrivals[^1].Ms);
        Assert.Equal((101, 0), (run.Completed, run.Dropped));
    }

    [Theory]
    [InlineData(10, 0, 0)]
    [InlineData(11, 0, 1_000)]
    [InlineData(12, 1, 2_000)]
    public void A_request_is_late_beyond_a_millisecond(int delayMs, long late, long lagUs)
    {
        VirtualTarget target = new()
        {
            Answer = item => new VirtualTarget.Reply { DelayMs = item.Number == 0 ? delayMs : 0 },
        };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(new LoadModel { Rate = new LoadShape(100) }), target);

        Assert.Equal((late, 0, lagUs), (run.Late, run.OwnLate, run.MaxLagUs));
    }

    [Fact]
    public void A_generator_that_stalls_is_late_by_itself()
    {
        using VirtualRun run = new(
            VirtualRun.Plan(new LoadModel { Rate = new LoadShape(100) }, connections: 4), new VirtualTarget());

        // What is due at 100, 110 and 120 ms goes out at 125.
        run.Advance(TimeSpan.FromMilliseconds(95));
        run.Stall(TimeSpan.FromMilliseconds(30));
        RunSnapshot snapshot = run.ToEnd();

        Assert.Equal((3, 3), (snapshot.Late, snapshot.OwnLate));
        Assert.Equal((25_000, 25_000), (snapshot.MaxLagUs, snapshot.OwnMaxLagUs));
        Assert.Equal(25_000, snapshot.Latency.Maximum);
        Assert.Equal(0, snapshot.Uncorrected!.Maximum);
    }

    [Fact]
    public void What_is_sent_as_the_warm_up_ends_is_measured()
    {
        // The first answer takes as long as the warm-up; what is due at 10, 20, … 2000 ms goes out at its end.
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { DelayMs = item.Number == 0 ? 2000 : 0 },
        };
        LoadModel load = new() { Rate = new LoadShape(100), Warmup = TimeSpan.FromSeconds(2) };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(load, seconds: 0.995), target);

        Assert.Equal((199, 1_990_000), (run.Late, run.MaxLagUs));
        Assert.Equal(299, run.Completed);
        Assert.Equal(299, run.Latency.Count);
    }

    [Fact]
    public void What_is_late_in_the_warm_up_is_not_measured()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { DelayMs = item.Number == 0 ? 500 : 0 },
        };
        LoadModel load = new() { Rate = new LoadShape(100), Warmup = TimeSpan.FromSeconds(1) };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(load, seconds: 0.995), target);

        Assert.Equal((0, 0, 100), (run.Late, run.MaxLagUs, run.Completed));
    }

    [Fact]
    public void A_connection_that_ends_while_it_waits_loses_its_turn_and_no_other()
    {
        // Connection 1 is used at 100 ms and ends at 250, when 0, 1 and 2 wait; connection 3 takes its place.
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { ClosesAfterMs = item.Connection == 1 ? 150 : null },
        };

        RunSnapshot run = VirtualRun.Of(
            VirtualRun.Plan(new LoadModel { Rate = new LoadShape(10) }, connections: 3, 0.95), target);

        Assert.Equal([0, 1, 2, 0, 2, 3, 0, 2, 3, 0], target.Arrivals.Select(item => item.Connection));
        Assert.All(target.Arrivals.Index(), item => Assert.Equal(item.Index * 100, item.Item.Ms));
        Assert.Equal((4, 1, 1), (run.Connections.Opened, run.Connections.Reconnects, run.Connections.ClosedIdle));
        Assert.Equal((10, 0), (run.Completed, run.Late));
    }
}
