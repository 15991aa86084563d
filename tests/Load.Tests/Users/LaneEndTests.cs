using System;
using System.Net;
using System.Net.Sockets;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;
using Reply = Load.Tests.VirtualTarget.Reply;

namespace Load.Tests.Users;

/// <summary>What ends a lane: its budget, and what its source says; and where it connects to.</summary>
public sealed class LaneEndTests
{
    private static readonly LoadModel s_pausing = new()
    {
        ThinkShortest = TimeSpan.FromMilliseconds(100),
        ThinkLongest = TimeSpan.FromMilliseconds(100),
    };

    [Theory]
    [InlineData(1, 1, 110)]
    [InlineData(3, 1, 330)]
    [InlineData(4, 2, 220)]
    public void A_budget_ends_with_the_last_answer_and_not_after_another_pause(
        long requests, int connections, int endMs)
    {
        VirtualTarget target = new() { Answer = static _ => new Reply { DelayMs = 10 } };
        RunPlan plan = VirtualRun.Plan(s_pausing with { Requests = requests }, connections);

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal((requests, requests, endMs * 1000), (run.Completed, run.Sent, run.RuntimeUs));
    }

    [Fact]
    public void The_users_that_found_nothing_left_took_part_in_the_last_interval()
    {
        // The first one sends at 0, 10, 20 and 30 ms, and leaves at 40; the other has its answer at 50.
        VirtualTarget target = new()
        {
            Answer = static item => new Reply { DelayMs = item.Connection == 0 ? 10 : 50 },
        };
        using VirtualRun virtualRun = new(
            VirtualRun.Plan(new LoadModel { Requests = 5 }, connections: 2), target);

        virtualRun.Advance(TimeSpan.FromMilliseconds(45));
        Assert.Equal(1, target.Open);
        RunSnapshot run = virtualRun.ToEnd();

        Assert.Equal((5, 50_000), (run.Completed, run.RuntimeUs));
        Assert.Equal(2, Assert.Single(run.Course!.Intervals).Connections);
    }

    [Fact]
    public void A_source_without_a_further_request_ends_before_its_budget()
    {
        VirtualTarget target = new() { Answer = static _ => new Reply { DelayMs = 10 } };
        RunPlan plan = VirtualRun.Plan(new LoadModel { Requests = 100 }) with { HasOwnSource = true };

        RunSnapshot run = VirtualRun.Of(
            plan, target, (_, _) => Scripted(plan, static (source, _) => source.Asked < 4));

        Assert.Equal((4, 4, 40_000), (run.Completed, run.Sent, run.RuntimeUs));
        Assert.Equal(0, run.Failed);
    }

    [Fact]
    public void A_lane_runs_until_its_last_user_has_nothing_more()
    {
        VirtualTarget target = new() { Answer = static _ => new Reply { DelayMs = 10 } };
        RunPlan plan = VirtualRun.Plan(connections: 3);
        ScriptedSource source = Scripted(plan, static (source, user) => source.Asked < 6 || user == 1);
        using VirtualRun virtualRun = new(plan, target, (_, _) => source);

        virtualRun.Advance(TimeSpan.FromMilliseconds(105));
        Assert.Equal((1, 1), (target.Open, virtualRun.Engine.Lanes[0].ActiveUsers));
        Assert.Equal("0 2 ", source.Left);
        Assert.False(virtualRun.IsEnded);

        RunSnapshot run = virtualRun.ToEnd();
        Assert.Equal(10_000_000, run.RuntimeUs);
    }

