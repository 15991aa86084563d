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
    public void A_cut_has_what_came_of_named_requests_since_the_last_one()
    {
        LaneRecorder lane = new(TimeSpan.FromSeconds(2));
        EntryTable table = new(new EntryNames());
        lane.Entries = table.Recorders;
        IntervalRecorder intervals = new(lane);
        LaneInterval start = intervals.Newest;
        intervals.Cut(0, SecondUs, 1, 0, isLast: false);
        table.Add(0, "GET", "/a").RecordResponse(200, 30);
        intervals.Cut(1, 2 * SecondUs, 1, 0, isLast: false);
        table.Add(1, "GET", "/b").RecordResponse(500, 50);
        table.Find(0)!.RecordResponse(200, 70);
        table.Find(0)!.RecordUnanswered();
        intervals.Cut(2, 3 * SecondUs, 1, 0, isLast: false);
        intervals.Cut(3, 4 * SecondUs, 1, 0, isLast: true);

        LaneInterval[] cuts = [.. Following(start)];
        Assert.Empty(cuts[0].Entries);
        Assert.Equal([new EntryInterval(1, 0, 30)], cuts[1].Entries);
        Assert.Equal([new EntryInterval(1, 1, 70), new(1, 1, 50)], cuts[2].Entries);
        Assert.Equal([default, default], cuts[3].Entries);
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    public void The_first_hundred_names_have_a_course(int names, int courses)
    {
        LaneRecorder lane = new(TimeSpan.FromSeconds(2));
        EntryTable table = new(new EntryNames());
        lane.Entries = table.Recorders;
        IntervalRecorder intervals = new(lane);
        LaneInterval start = intervals.Newest;
        for (int key = 0; key < names; key++)
        {
            Assert.Null(table.Find(key));
            Assert.Same(table.Add(key, "GET", $"/{key}"), table.Find(key));
        }

        intervals.Cut(0, SecondUs, 1, 0, isLast: true);

        Assert.Equal((names, courses), (table.Recorders.Count, start.Next!.Entries.Length));
    }

    [Fact]
    public void Named_requests_of_two_lanes_add_up_as_far_as_both_have_them()
    {
        EntryInterval[] one = [new(1, 2, 3)];
        EntryInterval[] two = [new(10, 20, 30), new(40, 50, 60)];

        Assert.Equal([new EntryInterval(11, 22, 33), new(40, 50, 60)], EntryInterval.Sum(one, two));
        Assert.Equal([new EntryInterval(11, 22, 33), new(40, 50, 60)], EntryInterval.Sum(two, one));
        Assert.Same(one, EntryInterval.Sum(one, []));
        Assert.Same(two, EntryInterval.Sum([], two));
        Assert.Equal((new EntryInterval(1, 2, 3), new EntryInterval(10, 20, 30)), (one[0], two[0]));
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

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 10)]
    [InlineData(10.1, 20)]
    [InlineData(50, 50)]
    [InlineData(50.1, 60)]
    [InlineData(90, 90)]
    [InlineData(99, 100)]
    [InlineData(100, 100)]
    public void A_percentile_of_an_interval_is_the_smallest_value_that_so_many_do_not_exceed(double percent, long value)
    {
        long[] counts = new long[IntervalHistogram.ClassCount];
        for (int sample = 10; sample <= 100; sample += 10)
        {
            counts[IntervalHistogram.ClassOf(sample)]++;
        }

        IntervalHistogram interval = IntervalHistogram.Take(counts, maximum: 100);

        Assert.Equal(value, interval.Percentile(percent));
        Assert.Equal((10, 10, 100), (
            interval.Count, interval.ToDistribution().Minimum, interval.ToDistribution().Maximum));
        Assert.Equal(55, interval.ToDistribution().Mean);
        Assert.All(counts, count => Assert.Equal(0, count));
        Assert.Equal((0, 0, long.MaxValue), (
            IntervalHistogram.Empty.Percentile(percent), IntervalHistogram.Empty.Maximum,
            IntervalHistogram.Empty.ToDistribution().Minimum));
    }

    [Theory]
    [InlineData(127, 127, 127)]
    [InlineData(128, 128, 129)]
    [InlineData(129, 128, 129)]
    [InlineData(255, 254, 255)]
    [InlineData(256, 256, 259)]
    [InlineData(1_000_000, 999_424, 1_007_615)]
    public void A_class_is_a_sixty_fourth_of_its_value_at_most(long value, long floor, long ceiling)
    {
        int index = IntervalHistogram.ClassOf(value);

        Assert.Equal((floor, ceiling), (IntervalHistogram.FloorOf(index), IntervalHistogram.CeilingOf(index)));
        Assert.Equal(index, IntervalHistogram.ClassOf(ceiling));
        Assert.Equal(index + 1, IntervalHistogram.ClassOf(ceiling + 1));
    }

    [Fact]
    public void Intervals_in_a_row_are_one()
    {
        long[] scratch = new long[IntervalHistogram.ClassCount];
        RunInterval both = Interval(0, 2_000_000, 3, lagUs: 9, latencyUs: 700, new EntryInterval(1, 2, 3)).With(
            Interval(2_000_000, 3_000_000, 5, lagUs: 4, latencyUs: 900, new(10, 20, 30), new(7, 8, 9)), scratch);

        Assert.Equal((0, 3_000_000, 3_000_000), (both.StartUs, both.EndUs, both.LengthUs));
        Assert.Equal((8, 80, 16, 24, 9, 5), (
            both.Completed, both.BytesRead, both.Failed, both.CpuUs, both.LagUs, both.Connections));
        Assert.Equal((2, 900, 8 / 3.0), (both.Latency.Count, both.Latency.Maximum, both.Rate));
        Assert.Equal([new EntryInterval(11, 22, 33), new EntryInterval(7, 8, 9)], both.Entries);
        Assert.Equal(0, Interval(5, 5, 3, 0, 1).Rate);
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

    private static IEnumerable<LaneInterval> Following(LaneInterval start)
    {
        for (LaneInterval? next = start.Next; next is not null; next = next.Next)
        {
            yield return next;
        }
    }

    private static RunInterval Interval(
        long startUs, long endUs, long completed, long lagUs, long latencyUs, params EntryInterval[] entries)
    {
        long[] counts = new long[IntervalHistogram.ClassCount];
        counts[IntervalHistogram.ClassOf(latencyUs)] = 1;
        return new RunInterval
        {
            StartUs = startUs,
            EndUs = endUs,
            Completed = completed,
            BytesRead = completed * 10,
            Failed = completed * 2,
            CpuUs = completed * 3,
            LagUs = lagUs,
            Connections = completed,
            Latency = IntervalHistogram.Take(counts, latencyUs),
            Entries = entries,
        };
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
