using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp;
using FastHttp.Load.Recording;

namespace Load.Tests.Recording;

/// <summary>What several lanes have seen, as the figures of one run.</summary>
public sealed class MergeTests
{
    private const int Second = 1_000_000;

    [Fact]
    public void Counts_add_up_and_extremes_are_those_of_all()
    {
        LaneRecorder one = Lane([1_000, 2_000], [200, 404]);
        LaneRecorder two = Lane([3_000], [200, 503, 1234]);
        one.RecordBytes(500);
        two.RecordBytes(700);
        one.RecordWritten(30);
        two.RecordWritten(40);
        one.RecordLost(2, HttpError.ConnectionReset);
        two.RecordUnanswered(7_000, 3);
        one.RecordUnanswered(9_000);
        one.RecordCpu(Second);
        two.RecordCpu(Second / 2);
        (one.Dropped, two.Dropped) = (4, 5);
        (one.RedirectsElsewhere, two.RedirectsElsewhere) = (1, 2);
        (one.UnexpectedBodies, two.UnexpectedBodies) = (3, 4);
        two.UsedAllRows = two.WasGivenUp = true;

        RunSnapshot run = Merge(one, two);

        Assert.Equal((3, 1_000, 3_000, 2_000.0), (
            run.Latency.Count, run.Latency.Minimum, run.Latency.Maximum, run.Latency.Mean));
        Assert.Equal((5, 3, 3), (run.Completed, run.Batches, run.Bad + run.StatusCodes[0]));
        Assert.Equal((2, 1, 1, 1), (
            run.StatusCodes[200], run.StatusCodes[404], run.StatusCodes[503], run.StatusCodes[0]));
        Assert.Equal((2, 2), (run.StatusErrors, run.Bad));
        Assert.Equal((1200, 70), (run.BytesRead, run.BytesWritten));
        Assert.Equal((11, 4, 2, 2), (run.Sent, run.InFlightAtEnd, run.Lost, run.Unanswered));
        Assert.Equal([7_000L, 7_000, 7_000, 9_000], run.UnansweredUs.ToArray());
        Assert.Equal((9, 3, 7), (run.Dropped, run.RedirectsElsewhere, run.UnexpectedBodies));
        Assert.True(run.UsedAllRows && run.WasGivenUp);
        Assert.Equal(0.5, run.BusiestLane);
        Assert.Equal((2.5, 600.0), (run.RequestsPerSecond, run.BytesPerSecond));
        Assert.Null(run.Uncorrected);
        Assert.Equal(2 * Second, run.RuntimeUs);
    }

    [Fact]
    public void A_run_without_time_has_no_rates()
    {
        RunSnapshot run = RunSnapshot.Merge([Lane([10], [200])], 1, TimeSpan.Zero);

        Assert.Equal((0, 0, 0), (run.RequestsPerSecond, run.BytesPerSecond, run.BusiestLane));
    }

    [Fact]
    public void Reasons_come_in_order_of_time_with_their_first_sample()
    {
        LaneRecorder one = new(TimeSpan.FromSeconds(2));
        LaneRecorder two = new(TimeSpan.FromSeconds(2));
        one.RecordError(HttpError.ConnectionReset, 500);
        one.RecordError(HttpError.ConnectionReset, 900);
        two.RecordError(HttpError.ConnectionReset, 300);
        two.RecordError(HttpError.ConnectRefused, 400);
        two.RecordError(HttpError.WriteFailed, 100);
        two.RecordError(HttpError.HeadTimeout, 1_000);
        one.Connections.RecordClosedIdle();

        RunSnapshot run = Merge(one, two);

        Assert.Equal(
            [
                (HttpError.WriteFailed, 1, 100, 100),
                (HttpError.ConnectionReset, 3, 300, 900),
                (HttpError.ConnectRefused, 1, 400, 400),
                (HttpError.HeadTimeout, 1, 1_000, 1_000),
            ],
            run.Errors.Select(error => (error.Reason, error.Count, error.FirstUs, error.LastUs)));
        Assert.Equal((1, 4, 1, 1), (run.ConnectErrors, run.ReadErrors, run.WriteErrors, run.Timeouts));
    }

    [Fact]
    public void What_is_late_is_noted_when_it_is_seen()
    {
        LaneRecorder one = new(TimeSpan.FromMilliseconds(1));
        LaneRecorder two = new(TimeSpan.FromMilliseconds(1));
        LaneRecorder three = new(TimeSpan.FromMilliseconds(1));
        foreach ((LaneRecorder lane, long atUs) in ((LaneRecorder, long)[])
            [(one, 300), (one, 400), (two, 200), (two, 350)])
        {
            lane.RecordResponse(200);
            lane.RecordLatency(1_001);
            lane.NoteTimeouts(atUs);
        }

        three.RecordUnanswered(1_001, 2);
        three.NoteTimeouts(900);
        three.NoteTimeouts(950);

        RunSnapshot run = Merge(one, two, three);

        Assert.Equal((6, 200, 900), run.Overdue);
        Assert.Equal((5, 6, 4, 2), (run.Timeouts, run.TimedOut, run.Bad, run.Unanswered));
        Assert.Equal(0, run.Latency.Count);
    }

