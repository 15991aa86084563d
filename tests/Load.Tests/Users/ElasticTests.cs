using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Pacing;
using FastHttp.Load.Planning;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;
using FastHttp.Transports.Memory;
using Testing;

namespace Load.Tests.Users;

/// <summary>A lane whose users come and go by order, as those of a Locust worker do.</summary>
public sealed partial class ElasticTests : IDisposable
{
    private readonly Watch _watch = new();
    private MemoryLoop? _loop;
    private Lane? _lane;

    // Requests that are answered in 450 ms are overdue at 300, one by one, whenever they were sent.
    [Theory]
    [InlineData(300, 450)]
    [InlineData(20, 450)]
    [InlineData(700, 10_000)]
    [SpecCase("locust", 53)]
    public void A_request_is_given_up_when_its_time_is_over(int limitMs, int delayMs)
    {
        Start(new VirtualTarget { Answer = _ => new VirtualTarget.Reply { DelayMs = delayMs } }, limitMs);
        for (int users = 1; users <= 7; users++)
        {
            _lane!.SetUsers(users, static _ => { });
            Advance(37);
        }

        Advance(5 * limitMs);

        Assert.Empty(_watch.AnsweredMs);
        Assert.True(_watch.FailedMs.Count >= 7);
        Assert.All(_watch.FailedMs, ms => Assert.InRange(ms, limitMs, limitMs + 3));
    }

    // Looked at when the oldest is overdue, and then 2 ms later at the soonest.
    [Fact]
    [SpecCase("locust", 53)]
    public void Users_are_looked_at_when_the_oldest_request_is_overdue()
    {
        Start(new VirtualTarget { Answer = _ => new VirtualTarget.Reply { IsSilence = true } }, limitMs: 301);
        _lane!.SetUsers(1, static _ => { });
        Advance(1);
        _lane.SetUsers(2, static _ => { });

        Advance(950);

        Assert.Equal([301.0, 302], _watch.FailedMs.Take(2));
        Assert.Equal(6, _watch.FailedMs.Count);
    }

    [Fact]
    public void A_connection_that_breaks_after_one_that_was_given_up_is_no_timeout()
    {
        VirtualTarget target = new()
        {
            Answer = item => new VirtualTarget.Reply
            {
                IsSilence = true,
                ClosesAfterMs = item.Connection == 0 ? null : 10,
            },
        };
        _watch.Reasons = [];
        Start(target, limitMs: 300);
        _lane!.SetUsers(1, static _ => { });

        // Given up at 300; broken at 311, and 323.
        Advance(324);

        Assert.Equal(
            [HttpError.RequestTimeout, HttpError.ConnectionClosed, HttpError.ConnectionClosed], _watch.Reasons);
        Assert.Equal([300.0, 10, 10], _watch.FailedMs);
        Assert.Equal((3, 2), (_lane.Recorder.Connections.Opened, _lane.Recorder.Connections.ClosedByPeer));
    }

    [Fact]
    public void Each_answer_of_a_batch_is_heard_of()
    {
        Start(
            new VirtualTarget { Answer = item => new VirtualTarget.Reply { DelayMs = 10 * (item.Number % 3) } },
            limitMs: 300,
            change: plan => plan with
            {
                Pipeline = 3,
                Request = RequestBytes.Prepare(new RequestSpec("GET", "/", [.. plan.Headers], [], HasBody: false), 3),
            });
        _lane!.SetUsers(1, static _ => { });
        Advance(45);

        Assert.Equal([0.0, 10, 20, 0, 10, 20, 0], _watch.AnsweredMs);
        Assert.Equal((9, 3, 2), (_watch.Sent, _watch.Batches, _lane.Recorder.Batches));
    }

    [Fact]
    public void The_requests_of_a_scenario_have_limits_of_their_own()
    {
        VirtualTarget target = new() { Answer = _ => new VirtualTarget.Reply { DelayMs = 500 } };
        Start(target, limitMs: 100, change: plan => plan with { Scenario = new ScenarioPlan() });
        _lane!.SetUsers(1, static _ => { });

        Advance(1050);

        Assert.Equal([500.0, 500], _watch.AnsweredMs);
        Assert.Empty(_watch.FailedMs);
        Assert.Equal((2, 0), (_lane.Recorder.Completed, _lane.Recorder.Timeouts));
    }

    [Fact]
    [SpecCase("locust", 53)]
    public void What_is_answered_in_time_is_not_given_up()
    {
        Start(new VirtualTarget { Answer = _ => new VirtualTarget.Reply { DelayMs = 299 } }, limitMs: 300);
        _lane!.SetUsers(5, static _ => { });

        Advance(3000);

        Assert.Empty(_watch.FailedMs);
        Assert.Equal(50, _watch.AnsweredMs.Count);
        Assert.Equal(5, _lane.ActiveUsers);
    }

