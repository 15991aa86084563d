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

        VirtualRun.Of(VirtualRun.Plan() with { RequestsPerConnection = 3 }, target);

        Assert.All(target.Arrivals, item => Assert.Equal(
            item.Number == 2, item.Head.Contains("Connection: close", StringComparison.Ordinal)));
        Assert.Equal((target.Arrivals.Count + 2) / 3, target.Accepted, 1.0);
    }
}
