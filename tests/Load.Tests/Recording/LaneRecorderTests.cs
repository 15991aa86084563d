using System;
using System.Linq;
using FastHttp;
using FastHttp.Load.Recording;
using Testing;

namespace Load.Tests.Recording;

public sealed class LaneRecorderTests
{
    [Fact]
    public void Responses_are_counted_by_code_and_above_399()
    {
        LaneRecorder lane = NewLane();
        foreach (int status in new[] { 200, 204, 302, 399, 400, 404, 500, 599, 600, 0 })
        {
            lane.RecordResponse(status);
        }

        Assert.Equal(10, lane.Completed);
        Assert.Equal(5, lane.StatusErrors);
        Assert.Equal((1, 1, 1), (lane.StatusCodes[200], lane.StatusCodes[404], lane.StatusCodes[600]));
    }

    [Fact]
    public void A_response_at_the_limit_is_recorded_and_one_past_it_is_a_timeout()
    {
        LaneRecorder lane = NewLane();
        lane.RecordLatency(2_000_000);
        lane.RecordLatency(2_000_001);
        Assert.Equal((2, 1, 1), (lane.Batches, lane.Latency.Count, lane.Timeouts));
    }

    [Fact]
    public void A_limit_of_zero_makes_everything_a_timeout()
    {
        LaneRecorder lane = new(TimeSpan.Zero);
        lane.RecordLatency(1);
        Assert.Equal((0, 1), (lane.Latency.Count, lane.Timeouts));
    }

    [Fact]
    public void Ticks_sample_the_rate_and_skip_idle_windows()
    {
        LaneRecorder lane = NewLane();
        lane.RecordTick(100_000);
        Respond(lane, 7);
        lane.RecordTick(200_400);
        lane.RecordTick(300_000);
        Respond(lane, 1000);
        lane.RecordTick(400_400);

        // 7 in 200 ms since the start, then 1000 in the 200 ms since the sample before.
        Assert.Equal([new ValueCount(35, 1), new ValueCount(5000, 1)], lane.Rates.ToDistribution().Items.ToArray());
    }

    [Fact]
    public void Errors_are_counted_by_reason_and_kind_with_the_times_of_the_first_and_the_last()
    {
        LaneRecorder first = NewLane();
        LaneRecorder second = NewLane();
        first.RecordError(HttpError.ConnectionClosed, 500);
        first.RecordError(HttpError.ConnectionClosed, 600);
        second.RecordError(HttpError.ConnectionClosed, 300);
        second.RecordError(HttpError.ConnectRefused, 200);
        second.RecordError(HttpError.WriteFailed, 900);
        second.RecordError(HttpError.RequestTimeout, 950);
        second.RecordError(HttpError.Canceled, 990);
        RunSnapshot run = RunSnapshot.Merge([first, second], 2, TimeSpan.FromSeconds(1));
        Assert.Equal((1, 3, 1, 1), (run.ConnectErrors, run.ReadErrors, run.WriteErrors, run.Timeouts));
        Assert.Equal(
            [
                new ErrorRecord(HttpError.ConnectRefused, 1, 200, 200),
                new ErrorRecord(HttpError.ConnectionClosed, 3, 300, 600),
                new ErrorRecord(HttpError.WriteFailed, 1, 900, 900),
                new ErrorRecord(HttpError.RequestTimeout, 1, 950, 950),
                new ErrorRecord(HttpError.Canceled, 1, 990, 990),
            ],
            run.Errors);
    }

    [Fact]
    public void Every_reason_has_a_kind_or_is_our_own_doing()
    {
        HttpError[] own = [HttpError.None, HttpError.Canceled, HttpError.Disposed];
        foreach (HttpError reason in Enum.GetValues<HttpError>())
        {
            Assert.Equal(own.Contains(reason), ErrorKinds.Of(reason) == WrkErrorKind.None);
        }
    }

    [Fact]
    public void Requests_in_flight_at_the_stop_are_timeouts_past_the_limit_only()
    {
        LaneRecorder lane = NewLane();
        lane.RecordUnanswered(10);
        lane.RecordUnanswered(2_500_000);
        RunSnapshot run = RunSnapshot.Merge([lane], 2, TimeSpan.FromSeconds(3));
        Assert.Equal(1, run.Timeouts);
        Assert.Equal([10, 2_500_000], run.UnansweredUs.ToArray());
    }

    [Fact]
    public void A_snapshot_is_the_sum_of_its_lanes()
    {
        LaneRecorder[] lanes = [NewLane(), NewLane()];
        foreach (LaneRecorder lane in lanes)
        {
            Respond(lane, 3);
            lane.RecordBytes(100);
            lane.RecordLatency(50);
            lane.RecordTick(100_000);
            lane.RecordCpu(lane == lanes[0] ? 250_000 : 400_000);
        }

        RunSnapshot run = RunSnapshot.Merge(lanes, 2, TimeSpan.FromMilliseconds(500));
        Assert.Equal((6, 200, 2, 500_000), (run.Completed, run.BytesRead, run.Batches, run.RuntimeUs));
        Assert.Equal((12.0, 400.0, 0.8), (run.RequestsPerSecond, run.BytesPerSecond, run.BusiestLane));
        Assert.Equal((2, 2), (run.Latency.Count, run.Rates.Count));
        Assert.Equal(6, run.StatusCodes[200]);
    }

    [Fact]
    public void The_correction_goes_by_batches()
    {
        LaneRecorder lane = NewLane();
        for (int batch = 0; batch < 10; batch++)
        {
            Respond(lane, 3);
            lane.RecordLatency(300_000);
        }

        // 10 batches of 3 in 3 s: the interval is 300 ms, so nothing was omitted. By responses it would be 100 ms.
        RunSnapshot run = RunSnapshot.Merge([lane], 1, TimeSpan.FromSeconds(3));
        Assert.Equal(10, run.CorrectedLatency.Count);
        Assert.Equal(300_000, run.CorrectedLatency.Percentile(50));
        Assert.Same(run.CorrectedLatency, run.CorrectedLatency);
    }

    [Fact]
    public void Recording_an_exchange_allocates_nothing()
    {
        LaneRecorder lane = NewLane();
        long now = 0;
        AllocationAssert.Zero(() => Exchange(lane, now += 100));
    }

    private static void Exchange(LaneRecorder lane, long now)
    {
        lane.RecordBytes(100);
        lane.RecordResponse(200);
        lane.RecordLatency(now);
        lane.RecordTick(now * 1000);
        lane.RecordError(HttpError.ConnectionReset, now);
    }

    private static void Respond(LaneRecorder lane, int count)
    {
        for (int index = 0; index < count; index++)
        {
            lane.RecordResponse(200);
        }
    }

    private static LaneRecorder NewLane() => new(TimeSpan.FromSeconds(2));
}