    // What thread:stop() asks for: nothing begins any more, and what the target will answer is counted.
    [Fact]
    [SpecCase("locust", 57)]
    public void A_source_that_asks_for_the_end_loses_no_answer()
    {
        VirtualTarget target = new() { Answer = _ => new VirtualTarget.Reply { DelayMs = 40 } };
        ScriptedSource? source = null;
        Start(target, limitMs: 1000, plan => source = new ScriptedSource(RequestSources.For(plan)[0]));
        for (int users = 1; users <= 5; users++)
        {
            _lane!.SetUsers(users, static _ => { });
            Advance(7);
        }

        Advance(200);
        source!.IsOver = true;

        // The first answer after that is the end of all: no user joins in again.
        Advance(7);
        int sent = target.Arrivals.Count;
        int applied = -1;
        _lane!.SetUsers(5, count => applied = count);
        Assert.Equal((0, false), (applied, _lane.IsStopped));
        Advance(40);
        Assert.Equal((sent, true), (target.Arrivals.Count, _lane.IsStopped));
        _lane!.SetUsers(5, static _ => { });
        Advance(100);

        Assert.Equal(0, _lane.ActiveUsers);
        Assert.Equal(target.Arrivals.Count, _watch.AnsweredMs.Count);
        Assert.Empty(_watch.FailedMs);
    }

    // What a request() that returns nothing asks for.
    [Fact]
    [SpecCase("locust", 52)]
    public void A_user_without_a_further_request_has_ended_and_the_others_go_on()
    {
        VirtualTarget target = new() { Answer = _ => new VirtualTarget.Reply { DelayMs = 10 } };
        Start(target, limitMs: 1000, plan => new ScriptedSource(RequestSources.For(plan)[0])
        {
            HasNext = static (_, user) => user != 2,
        });
        _lane!.SetUsers(5, static _ => { });
        Advance(500);

        Assert.Equal(4, _lane.ActiveUsers);
        Assert.Equal(1, _watch.Ended);
        Assert.Equal(4, target.Open);
    }

    [Fact]
    public void A_user_that_comes_back_has_its_whole_pause()
    {
        VirtualTarget target = new();
        Start(target, limitMs: 1000, change: plan => plan with
        {
            Load = new LoadModel
            {
                ThinkShortest = TimeSpan.FromMilliseconds(100),
                ThinkLongest = TimeSpan.FromMilliseconds(100),
            },
        });
        foreach (int count in (int[])[1, 0, 1])
        {
            _lane!.SetUsers(count, static _ => { });
            Advance(150);
        }

        // Sent at 100 ms, left at 150, back at 300.
        Assert.Equal([100.0, 400], target.Arrivals.Select(item => item.Ms));
        Advance(30);
        _lane!.SetUsers(0, static _ => { });
        _lane.SetUsers(1, static _ => { });
        Advance(95);
        Assert.Equal(2, target.Arrivals.Count);
        Advance(10);
        Assert.Equal(580, target.Arrivals[^1].Ms);
    }

