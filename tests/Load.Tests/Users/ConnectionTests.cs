using System;
using System.Linq;
using FastHttp;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace Load.Tests.Users;

/// <summary>A user's connections: refused, ended while idle, ended within a batch, given up.</summary>
public sealed class ConnectionTests
{
    [Theory]
    [InlineData(0, 16, 0)]
    [InlineData(500, 10, 27)]
    public void A_connection_that_cannot_be_made_is_tried_ever_more_slowly(int warmupMs, int attempts, int firstMs)
    {
        LoadModel load = new() { Warmup = TimeSpan.FromMilliseconds(warmupMs) };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(load, seconds: 1), new VirtualTarget { IsAway = true });

        // At 0, 1, 3, 7, 15, 31, 63 and 127 ms, and then every 100 ms.
        ErrorRecord error = Assert.Single(run.Errors);
        Assert.Equal((HttpError.ConnectRefused, attempts), (error.Reason, error.Count));
        Assert.Equal((firstMs * 1000, 927_000), (error.FirstUs, error.LastUs));
        Assert.Equal((0, attempts), (run.Sent, run.ConnectErrors));
        Assert.Equal((attempts, attempts), (run.Unanswered, run.Failed));
    }

    [Fact]
    public void A_connection_that_ends_during_a_pause_is_made_again_and_the_pause_goes_on()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { ClosesAfterMs = 30 } };
        LoadModel load = new()
        {
            ThinkShortest = TimeSpan.FromMilliseconds(100),
            ThinkLongest = TimeSpan.FromMilliseconds(100),
        };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(load, seconds: 0.95), target);

        // A connection made when the pause is over.
        Assert.All(target.Arrivals.Index(), item => Assert.Equal(100 + (item.Index * 100), item.Item.Ms));
        Assert.Equal(9, target.Arrivals.Count);
        Assert.Equal((9, 9, 9), (run.Completed, run.Connections.ClosedIdle, run.Connections.ClosedByPeer));
        Assert.Equal((9, 0), (run.ReadErrors, run.Failed));
        Assert.Equal([0.0, 200, 300, 400, 500, 600, 700, 800, 900], target.AcceptedMs);
    }

    // Closed at 130, 230 and 330 ms, while idle.
    [Theory]
    [InlineData(129, 3)]
    [InlineData(130, 3)]
    [InlineData(131, 2)]
    public void A_connection_that_ends_idle_counts_from_the_end_of_the_warm_up_on(int warmupMs, int closed)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { ClosesAfterMs = 30 } };
        LoadModel load = new()
        {
            ThinkShortest = TimeSpan.FromMilliseconds(100),
            ThinkLongest = TimeSpan.FromMilliseconds(100),
            Warmup = TimeSpan.FromMilliseconds(warmupMs),
        };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(load, seconds: 0.22), target);

        Assert.Equal((closed, closed), (run.Connections.ClosedIdle, run.ReadErrors));
    }

    [Fact]
    public void Nothing_of_the_warm_up_is_a_failure()
    {
        // Refused, broken and closed while idle, all before 1000 ms.
        VirtualTarget target = new()
        {
            Refuses = static number => number == 0,
            Answer = static item => item switch
            {
                { Connection: 1 } => new VirtualTarget.Reply { Breaks = true },
                { Connection: 2 } => new VirtualTarget.Reply { ClosesAfterMs = 10 },
                _ => new VirtualTarget.Reply(),
            },
        };
        LoadModel load = new()
        {
            Warmup = TimeSpan.FromSeconds(1),
            ThinkShortest = TimeSpan.FromMilliseconds(100),
            ThinkLongest = TimeSpan.FromMilliseconds(100),
        };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(load, seconds: 1), target);

        Assert.Equal(4, target.Accepted);
        Assert.Equal((0, 0, 0), (run.Failed, run.Lost, run.Connections.ClosedIdle));
        Assert.Empty(run.Errors);
        Assert.Equal(run.Sent, run.Completed);
        Assert.Equal(10, run.Completed);
        Assert.Equal(run.Completed * target.Arrivals[0].Head.Length + (run.Completed * 4), run.BytesWritten);
    }

    [Theory]
    [InlineData(0, 0.9)]
    [InlineData(1000, 1)]
    public void Connections_of_the_warm_up_are_used_again_by_what_is_measured(int warmupMs, double reused)
    {
        LoadModel load = new() { Rate = new LoadShape(100), Warmup = TimeSpan.FromMilliseconds(warmupMs) };
        using VirtualRun run = new(VirtualRun.Plan(load, connections: 10, seconds: 0.995), new VirtualTarget());

        ConnectionFigures connections = run.ToDocument().Connections!;

        Assert.Equal((10, reused), (connections.Opened, connections.ReusedRatio));
    }

    [Fact]
    public void A_request_of_the_warm_up_that_stays_unanswered_is_not_in_flight_at_the_end()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { IsSilence = true } };
        LoadModel load = new() { Warmup = TimeSpan.FromSeconds(1) };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(load), target);

        Assert.Single(target.Arrivals);
        Assert.Equal((0, 0, 0), (run.Sent, run.InFlightAtEnd, run.Failed));
    }

    [Fact]
    public void Users_that_leave_close_their_connections_and_come_back_on_new_ones()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 25 } };
        LoadShape users = new(
            2,
            (TimeSpan.FromSeconds(1), 2),
            (TimeSpan.Zero, 1),
            (TimeSpan.FromSeconds(1), 1),
            (TimeSpan.Zero, 2));

        RunSnapshot run = VirtualRun.Of(
            VirtualRun.Plan(new LoadModel { Users = users }, connections: 2, seconds: 3), target);

        // The second one leaves with the answer that it waits for, and connects again in the step that wants it.
        Assert.Equal([0.0, 0.0, 2000.0], target.AcceptedMs);
        Assert.Equal((3, 1, 2), (run.Connections.Opened, run.Connections.Reconnects, run.Connections.Peak));
        Assert.Equal((0, 0), (run.Connections.ClosedByPeer, run.Failed));
        Assert.Equal(40, target.Arrivals.Count(item => item.Connection == 1));
        Assert.Equal(120, target.Arrivals.Count(item => item.Connection == 0));
        Assert.Equal(run.Sent, run.Completed + run.InFlightAtEnd);
    }

    [Theory]
    [InlineData(3000, null, 3000)]
    [InlineData(200, null, 1000)]
    [InlineData(1000, 5000, 5000)]
    [InlineData(3000, 1000, 3000)]
    public void A_run_without_a_time_limit_ends_where_no_connection_can_be_made(
        int timeoutMs, int? connectMs, int endMs)
    {
        VirtualTarget target = new() { IsAway = true };
        RunPlan plan = VirtualRun.Plan(new LoadModel { Requests = 10 }, seconds: 100_000) with
        {
            HasTimeLimit = false,
            Timeout = TimeSpan.FromMilliseconds(timeoutMs),
            ConnectTimeout = connectMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
        };
        using VirtualRun virtualRun = new(plan, target);

        RunSnapshot run = virtualRun.ToEnd();

        // Looked at every 100 ms, first at 100.
        Assert.Equal(endMs + 200.0, virtualRun.Elapsed.TotalMilliseconds);
        Assert.True(run.WasGivenUp);
        Assert.Equal(0, run.Sent);
    }

    [Theory]
    [InlineData(false, 1100)]
    [InlineData(true, 10)]
    public void A_budget_whose_last_request_is_lost_ends_with_it(bool isBroken, int endMs)
    {
        VirtualTarget target = new()
        {
            Answer = _ => new VirtualTarget.Reply { IsSilence = true, ClosesAfterMs = isBroken ? 10 : null },
        };
        RunPlan plan = VirtualRun.Plan(new LoadModel { Requests = 1 }, seconds: 100_000) with
        {
            HasTimeLimit = false,
            Timeout = TimeSpan.FromSeconds(1),
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal((1, 1, endMs * 1000), (run.Sent, run.Lost, run.RuntimeUs));
        Assert.Equal((1, 0, isBroken ? 1 : 0), (target.Accepted, target.Open, run.Connections.ClosedByPeer));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(200, 1)]
    [InlineData(1500, 2)]
    public void What_is_older_than_the_limit_is_given_up_where_nothing_else_ends_the_run(int timeoutMs, int connections)
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { DelayMs = 1, IsSilence = item.Connection < 2 },
        };
        RunPlan plan = VirtualRun.Plan(new LoadModel { Requests = 10 }, connections, seconds: 100_000) with
        {
            HasTimeLimit = false,
            Timeout = TimeSpan.FromMilliseconds(timeoutMs),
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        double limit = Math.Max(1000, timeoutMs);
        double[] made = [.. target.AcceptedMs];
        // Looked at every 100 ms, and connected again a millisecond later.
        Assert.Equal(limit + 101, made[connections], 0.001);
        Assert.Equal((0, 0), (target.Open, run.Connections.ClosedByPeer));
        Assert.Equal(2, run.Lost);
        Assert.Equal((8, 10, 0), (run.Completed, run.Sent, run.InFlightAtEnd));
        Assert.Equal((2, 2, 2), (run.TimedOut, run.Timeouts, run.Failed));
        Assert.False(run.WasGivenUp);
        Assert.Equal(HttpError.RequestTimeout, Assert.Single(run.Errors).Reason);
    }
}
