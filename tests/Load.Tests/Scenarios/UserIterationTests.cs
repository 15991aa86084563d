using System;
using System.Linq;
using FastHttp.Load;
using FastHttp.Load.Documents;
using FastHttp.Load.Gates;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace Load.Tests.Scenarios;

/// <summary>When the iterations of users begin, how many there are, and what is judged of them.</summary>
public sealed class UserIterationTests
{
    [Fact]
    public void Iterations_begin_on_schedule_and_late_ones_are_counted()
    {
        // 20 a second that take 200 ms each need 4 users; there may be 3.
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 200 } };
        LoadOptions options = VirtualRun.Options with
        {
            Rate = 20,
            MaxUsers = 3,
            Duration = TimeSpan.FromSeconds(2),
            Thresholds = ["rate_ratio>0.9"],
        };

        ResultDocument result = UserTests.Run(target, async user => await user.GetAsync("/a"), options);

        double[] starts = [.. target.Arrivals.Select(item => Math.Round(item.Ms))];
        Assert.Equal([1, 50, 100, 201, 250, 300, 401, 450, 500], starts[..9]);
        Assert.Equal(3, target.Accepted);

        // 15 a second begin of the 20; all but the first three are late.
        Assert.Equal(30, target.Arrivals.Count);
        Assert.Equal((27, 27, 10), (result.Iterations!.Completed, result.Iterations.Late!.Value,
            result.Iterations.Dropped!.Value));
        Assert.Equal(20, result.Iterations.Target!.Value, 0.001);

        ThresholdVerdict ratio = Assert.Single(result.Thresholds!);
        Assert.Equal((false, "75%"), (ratio.Ok, ratio.Measured));
        Assert.Contains(
            "10 iterations that were due were never begun, since all users were busy (3 at most): more users "
                + "(MaxUsers) help",
            result.Warnings);
    }

    [Fact]
    public void A_limited_run_of_users_that_fail_before_they_send_ends()
    {
        VirtualTarget target = new();
        LoadOptions options = VirtualRun.Options with { Duration = null, RequestCount = 5 };

        ResultDocument result = UserTests.Run(
            target, static _ => throw new InvalidOperationException("no token"), options);

        Assert.Empty(target.Arrivals);
        Assert.Equal((0, 6, 0), UserTests.Iterations(result));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void No_iteration_is_due_that_could_not_send(int lanes)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 1500 } };
        LoadOptions options = VirtualRun.Options with
        {
            Connections = 10,
            Threads = lanes,
            Rate = 50,
            MaxUsers = 40,
            RequestCount = 10,
            Duration = TimeSpan.FromSeconds(10),
        };

        ResultDocument result = UserTests.Run(target, async user => await user.GetAsync("/a"), options);

        Assert.Equal((10, 10), (target.Arrivals.Count, target.Accepted));

        // A lane ends with its last answer, so that no user takes it.
        Assert.Equal((10 - lanes, 0, lanes), UserTests.Iterations(result));
        Assert.Equal((0, 0), (result.Iterations!.Late, result.Iterations.Dropped));
    }

    [Fact]
    public void A_schedule_that_users_keep_has_nothing_late()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 30 } };
        LoadOptions options = VirtualRun.Options with { Rate = 100, MaxUsers = 20, Duration = TimeSpan.FromSeconds(5) };

        ResultDocument result = UserTests.Run(target, async user => await user.GetAsync("/a"), options);

        Assert.Equal(
            Enumerable.Range(1, 499).Select(number => number * 10.0),
            target.Arrivals.Skip(1).Take(499).Select(item => Math.Round(item.Ms)));
        Assert.Equal((0, 0), (result.Iterations!.Late, result.Iterations.Dropped));
        Assert.DoesNotContain(result.Warnings, line => line.Contains("never begun", StringComparison.Ordinal));
        Assert.Equal(4, target.Accepted);
    }

    [Theory]
    [InlineData(3, 10, 11)]
    [InlineData(2, 3, 10)]
    [InlineData(2, 4, 4)]
    public void There_are_as_many_users_as_there_may_be(int lanes, int connections, int most)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { IsSilence = true } };
        LoadOptions options = VirtualRun.Options with
        {
            Connections = connections,
            Threads = lanes,
            Rate = 100,
            MaxUsers = most,
        };

        UserTests.Run(target, async user => await user.GetAsync("/a"), options);

        Assert.Equal(most, target.Accepted);
    }

    // Ten iterations a second of each of two lanes, every fifth of which fails.
    [Fact]
    public void Iterations_are_judged_while_the_run_goes_on()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 100 } };
        LoadOptions options = VirtualRun.Options with
        {
            Connections = 2,
            Threads = 2,
            Duration = TimeSpan.FromSeconds(5),
            Thresholds = ["failed_iterations<3", "failed_iterations<50%", "iterations>1k"],
            User = static async user =>
            {
                await user.GetAsync("/a");
                if (user.Iteration % 5 == 0)
                {
                    throw new InvalidOperationException("fails");
                }
            },
        };
        using VirtualRun run = VirtualRun.OfUsers(options, target);
        run.Advance(TimeSpan.FromSeconds(1.05));
        LaneRecorder[] lanes = [.. run.Engine.Lanes.Select(lane => lane.Recorder)];

        GateFigures now = GateReading.Now(run.Planned, lanes, unexpectedBodies: 0);
        LiveFigures live = LiveBuilder.Build(
            run.Planned, run.Engine.Measured.Progress.Take(), run.Elapsed, 20, new LiveAside { Recorders = lanes });

        Assert.Equal((16, 4), (now.Iterations, now.FailedIterations));
        Verdict first = now.Judge(run.Planned.Gates.Thresholds)[0];
        Assert.True(first.Threshold.IsLostBy(first.Actual!.Value));
        Assert.Equal(
            [("4", false), ("20%", true), ("16", null)], live.Thresholds.Select(item => (item.Measured!, item.Ok)));
    }

    // A share of no iterations was no number, which no document takes.
    [Fact]
    public void A_share_of_failed_iterations_is_not_known_before_one_has_ended()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };

        ResultDocument result = UserTests.Run(
            target,
            static async user =>
            {
                while (true)
                {
                    await user.GetAsync("/a");
                }
            },
            VirtualRun.Options with { Thresholds = ["failed_iterations<1%"] });

        ThresholdVerdict share = Assert.Single(result.Thresholds!);
        Assert.Equal((null, null, false), (share.Actual, share.Measured, share.Ok));
        Assert.Contains("failed_iterations", ResultFile.ToText(result), StringComparison.Ordinal);
    }
}