    [Fact]
    public void Users_that_leave_wait_for_their_answers_and_the_newest_leave_first()
    {
        VirtualTarget target = new() { Answer = _ => new VirtualTarget.Reply { DelayMs = 10 } };
        Start(target, limitMs: 1000);
        List<int> applied = [];
        foreach (int count in (int[])[5, 2, 2, 3])
        {
            _lane!.SetUsers(count, applied.Add);
            Advance(25);
        }

        Assert.Equal([5, 2, 2, 3], applied);
        Assert.All(_watch.AnsweredMs, ms => Assert.Equal(10, ms));
        Assert.Equal((target.Arrivals.Count, target.Arrivals.Count), (_watch.Sent, _watch.Batches));
        Assert.Equal((3, 6), (target.Open, target.Accepted));
        Assert.Equal(target.Arrivals.Count, _watch.AnsweredMs.Count + _lane!.InFlight);
        Assert.Equal(3, target.Arrivals.Count(item => item.Connection == 4));
        Assert.Equal(3, _lane.ActiveUsers);

        _lane.RequestStop();
        _lane.SetUsers(7, applied.Add);
        Assert.Equal([5, 2, 2, 3, 0], applied);
        Assert.Equal(0, target.Open);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public void A_lane_that_drains_says_when_the_last_answer_is_there(int users)
    {
        VirtualTarget target = new() { Answer = _ => new VirtualTarget.Reply { DelayMs = 10 } };
        Start(target, limitMs: 1000);
        _lane!.SetUsers(users, static _ => { });
        Advance(105);
        int drained = 0;

        _lane.Drain(() => drained++);
        Assert.Equal(users == 0 ? 1 : 0, drained);
        Advance(4);
        Assert.Equal(users == 0 ? 1 : 0, drained);
        Advance(100);

        Assert.Equal((1, 0, 0), (drained, _lane.InFlight, target.Open));
        Assert.Equal((11 * users, 11 * users), (target.Arrivals.Count, _watch.AnsweredMs.Count));
        _lane.RequestStop();
        Assert.Equal(1, drained);
    }

    [Fact]
    public void A_lane_that_is_stopped_while_it_drains_has_drained()
    {
        Start(new VirtualTarget { Answer = _ => new VirtualTarget.Reply { DelayMs = 10 } }, limitMs: 1000);
        _lane!.SetUsers(3, static _ => { });
        Advance(105);
        int drained = 0;
        _lane.Drain(() => drained++);

        _lane.RequestStop();

        Assert.Equal(1, drained);
        Advance(100);
        Assert.Equal(1, drained);
    }

    [Fact]
    public void What_is_cut_is_neither_answered_nor_failed_and_the_users_can_come_back()
    {
        VirtualTarget target = new() { Answer = _ => new VirtualTarget.Reply { DelayMs = 10 } };
        Start(target, limitMs: 1000);
        _lane!.SetUsers(3, static _ => { });
        Advance(105);
        List<int> cut = [];

        _lane.Cut(cut.Add);
        Advance(100);
        Assert.Equal((0, 0, 0), (target.Open, _lane.InFlight, _lane.ActiveUsers));
        Assert.Equal([5_000L, 5_000, 5_000], _lane.Recorder.UnansweredUs);
        _lane.SetUsers(2, static _ => { });
        Advance(100);
        _lane.Cut(cut.Add);

        Assert.Equal([3, 2], cut);
        Assert.Equal((30 + 20, 0), (_watch.AnsweredMs.Count, _watch.FailedMs.Count));
    }

    [Fact]
    public void A_user_without_a_connection_says_how_long_it_tried()
    {
        Start(new VirtualTarget { IsAway = true }, limitMs: 1000);
        _watch.MayFailToOpen = true;
        _lane!.SetUsers(2, static _ => { });
        Advance(10);

        // At 0, 1, 3 and 7 ms, both.
        Assert.Equal(8, _watch.Refused);
        Assert.Equal((2, 0), (_lane.ActiveUsers, _lane.InFlight));

        // They try no more when they have left, and at once when they are back.
        _lane.SetUsers(0, static _ => { });
        Advance(500);
        Assert.Equal(8, _watch.Refused);
        _lane.SetUsers(2, static _ => { });
        Assert.Equal(10, _watch.Refused);
    }

    public void Dispose()
    {
        _lane?.RequestStop();
        _loop?.Dispose();
    }

    private void Start(
        VirtualTarget target,
        int limitMs,
        Func<RunPlan, RequestSource>? own = null,
        Func<RunPlan, RunPlan>? change = null)
    {
        RunPlan plan = VirtualRun.Plan() with { Timeout = TimeSpan.FromMilliseconds(limitMs), IsElastic = true };
        plan = change?.Invoke(plan) ?? plan;
        _loop = (MemoryLoop)target.CreateTransport().CreateLoop("lane 0");
        RequestSource source = own?.Invoke(plan) ?? RequestSources.For(plan)[0];
        _lane = Lane.CreateElastic(
            plan, _loop, source, _watch, _watch, _ => new ClosedLoopPacer(plan.Load, source, seed: 1));
    }

    private void Advance(int milliseconds)
    {
        for (int passed = 0; passed < milliseconds; passed++)
        {
            _loop!.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    private sealed class Watch : ILaneOwner, IExchangeObserver
    {
        public List<double> FailedMs { get; } = [];

        public List<double> AnsweredMs { get; } = [];

        public int Ended { get; private set; }

        public bool MayFailToOpen { get; set; }

        public int Refused { get; private set; }

        public int Sent { get; private set; }

        public int Batches { get; private set; }

        /// <summary>The reasons of failures, where they may be any.</summary>
        public List<HttpError>? Reasons { get; set; }

        public void OnUserEnded(Lane lane) => Ended++;

        public void OnSourceFailed(Lane lane) => Assert.Fail("The source has failed.");

        public void OnLaneStopped(Lane lane)
        {
        }

        public void OnSending(int user, ReadOnlySpan<byte> batch, int count)
        {
            Sent += count;
            Batches++;
        }

        public void OnResponse(int user, in ExchangeOutcome outcome, long elapsed) => AnsweredMs.Add(Ms(elapsed));

        public void OnFailure(int user, HttpError error, long elapsed)
        {
            Reasons?.Add(error);
            Assert.True(Reasons is not null || error == HttpError.RequestTimeout, error.ToText());
            FailedMs.Add(Ms(elapsed));
        }

        public void OnOpenFailed(int user, HttpError error, long elapsed)
        {
            Assert.True(MayFailToOpen, error.ToText());
            Assert.Equal((HttpError.ConnectRefused, 0), (error, elapsed));
            Refused++;
        }

        private static double Ms(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;
    }
}