    [Fact]
    public void A_source_that_fails_is_asked_no_more_and_ends_the_run_of_all_lanes()
    {
        VirtualTarget target = new() { Answer = static _ => new Reply { DelayMs = 10 } };
        RunPlan plan = VirtualRun.Plan(connections: 6) with { Lanes = 2 };
        ScriptedSource[] sources = [Scripted(plan, Fails), Scripted(plan, static (_, _) => true)];
        using VirtualRun virtualRun = new(plan, target, (lane, _) => sources[lane]);

        RunSnapshot run = virtualRun.ToEnd();

        // The first user of the first lane has its second turn at 10 ms.
        Assert.Equal("no more", virtualRun.Engine.Failure);
        Assert.Equal((4, 10_000), (sources[0].Asked, run.RuntimeUs));
        Assert.All(virtualRun.Engine.Lanes, lane => Assert.True(lane.IsStopped));
        Assert.Equal(0, target.Open);

        static bool Fails(ScriptedSource source, int user)
        {
            source.Fault = source.Asked == 3 ? "no more" : null;
            return source.Fault is null;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_source_that_asks_for_the_end_between_two_requests_is_heard_at_once(bool isInPause)
    {
        // The other user's answer comes much later.
        VirtualTarget target = new()
        {
            Answer = static item => new Reply { DelayMs = item.Connection == 0 ? 10 : 500 },
        };
        RunPlan plan = VirtualRun.Plan(connections: 2);
        ScriptedSource source = new(RequestSources(plan))
        {
            HasNext = (source, user) => isInPause || !Ends(source),
            DelayMs = (source, user) => isInPause && Ends(source) ? 1000 : 0,
        };

        RunSnapshot run = VirtualRun.Of(plan, target, (_, _) => source);

        Assert.Equal((3, 1, 30_000), (run.Completed, run.InFlightAtEnd, run.RuntimeUs));

        static bool Ends(ScriptedSource source) => source.IsOver = source.Asked == 4;
    }

    [Fact]
    public void A_source_may_give_up_a_user_that_cannot_connect()
    {
        RunPlan plan = VirtualRun.Plan(connections: 2);
        int failed = 0;
        ScriptedSource source = new(RequestSources(plan)) { TriesAgain = (_, user) => user == 0 || ++failed < 4 };
        using VirtualRun run = new(plan, new VirtualTarget { IsAway = true }, (_, _) => source);

        // At 0, 1, 3 and 7 ms; the other one goes on.
        run.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal((4, 1, "1 "), (failed, run.Engine.Lanes[0].ActiveUsers, source.Left));
    }

    [Fact]
    public void A_user_that_leaves_while_it_connects_is_not_left_with_a_connection()
    {
        VirtualTarget target = Silent();
        using VirtualRun run = new(VirtualRun.Plan(), target);
        Lane lane = run.Engine.Lanes[0];
        VirtualUser[] users = [new(lane, 1), new(lane, 2)];
        Assert.Equal(long.MaxValue, users[0].InFlightSince);
        lane.Loop.Post(new ActionTask(() =>
        {
            users[0].Activate();
            users[0].Deactivate();

            // This one comes back before it is connected, and has one connection.
            users[1].Activate();
            users[1].Deactivate();
            users[1].Activate();
            users[1].Activate();
        }));
        run.Advance(TimeSpan.FromMilliseconds(5));

        Assert.Equal((2, 3, 2), (target.Open, target.Accepted, target.Arrivals.Count));
        Assert.Equal((false, true, 2), (users[0].IsConnected, users[1].IsConnected, lane.ActiveUsers));
    }

    [Theory]
    [InlineData(1000, 1, 62, 17)]
    [InlineData(10, 1, 1, 10)]
    [InlineData(10_000_000, 2, 1024, 9766)]
    [InlineData(100, 3, 2, 50)]
    public void A_budget_is_taken_in_portions_that_are_small_against_what_a_user_sends(
        long requests, int users, long portion, int portions)
    {
        RequestBudget budget = new(requests, users);
        Assert.Equal(portion, budget.Take());
        long taken = portion;
        int count = 1;
        while (budget.Take() is > 0 and long more)
        {
            taken += more;
            count++;
        }

        Assert.Equal((requests, portions, 0), (taken, count, budget.Take()));
    }

    [Fact]
    public void A_lane_connects_to_where_its_source_says_unless_the_target_is_a_socket()
    {
        IPEndPoint other = new(IPAddress.Parse("127.0.0.9"), 81);
        RunPlan plan = VirtualRun.Plan();
        RunPlan unix = plan with { Target = plan.Target with { UnixPath = "/there" }, Addresses = [] };

        Assert.Equal(plan.Addresses[0], AddressOf(plan, null));
        Assert.Equal(other, AddressOf(plan, other));
        Assert.Equal(new UnixDomainSocketEndPoint("/there"), AddressOf(unix, null));
        Assert.Equal(new UnixDomainSocketEndPoint("/there"), AddressOf(unix, other));

        static EndPoint AddressOf(RunPlan plan, EndPoint? to)
        {
            using VirtualRun run = new(
                plan, Silent(), (_, _) => new ScriptedSource(RequestSources(plan)) { To = to });
            return run.Engine.Lanes[0].Address;
        }
    }

    [Fact]
    public void A_lane_takes_its_loop_and_its_source_with_it()
    {
        VirtualTarget target = Silent();
        RunPlan plan = VirtualRun.Plan(connections: 2);
        ScriptedSource source = new(RequestSources(plan));
        VirtualRun run = new(plan, target, (_, _) => source);
        run.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal((2, false), (target.Open, source.IsDisposed));

        run.Dispose();

        Assert.Equal((0, true), (target.Open, source.IsDisposed));
    }

    private static VirtualTarget Silent() => new() { Answer = static _ => new Reply { IsSilence = true } };

    private static RequestSource RequestSources(RunPlan plan) => FastHttp.Load.RequestSources.For(plan)[0];

    private static ScriptedSource Scripted(RunPlan plan, Func<ScriptedSource, int, bool> hasNext) =>
        new(RequestSources(plan)) { HasNext = hasNext };
}
