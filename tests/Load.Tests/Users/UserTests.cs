using System;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace Load.Tests.Users;

/// <summary>Users and their connections.</summary>
public sealed class UserTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(64, 2)]
    public void Every_connection_is_made_and_used(int connections, int lanes)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(connections: connections) with { Lanes = lanes }, target);

        Assert.Equal(connections, target.Accepted);
        Assert.Equal(connections, run.Connections.Opened);
        Assert.Equal(connections, run.Connections.Peak);
        Assert.Equal(connections, target.Arrivals.Select(item => item.Connection).Distinct().Count());

        // Each sends every 10 ms; the last one is under way when the time is up.
        Assert.Equal(connections * 1000, target.Arrivals.Count, (double)connections);
        Assert.Equal(run.Sent, run.Completed + run.InFlightAtEnd);
    }

    [Fact]
    public void Users_follow_their_stages_one_at_a_time()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 1 } };
        LoadShape users = new(0, (TimeSpan.FromSeconds(4), 40), (TimeSpan.FromSeconds(4), 0));
        LoadModel load = new() { Users = users };
        using VirtualRun run = new(VirtualRun.Plan(load, connections: 40, seconds: 8), target);
        for (int tick = 0; tick < 79; tick++)
        {
            run.Advance(TimeSpan.FromMilliseconds(100));
            double level = users.LevelAt((tick + 1) / 10.0);

            // Looked at every 10 ms, and a user that leaves waits for its answer.
            Assert.InRange(target.Open, level - 0.7, level + 0.7);
        }

        run.ToEnd();
        Assert.Equal(40, target.Accepted);
        Assert.Equal(0, target.Open);
    }

    [Fact]
    public void Stages_are_looked_at_every_ten_milliseconds_and_end_with_the_time()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 1000 } };
        LoadModel load = new() { Users = new LoadShape(0, (TimeSpan.FromSeconds(1), 30)) };
        RunPlan plan = VirtualRun.Plan(load, connections: 30, seconds: 0.2) with { Drain = TimeSpan.FromSeconds(2) };

        RunSnapshot run = VirtualRun.Of(plan, target);

        // Half a user or more from 16.7, 50, 83.3, 116.7, 150 and 183.3 ms on; a user that is under way has its answer.
        Assert.Equal([0.0, 30, 70, 100, 130, 170], target.AcceptedMs.Select(ms => Math.Round(ms, 3)));
        Assert.Equal((6, 200_000), (run.Completed, run.RuntimeUs));
    }

    [Fact]
    public void Stages_are_shared_by_the_lanes()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 1 } };
        LoadModel load = new() { Users = new LoadShape(3, (TimeSpan.FromSeconds(5), 9)) };
        using VirtualRun run = new(VirtualRun.Plan(load, connections: 9) with { Lanes = 3 }, target);

        run.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(3, target.Open);
        run.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(9, target.Open);
    }

    // On the way up and down, too, there are as many as the stages say, and none is exchanged for one of another lane.
    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 10)]
    [InlineData(8, 8)]
    [InlineData(3, 11)]
    public void Shares_of_the_lanes_add_up_at_every_level(int lanes, int connections)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 1 } };
        double half = connections / 10.0;
        LoadShape users = new(
            0,
            (TimeSpan.FromSeconds(half), connections),
            (TimeSpan.FromSeconds(half), 0),
            (TimeSpan.FromSeconds(9), 0));
        RunPlan plan = VirtualRun.Plan(new LoadModel { Users = users }, connections, 3 * half) with { Lanes = lanes };
        using VirtualRun run = new(plan, target);

        // A level that is a whole number is reached every 100 ms; halfway between two, the upper one begins.
        run.Advance(TimeSpan.FromMilliseconds(20));
        for (int level = 0; level <= connections; level++)
        {
            Assert.Equal((level, level), (target.Open, target.Accepted));
            run.Advance(TimeSpan.FromMilliseconds(100));
        }

        for (int level = connections - 1; level >= 0; level--)
        {
            Assert.Equal((level, connections), (target.Open, target.Accepted));
            run.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    // A request every 50 ms, by the connection that is idle longest.
    [Fact]
    public void Users_that_leave_while_they_wait_for_their_turn_leave_it_to_the_others()
    {
        VirtualTarget target = new();
        LoadModel load = new()
        {
            Rate = new LoadShape(20),
            Users = new LoadShape(3, (TimeSpan.FromSeconds(0.475), 3), (TimeSpan.Zero, 1)),
        };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(load, connections: 3, seconds: 0.99), target);

        Assert.Equal(
            [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, .. Enumerable.Repeat(0, 10)],
            target.Arrivals.Select(item => item.Connection));
        Assert.Equal((20, 0, 3), (run.Completed, run.Dropped, run.Connections.Opened));
    }

    [Fact]
    public void A_target_that_gives_no_answer_is_tried_ever_more_slowly()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { Breaks = true } };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(seconds: 1), target);

        double[] times = [.. target.AcceptedMs];
        double[] waits = [.. times.Zip(times.Skip(1), (one, next) => next - one)];
        Assert.Equal([1.0, 2, 4, 8, 16, 32, 64, 100, 100], waits[..9].Select(wait => Math.Round(wait, 3)));
        Assert.Equal(target.Accepted, run.Lost);
        Assert.Equal(0, run.Completed);
    }

    [Fact]
    public void A_connection_that_ends_after_an_answer_is_made_again_at_once()
    {
        VirtualTarget target = new()
        {
            Answer = static item => item.Number == 3
                ? new VirtualTarget.Reply { Breaks = true }
                : new VirtualTarget.Reply { DelayMs = 10 },
        };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(), target);

        double[] times = [.. target.AcceptedMs];
        Assert.All(times.Zip(times.Skip(1), (one, next) => next - one), wait => Assert.Equal(30, wait, 0.001));
        Assert.Equal(run.Connections.Opened - 1, run.Connections.Reconnects);
    }

    [Fact]
    public void A_connection_is_given_up_after_its_number_of_requests()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan() with { RequestsPerConnection = 3 }, target);

        Assert.All(target.Arrivals, item => Assert.Equal(
            item.Number == 2, item.Head.Contains("Connection: close", StringComparison.Ordinal)));
        Assert.Equal((target.Arrivals.Count + 2) / 3, target.Accepted, 1.0);
        Assert.Equal(
            (target.Accepted, target.Accepted - 1, 1),
            (run.Connections.Opened, run.Connections.ClosedByPeer, run.Connections.Peak));
    }
}
