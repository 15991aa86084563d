using System;
using System.Collections.Generic;
using System.IO;
using FastHttp.Load.Documents;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using Runner.Live;
using Runner.Options.Parsing;
using Runner.Pages;
using Runner.Planning;
using Runner.Sessions;

namespace Runner.Tests.Results;

// The unit of a figure travels with its verdict, from the gates to text and page.
public sealed class VerdictTextTests
{
    [Theory]
    [InlineData("rps>60/s", "per_s", "2", "measured 2/s")]
    [InlineData("p99<1h", "us", "17.48ms", "measured 17.5 ms")]
    [InlineData("requests<1m", "count", "2", "measured 2")]
    [InlineData("error_rate<1%", "share", "0%", "measured 0 %")]
    [InlineData("status_2xx<=50%", "share", "100%", "measured 100 %")]
    public void W19_The_unit_is_that_of_the_metric(string text, string unit, string measured, string shown)
    {
        LaneRecorder lane = new(TimeSpan.FromSeconds(2));
        for (int response = 0; response < 2; response++)
        {
            lane.RecordResponse(200);
            lane.RecordLatency(17_479);
        }

        RunPlan plan = RunPlanner.Plan(CliParser.Parse(
            ["-t1", "-c1", "--latency-correction=none", "--threshold", text, "http://h/"]).Options).Plan!;
        RunContext context = new()
        {
            Start = DateTimeOffset.UnixEpoch,
            End = DateTimeOffset.UnixEpoch,
            IsInterrupted = false,
            Tool = "runner",
            Backend = "none",
        };
        ResultDocument document = DocumentBuilder.Build(
            plan, RunSnapshot.Merge([lane], 1, TimeSpan.FromSeconds(1)), context);
        ThresholdVerdict verdict = Assert.Single(document.Thresholds!);
        Assert.Equal((unit, measured, null), (verdict.Unit, verdict.Measured, verdict.Implied));
        Assert.Contains($"<small>{shown}", ReportPage.Render(document), StringComparison.Ordinal);
    }

    [Fact]
    public void W23_An_interrupted_run_says_so_before_its_verdicts()
    {
        using StringWriter output = new();
        Verdict pass = new(ThresholdParser.Parse("errors==0").Threshold!, 0);
        GateReport.Write(output, [pass], wasInterrupted: true, sample: null);
        Assert.StartsWith("runner: interrupted: ", output.ToString(), StringComparison.Ordinal);
        using StringWriter whole = new();
        GateReport.Write(whole, [pass], wasInterrupted: false, sample: null);
        Assert.Equal("runner: pass: errors==0 (0)\n", whole.ToString());
    }

    [Fact]
    public void W16_A_line_of_progress_has_the_time_of_its_interval()
    {
        using StringWriter log = new();
        using LogDisplay display = new(log, TimeSpan.FromSeconds(1));

        // Told late, and two at once.
        LiveFigures figures = new()
        {
            Elapsed = TimeSpan.FromSeconds(2.2),
            Duration = TimeSpan.FromSeconds(3),
            IsLast = false,
            CompletedNow = 0,
            Requests = new RequestFigures { Completed = 0 },
            Rate = new RateFigures(),
            Bytes = new ByteFigures { In = 0 },
            Latency = new LatencyFigures { Count = 0 },
            Status = new Dictionary<string, long>(),
            Errors = [],
            Series = [],
        };
        foreach (double second in (double[])[1.01, 1.98, 3.0])
        {
            display.OnInterval(new SeriesPoint { T = second, Rate = 0, Errors = 0 }, figures);
        }

        string[] lines = log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["1s/3s", "2s/3s", "3s/3s"], Array.ConvertAll(lines, line => line.Split(' ')[1]));
    }

    [Fact]
    public void W16_A_line_of_progress_has_the_figures_since_the_last()
    {
        using StringWriter log = new();
        using LogDisplay display = new(log, TimeSpan.FromSeconds(1));
        LiveFigures figures = new()
        {
            Elapsed = TimeSpan.FromSeconds(2),
            Duration = TimeSpan.FromSeconds(2),
            IsLast = false,
            CompletedNow = 0,
            Requests = new RequestFigures { Completed = 0 },
            Rate = new RateFigures(),
            Bytes = new ByteFigures { In = 0 },
            Latency = new LatencyFigures { Count = 0 },
            Status = new Dictionary<string, long>(),
            Errors = [],
            Series = [],
        };
        (double T, double Rate, long Max, LatencyCount[] Counts)[] steps =
        [
            (0.5, 40, 9_000, [new(1_000, 19), new(9_000, 1)]),
            (1, 20, 2_000, [new(1_000, 20), new(2_000, 9), new(9_000, 1)]),
            (1.5, 0, 0, [new(1_000, 20), new(2_000, 9), new(9_000, 1)]),
            (2, 8, 5_000, [new(1_000, 20), new(2_000, 9), new(5_000, 4), new(9_000, 1)]),
        ];
        foreach ((double at, double rate, long max, LatencyCount[] counts) in steps)
        {
            display.OnInterval(
                new SeriesPoint { T = at, Rate = rate, Errors = 0, MaxUs = max == 0 ? null : max },
                figures with { LatencyCounts = counts });
        }

        Assert.Equal(
            "runner: 1s/2s  30 req/s  p50 1.0ms p99 9.0ms max 9.0ms  err 0\n"
            + "runner: 2s/2s  4 req/s  p50 5.0ms p99 5.0ms max 5.0ms  err 0\n",
            log.ToString());
    }

    [Fact]
    public void W27_Answers_that_all_come_too_late_are_explained()
    {
        LaneRecorder lane = new(TimeSpan.FromSeconds(1));
        lane.RecordResponse(200);
        lane.RecordLatency(1_200_000);
        RunPlan plan = RunPlanner.Plan(CliParser.Parse(["-t1", "-c1", "-T1s", "http://h/"]).Options).Plan!;
        Assert.Contains(
            "every answer took longer than the timeout, 1.00s, so there are no latencies: raise it (-T)",
            Findings.Of(plan, RunSnapshot.Merge([lane], 1, TimeSpan.FromSeconds(2))));
    }
}
