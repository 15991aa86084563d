using System;
using System.Net;
using FastHttp.Load.Documents;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using Runner.Options;
using Runner.Options.Parsing;
using Runner.Planning;

namespace Runner.Tests.Gates;

// A run is judged while it goes on by the figures that it is judged by in the end.
public sealed class SoFarTests
{
    [Theory]
    [InlineData("wrk")]
    [InlineData("none")]
    public void Latency_is_corrected_while_the_run_goes_on_as_it_is_in_the_end(string correction)
    {
        RunPlan plan = Plan("-t1", "-c1", "--latency-correction", correction, "http://h/");
        LaneRecorder lane = new(TimeSpan.FromSeconds(10));
        IntervalRecorder intervals = new(lane);
        RunProgress progress = new([intervals.Newest], 2_000_000);
        for (int sample = 0; sample < 1000; sample++)
        {
            lane.RecordResponse(200);
            lane.RecordLatency(1_000);
        }

        // A stall of a second, in which a hundred requests and more were kept from being sent.
        lane.RecordResponse(200);
        lane.RecordLatency(1_000_000);
        intervals.Cut(0, 2_000_000, connections: 1, cpuUs: 0, isLast: true);
        double soFar = GateReading.SoFar(plan, progress.Take(), new LiveAside()).Latency.Percentile(99);
        double end = GateReading.Of(
            plan, RunSnapshot.Merge([lane], 1, TimeSpan.FromSeconds(2))).Latency.Percentile(99);
        Assert.InRange(soFar, end * 0.98, end * 1.02);
        Assert.Equal(correction == "wrk", soFar > 500_000);
    }

    private static RunPlan Plan(params string[] arguments)
    {
        (CliOptions options, UsageError? usage) = CliParser.Parse(arguments);
        Assert.Null(usage);
        (RunPlan? plan, PlanError? error) = RunPlanner.Plan(options);
        Assert.Null(error);
        return plan! with { Addresses = [new IPEndPoint(IPAddress.Loopback, 80)] };
    }
}
