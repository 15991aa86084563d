using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp;
using FastHttp.Load.Recording;

namespace Load.Tests.Recording;

// Intervals of lanes, what a run makes of them, and their histogram.
public sealed class IntervalTests
{
    private const long SecondUs = 1_000_000;

    [Fact]
    public void A_cut_has_what_came_since_the_last_one()
    {
        LaneRecorder lane = new(TimeSpan.FromSeconds(2));
        IntervalRecorder intervals = new(lane);
        LaneInterval start = intervals.Newest;
        Respond(lane, 200, 100, 3000);
        lane.RecordError(HttpError.ConnectionReset, 10);
        intervals.Cut(0, SecondUs, connections: 4, cpuUs: 500, isLast: false);
        Respond(lane, 503, 700);
        lane.RecordLost(2, HttpError.ConnectionReset);
        lane.RecordLag(9);
        intervals.Cut(1, 2 * SecondUs, connections: 3, cpuUs: 700, isLast: true);

        LaneInterval first = start.Next!;
        LaneInterval second = first.Next!;
        Assert.Null(second.Next);
        Assert.Equal((0, 2, 0, 500, 4), (first.Index, first.Completed, first.Failed, first.CpuUs, first.Connections));
        Assert.Equal([new StatusCount(200, 2)], first.Status);
        Assert.Equal([new ErrorCount(HttpError.ConnectionReset, 1)], first.Errors);
        Assert.Equal((2, 3000), (first.Latency.Count, first.Latency.Maximum));
        Assert.Equal((1, 3, 200), (second.Completed, second.Failed, second.CpuUs));
        Assert.Equal((9, true), (second.LagUs, second.IsLast));
        Assert.Equal([new StatusCount(503, 1)], second.Status);
        Assert.Empty(second.Errors);
        Assert.Equal((1, 700), (second.Latency.Count, second.Latency.Maximum));
    }

    [Fact]
    public void A_run_waits_for_all_lanes_and_leaves_out_those_that_ended()
    {
        IntervalRecorder[] lanes = [NewLane(out LaneRecorder one), NewLane(out LaneRecorder two)];
        RunProgress progress = new([.. lanes.Select(lane => lane.Newest)], SecondUs);
        Respond(one, 200, 10);
        lanes[0].Cut(0, SecondUs, 1, 0, isLast: false);
        Assert.Null(progress.Take().Newest);
        Respond(two, 200, 20);
        lanes[1].Cut(0, SecondUs, 2, 0, isLast: true);
        Assert.Equal((2, 3), (progress.Take().Newest!.Completed, progress.Take().Newest!.Connections));

        // The second lane has ended; the first was held up for a whole interval.
        Respond(one, 500, 30);
        lanes[0].Cut(2, 3 * SecondUs, 0, 0, isLast: true);
        ProgressSnapshot end = progress.Take();
        Assert.Equal((3, 1, 2, 1), (end.Completed, end.Failed, end.StatusCodes[200], end.StatusCodes[500]));
        Assert.Equal([(0, SecondUs, 2), (SecondUs, 3 * SecondUs, 1)],
            end.Intervals.Select(interval => (interval.StartUs, interval.EndUs, interval.Completed)));
        Assert.Equal([2L, 1L], progress.TakeUnseen().Select(interval => interval.Completed));
        Assert.Empty(progress.TakeUnseen());
    }

    [Theory]
    [InlineData(600, 1)]
    [InlineData(601, 2)]
    [InlineData(5000, 16)]
    public void A_long_run_has_longer_intervals_and_loses_nothing(int count, int each)
    {
        IntervalRecorder lane = NewLane(out LaneRecorder recorder);
        RunProgress progress = new([lane.Newest], SecondUs);
        for (int index = 0; index < count; index++)
        {
            Respond(recorder, 200, 50);
            lane.Cut(index, (index + 1) * SecondUs, 1, 0, isLast: false);
        }

        ProgressSnapshot run = progress.Take();
        Assert.Equal((count + each - 1) / each, run.Intervals.Count);
        Assert.True(run.Intervals.Count <= IntervalSeries.Capacity);
        Assert.Equal(each * SecondUs, run.IntervalUs);
        Assert.Equal(count, run.Intervals.Sum(interval => interval.Latency.Count));
        Assert.Equal(count * SecondUs, run.Intervals[^1].EndUs);
        Assert.All(run.Intervals.SkipLast(1), interval => Assert.Equal(each, interval.Completed));
    }

    [Fact]
    public void What_is_left_over_joins_the_last_interval()
    {
        IntervalRecorder lane = NewLane(out LaneRecorder recorder);
        RunProgress progress = new([lane.Newest], SecondUs);
        Respond(recorder, 200, 50);
        lane.Cut(0, SecondUs, 1, 0, isLast: false);
        Respond(recorder, 200, 50);
        lane.Cut(1, SecondUs + 1000, 0, 0, isLast: true);
        RunInterval only = Assert.Single(progress.Take().Intervals);
        Assert.Equal((2, SecondUs + 1000), (only.Completed, only.EndUs));
    }

    [Fact]
    public void Percentiles_of_an_interval_are_within_one_percent()
    {
        Random random = new(5);
        LaneRecorder lane = new(TimeSpan.FromHours(1));
        IntervalRecorder intervals = new(lane);
        LaneInterval start = intervals.Newest;
        List<long> samples = [];
        for (int count = 0; count < 20_000; count++)
        {
            long sample = (long)Math.Exp(random.NextDouble() * 20);
            samples.Add(sample);
            lane.RecordLatency(sample);
        }

        intervals.Cut(0, SecondUs, 1, 0, isLast: true);
        IntervalHistogram latency = start.Next!.Latency;
        samples.Sort();
        foreach (double percent in (double[])[1, 50, 90, 99, 99.9, 100])
        {
            long exact = samples[(int)Math.Ceiling(percent / 100 * samples.Count) - 1];
            Assert.InRange(latency.Percentile(percent), (exact * 0.99) - 1, (exact * 1.01) + 1);
        }

        Assert.Equal(samples.Count, latency.Count);
        Assert.InRange(latency.Maximum, samples[^1] * 0.999, samples[^1]);
    }

    [Fact]
    public void Failed_is_what_has_no_answer_of_use()
    {
        LaneRecorder lane = new(TimeSpan.FromSeconds(2));
        Respond(lane, 200, 10);
        Respond(lane, 404, 10);
        Respond(lane, 200, 3_000_000);
        Respond(lane, 500, 3_000_000);
        lane.RecordLost(1, HttpError.ConnectionReset);
        lane.RecordError(HttpError.ConnectRefused, 5);
        lane.RecordError(HttpError.ConnectionClosed, 5);
        lane.RecordUnanswered(10, 2);

        // 404, 200 too late, 500 (once, though late), lost, refused.
        Assert.Equal((5, 7, 2, 2), (lane.Failed, lane.Sent, lane.Timeouts, lane.InFlightAtEnd));
    }

    private static IntervalRecorder NewLane(out LaneRecorder recorder) =>
        new(recorder = new LaneRecorder(TimeSpan.FromSeconds(2)));

    private static void Respond(LaneRecorder lane, int status, params ReadOnlySpan<long> latencies)
    {
        foreach (long latency in latencies)
        {
            lane.RecordResponse(status);
            lane.RecordLatency(latency, status);
        }
    }
}