    [Theory]
    [InlineData(200, 1)]
    [InlineData(404, 0)]
    public void A_late_answer_that_is_bad_anyway_is_one_failure(int status, int goodAndLate)
    {
        LaneRecorder plain = new(TimeSpan.FromMilliseconds(1));
        LaneRecorder paced = new(TimeSpan.FromMilliseconds(1), isPaced: true);
        LaneRecorder strict = new(TimeSpan.FromMilliseconds(1), isBad: static status => status != 404);
        foreach (LaneRecorder lane in (LaneRecorder[])[plain, paced, strict])
        {
            lane.RecordResponse(status);
        }

        plain.RecordLatency(1_001, status);
        strict.RecordLatency(1_001, status);
        paced.RecordPacedLatency(5_000, 1_001, status);

        Assert.Equal((1, 1, 1), (plain.Failed, paced.Failed, strict.Failed));
        Assert.Equal(1 - goodAndLate, plain.StatusErrors);
        Assert.Equal((0, 1, 1), (plain.Latency.Count, paced.Latency.Count, paced.Uncorrected!.Count));
        Assert.Equal((1, 1), (plain.Timeouts, paced.Timeouts));
    }

    [Fact]
    public void Rates_are_those_of_each_tick_with_an_answer()
    {
        LaneRecorder lane = new(TimeSpan.FromSeconds(2));
        Answer(lane, 10);
        lane.RecordTick(100_000);
        lane.RecordTick(200_000);
        Answer(lane, 30);
        lane.RecordTick(300_000);
        Answer(lane, 1);
        lane.RecordTick(300_500);
        lane.RecordTick(400_000);

        // 10 in 100 ms, 30 in 200 ms, and 1 in 100 ms: a tick of no whole millisecond is none.
        Assert.Equal([10L, 100, 150], lane.Rates.ToDistribution().Items.ToArray().Select(item => item.Value));
    }

    [Fact]
    public void Lag_is_the_most_of_each_interval_and_of_the_run()
    {
        LaneRecorder lane = new(TimeSpan.FromSeconds(2));
        lane.RecordLag(5);
        lane.RecordLag(40);
        lane.RecordLag(7, isOwn: true);
        Assert.Equal(40, lane.TakeLag());
        Assert.Equal(0, lane.TakeLag());
        lane.RecordLag(20, isOwn: true);
        lane.RecordLag(6, isOwn: true);
        Assert.Equal(20, lane.TakeLag());
        lane.RecordLate(2, isOwn: true);
        lane.RecordLate(3);

        Assert.Equal((40, 20, 5, 2), (lane.MaxLagUs, lane.OwnMaxLagUs, lane.Late, lane.OwnLate));
    }

    [Fact]
    public void Connections_add_up()
    {
        LaneRecorder one = new(TimeSpan.FromSeconds(2));
        LaneRecorder two = new(TimeSpan.FromSeconds(2));
        one.Connections.RecordOpened(100, -1, null, isAgain: false);
        one.Connections.RecordOpened(300, 0, true, isAgain: false);
        one.Connections.RecordEnded(byPeer: true);
        one.Connections.RecordOpened(200, 900, false, isAgain: true);
        two.Connections.CarryOver(4);
        two.Connections.RecordOpened(50, 500, null, isAgain: true);
        two.Connections.RecordEnded(byPeer: false);
        two.Connections.RecordClosedIdle();

        ConnectionTotals all = Merge(one, two).Connections;

        Assert.Equal((4, 2, 1, 1), (all.Opened, all.Reconnects, all.ClosedByPeer, all.ClosedIdle));
        Assert.Equal((7, 1, 1), (all.Peak, all.Resumed, all.ResumedUnknown));
        Assert.Equal((4, 50, 300), (all.Connect.Count, all.Connect.Minimum, all.Connect.Maximum));
        Assert.Equal((3, 0, 900), (all.TlsHandshake.Count, all.TlsHandshake.Minimum, all.TlsHandshake.Maximum));
        Assert.Equal((2, 4), (one.Connections.Open, two.Connections.Open));
    }

