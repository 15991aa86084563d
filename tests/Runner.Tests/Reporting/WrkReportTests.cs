using System;
using System.IO;
using System.Linq;
using FastHttp;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using Runner.Options.Parsing;
using Runner.Planning;
using Runner.Reporting;
using Testing;

namespace Runner.Tests.Reporting;

// wrk's layout: whole reports, byte for byte.
public sealed class WrkReportTests
{
    [Fact]
    [SpecCase("wrk", 37)]
    public void Nothing_completed()
    {
        RunPlan plan = Plan("-t2", "-c4", "-d1", "-L", "http://127.0.0.1:18090/hang");
        Assert.Equal(
            """
            Running 1s test @ http://127.0.0.1:18090/hang
              2 threads and 4 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     0.00us    0.00us   0.00us    -nan%
                Req/Sec     0.00      0.00     0.00      -nan%
              Latency Distribution
                 50%    0.00us
                 75%    0.00us
                 90%    0.00us
                 99%    0.00us
              0 requests in 1.00s, 0.00B read
            Requests/sec:      0.00
            Transfer/sec:       0.00B

            """,
            Report(plan, NewLane(), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    [SpecCase("wrk", 48)]
    public void Seconds_and_values_without_a_unit_end_in_blanks()
    {
        LaneRecorder lane = NewLane();
        foreach (int index in Enumerable.Range(0, 4))
        {
            lane.RecordResponse(200);
            lane.RecordLatency(1_100_000 + (index * 10));
            lane.RecordBytes(40);
            lane.RecordTick((index + 1) * 1_000_000);
        }

        RunPlan plan = Plan("-t1", "-c2", "-d3", "--latency", "http://127.0.0.1:18090/sleep1100");
        Assert.Equal(
            """
            Running 3s test @ http://127.0.0.1:18090/sleep1100
              1 threads and 2 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     1.10s    12.91us   1.10s    86.07%
                Req/Sec     1.00      0.00     1.00    100.00%
              Latency Distribution
                 50%    1.10s$
                 75%    1.10s$
                 90%    1.10s$
                 99%    1.10s$
              4 requests in 3.01s, 160.00B read
            Requests/sec:      1.33
            Transfer/sec:      53.16B

            """.Replace('$', ' '),
            Report(plan, lane, TimeSpan.FromSeconds(3.01)));
    }

    [Fact]
    [SpecCase("wrk", 49)]
    public void Errors_have_their_lines()
    {
        LaneRecorder lane = NewLane();
        lane.RecordResponse(404);
        lane.RecordLatency(83);
        lane.RecordBytes(159);
        lane.RecordError(HttpError.ConnectRefused, 1);
        lane.RecordError(HttpError.ConnectionClosed, 2);
        lane.RecordError(HttpError.ConnectionClosed, 3);
        lane.RecordError(HttpError.WriteFailed, 4);
        lane.RecordUnanswered(2_000_001);
        RunPlan plan = Plan("-t1", "-c1", "-d90", "http://h/404");
        Assert.Equal(
            """
            Running 2m test @ http://h/404
              1 threads and 1 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency    83.00us    0.00us  83.00us  100.00%
                Req/Sec     0.00      0.00     0.00      -nan%
              1 requests in 1.50m, 159.00B read
              Socket errors: connect 1, read 2, write 1, timeout 1
              Non-2xx or 3xx responses: 1
            Requests/sec:      0.01
            Transfer/sec:       1.77B

            """,
            Report(plan, lane, TimeSpan.FromSeconds(90)));
    }

    [Fact]
    public void The_correction_can_be_turned_off()
    {
        LaneRecorder lane = NewLane();
        foreach (long us in new long[] { 100, 100, 100, 1000 })
        {
            lane.RecordLatency(us);
            lane.RecordResponse(200);
        }

        // Four batches in 400 µs: the interval is 100 µs, and 200 to 900 µs were omitted.
        TimeSpan runtime = TimeSpan.FromMicroseconds(400);
        string corrected = Report(Plan("-t1", "-c1", "-L", "http://h/"), lane, runtime);
        string raw = Report(Plan("-t1", "-c1", "-L", "--latency-correction=none", "http://h/"), lane, runtime);
        Assert.Contains("    Latency   475.00us", corrected, StringComparison.Ordinal);
        Assert.Contains("    Latency   325.00us", raw, StringComparison.Ordinal);
        Assert.Contains("     75%  800.00us\n", corrected, StringComparison.Ordinal);
        Assert.Contains("     75%    1.00ms\n", raw, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_when_nothing_went_wrong()
    {
        LaneRecorder lane = NewLane();
        lane.RecordResponse(200);
        lane.RecordLatency(50);
        lane.RecordUnanswered(60);
        lane.RecordError(HttpError.Canceled, 900);
        Assert.Equal("", Findings(lane));
    }

    [Fact]
    public void Findings_name_the_first_reason_of_each_kind()
    {
        LaneRecorder lane = NewLane();
        lane.RecordResponse(200);
        lane.RecordError(HttpError.InvalidStatusLine, 20_000);
        lane.RecordError(HttpError.ConnectionClosed, 10_000);
        lane.RecordError(HttpError.ConnectRefused, 500_000);
        lane.RecordUnanswered(900_000);
        lane.RecordUnanswered(1_000);
        lane.RecordCpu(990_000);
        Assert.Equal(
            "runner: read errors: closed by the server before a response (1, the first after 0.01s); "
            + "1 for other reasons\n"
            + "runner: connect errors: connection refused (1, the first after 0.50s)\n"
            + "runner: 1 request was never answered; the oldest waited 0.90s\n"
            + "runner: generator the cause: a thread used 99% of a core, so latencies include its own queue; "
            + "use more threads or fewer connections\n",
            Findings(lane));
    }

    [Fact]
    public void Requests_in_flight_are_news_when_nothing_was_ever_answered()
    {
        LaneRecorder lane = NewLane();
        lane.RecordUnanswered(1_000);
        lane.RecordUnanswered(1_500);
        Assert.Equal("runner: 2 requests were never answered; the oldest waited 0.00s\n", Findings(lane));
    }

    [Fact]
    public void W2_each_request_of_a_batch_is_never_answered()
    {
        LaneRecorder lane = NewLane();
        lane.RecordUnanswered(1_500, count: 6);
        Assert.Equal("runner: 6 requests were never answered; the oldest waited 0.00s\n", Findings(lane));
    }

    [Fact]
    public void Every_reason_has_words()
    {
        foreach (HttpError reason in Enum.GetValues<HttpError>())
        {
            Assert.Equal(reason == HttpError.None, ErrorText.Of(reason) == "no reason");
        }
    }

    private static string Findings(LaneRecorder lane, TimeSpan? runtime = null)
    {
        using StringWriter output = new();
        RunSnapshot run = Merge(lane, runtime ?? TimeSpan.FromSeconds(1));
        Diagnostics.WriteFindings(output, Plan("-t1", "-c1", "http://h/"), run);
        return output.ToString();
    }

    private static string Report(RunPlan plan, LaneRecorder lane, TimeSpan runtime)
    {
        using StringWriter output = new();
        WrkReport.WriteHeader(output, plan);
        WrkReport.WriteResult(output, plan, Merge(lane, runtime));
        return output.ToString();
    }

    private static RunSnapshot Merge(LaneRecorder lane, TimeSpan runtime) => RunSnapshot.Merge([lane], 1, runtime);

    private static LaneRecorder NewLane() => new(TimeSpan.FromSeconds(2));

    private static RunPlan Plan(params string[] args) => RunPlanner.Plan(CliParser.Parse(args).Options).Plan!;
}