    [Fact]
    public void The_first_byte_is_the_latency_but_for_answers_that_came_in_pieces()
    {
        LaneRecorder whole = Lane([1_000, 2_000], [200, 200]);
        Assert.Equal([1_000L, 2_000], Values(Merge(whole).FirstByte));

        LaneRecorder pieces = Lane([1_500, 40], [200, 200]);
        pieces.RecordFirstByte(300, 1_500);
        pieces.RecordFirstByte(30, 2 * Second);
        pieces.RecordFirstByte(50, (2 * Second) + 1);
        pieces.Latency.Record(2 * Second);

        Assert.Equal([30L, 40, 300, 1_000, 2_000], Values(Merge(whole, pieces).FirstByte));

        LaneRecorder paced = new(TimeSpan.FromSeconds(2), isPaced: true);
        paced.RecordPacedLatency(900, 800);
        paced.RecordPacedLatency(700, 600);
        Assert.Equal([600L, 800], Values(Merge(paced).FirstByte));
        paced.RecordFirstByte(100, 800);
        Assert.Equal([100L, 600], Values(Merge(paced).FirstByte));
    }

    [Fact]
    public void Named_requests_add_up_where_a_lane_has_met_them()
    {
        EntryNames names = new();
        LaneRecorder one = new(TimeSpan.FromSeconds(2));
        LaneRecorder two = new(TimeSpan.FromSeconds(2));
        EntryTable first = new(names);
        EntryTable second = new(names);
        (one.Entries, two.Entries) = (first.Recorders, second.Recorders);
        Assert.Null(first.Find(20));
        EntryRecorder a = first.Add(20, "GET", "/a");
        EntryRecorder b = first.Add(0, "GET", "/b");
        EntryRecorder again = second.Add(3, "GET", "/a");
        Assert.Same(a, first.Find(20));
        Assert.Null(first.Find(19));
        Assert.Null(first.Find(-1));
        Answer(a, 200, 200, 404);
        Answer(again, 503, 200, 302);
        Answer(b, 200);
        a.RecordUnanswered(HttpError.ConnectionReset);
        again.RecordUnanswered(HttpError.ConnectionReset);
        again.RecordUnanswered(HttpError.HeadTimeout);
        again.RecordUnanswered();
        again.RecordResponse(200, 100, isLate: true);
        again.RecordResponse(399, 100, isLate: true);
        again.RecordResponse(400, 100, isLate: true);

        EntryFigures[] entries =
            [.. RunSnapshot.Merge([one, two], 2, TimeSpan.FromSeconds(2), names.All).Entries];

        Assert.Equal([("GET", "/a", 6L, 9L), ("GET", "/b", 1L, 1L)], entries.Select(
            entry => (entry.Method!, entry.Name, entry.Sent, entry.Completed)));
        Assert.Equal((3, 4, 9), (entries[0].StatusErrors, entries[0].Unanswered, entries[0].Failed));
        Assert.Equal(
            [(200, 4), (302, 1), (399, 1), (400, 1), (404, 1), (503, 1)],
            entries[0].Statuses.Select(item => (item.Code, (int)item.Count)));
        Assert.Equal([2L, 1], entries[0].Reasons.OrderByDescending(item => item.Count).Select(item => item.Count));
        Assert.Equal(900, again.TotalUs + a.TotalUs);
    }

    [Fact]
    public void Names_beyond_the_limit_share_one()
    {
        EntryNames names = new();
        Assert.Equal(Enumerable.Range(0, 500), Enumerable.Range(0, 500).Select(
            index => names.NumberOf("GET", $"/{index}")));
        Assert.Equal([500, 500, 499, 0], ((string[])["/x", "/y", "/499", "/0"]).Select(
            name => names.NumberOf("GET", name)));
        Assert.Equal(501, names.All.Count);
        Assert.Equal(("", "(other names: more than 500)"), names.All[500]);
        Assert.Equal(500, names.NumberOf("POST", "/0"));
    }

    private static void Answer(LaneRecorder lane, int count)
    {
        for (; count > 0; count--)
        {
            lane.RecordResponse(200);
        }
    }

    private static void Answer(EntryRecorder entry, params ReadOnlySpan<int> statuses)
    {
        foreach (int status in statuses)
        {
            entry.RecordSent();
            entry.RecordResponse(status, 100);
        }
    }

    private static long[] Values(Distribution values) =>
        [.. values.Items.ToArray().SelectMany(item => Enumerable.Repeat(item.Value, (int)item.Count))];

    private static LaneRecorder Lane(IReadOnlyList<long> latencies, IReadOnlyList<int> statuses)
    {
        LaneRecorder lane = new(TimeSpan.FromSeconds(2));
        foreach (int status in statuses)
        {
            lane.RecordResponse(status);
        }

        foreach (long latency in latencies)
        {
            lane.RecordLatency(latency);
        }

        return lane;
    }

    private static RunSnapshot Merge(params LaneRecorder[] lanes) =>
        RunSnapshot.Merge(lanes, lanes.Length, TimeSpan.FromSeconds(2));
}
