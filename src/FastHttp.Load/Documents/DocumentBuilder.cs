using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using FastHttp.Load.Text;

namespace FastHttp.Load.Documents;

// A plan and its figures → the result document. What was not measured stays null.
internal static class DocumentBuilder
{
    public static ResultDocument Build(RunPlan plan, RunSnapshot run, RunContext context)
    {
        RatePromise? promise = RatePromise.Of(plan, run);
        Distribution latency = plan.CorrectsLatency ? run.CorrectedLatency : run.Latency;
        Distribution? raw = plan.CorrectsLatency ? run.Latency : run.Uncorrected;
        SeriesPoint[] series =
            [.. run.Course?.Intervals.Select(interval => SeriesSection.PointOf(plan, interval)) ?? []];
        return new ResultDocument
        {
            Schema = ResultDocument.CurrentSchema,
            Tool = Tool(context),
            Run = Run(plan, context),
            Env = EnvironmentProbe.Take(),
            Target = Target(plan),
            Config = ConfigSection.Of(plan),
            DurationS = run.RuntimeUs / 1_000_000.0,
            Requests = Requests(plan, run),
            SuccessRate = SuccessRate(run),
            Rate = SeriesSection.RateOf(
                new RateFigures
                {
                    Target = promise?.Target,
                    Achieved = run.RuntimeUs > 0 ? run.RequestsPerSecond : null,
                    Ratio = promise?.Share,
                },
                series),
            Bytes = Bytes(run),
            Latency = LatencySection.Of(
                latency, plan.CorrectsLatency || plan.Load.Rate is not null, plan.Percentiles),
            LatencyUncorrected = raw is null ? null : LatencySection.Of(raw, false, plan.Percentiles),
            Ttfb = run.FirstByte.Count == 0 ? null : LatencySection.Of(run.FirstByte),
            Dns = plan.DnsTime is { } dns ? LatencySection.Of(Distribution.Of([(long)dns.TotalMicroseconds])) : null,
            Connect = run.Connections.Connect.Count == 0 ? null : LatencySection.Of(run.Connections.Connect),
            TlsHandshake = run.Connections.TlsHandshake.Count == 0
                ? null
                : LatencySection.Of(run.Connections.TlsHandshake),
            Status = StatusSection.Of(run.StatusCodes),
            StatusSamples = StatusSection.SamplesOf(run),
            Errors = ErrorSection.Of(run),
            Connections = Connections(run),
            Iterations = IterationSection.Of(plan, run),
            Groups = GroupsSection.Of(plan, run),
            Thresholds = plan.Gates.IsGated ? [.. VerdictsOf(plan, run)] : null,
            Checks = CheckSection.Of(plan, run, context.UnexpectedBody),
            Generator = GeneratorSection.Of(plan, run),
            Series = run.Course is null ? null : series,
            Heatmap = run.Course is null ? null : SeriesSection.HeatmapOf(run.Course),
            Warnings = [.. plan.Warnings, .. Findings.Of(plan, run), .. context.Warnings],
            Wrk = Wrk(run, latency),
        };
    }

    private static ToolInfo Tool(RunContext context) => new()
    {
        Name = context.Tool,
        Version = (typeof(DocumentBuilder).Assembly.GetName().Version ?? new Version(0, 0, 0)).ToString(3),
        Runtime = RuntimeName.Text,
        Backend = context.Backend,
    };

    private static RunInfo Run(RunPlan plan, RunContext context) => new()
    {
        Id = context.Id,
        Name = plan.RunName,
        Tags = plan.Tags.Count == 0 ? null : plan.Tags,
        Command = plan.CommandText,
        Start = context.Start,
        End = context.End,
        Interrupted = context.IsInterrupted,
        Seed = plan.Seed,
    };

    private static TargetInfo Target(RunPlan plan) => new()
    {
        Url = UrlText.Blot(plan.Url),
        Addresses = [.. plan.Addresses.Select(address => address.ToString())],
        Tls = plan.ParsedUrl.IsTls,
    };

    private static RequestFigures Requests(RunPlan plan, RunSnapshot run) => new()
    {
        Sent = run.Sent,
        Completed = run.Completed,
        Failed = run.Failed,
        InFlightAtEnd = run.InFlightAtEnd,
        Dropped = plan.Load.Rate is null ? null : run.Dropped,
    };

    // Of all that has ended, and of what was not sent for want of a connection or had no answer in time.
    private static double? SuccessRate(RunSnapshot run)
    {
        long ended = run.Completed + run.Unanswered;
        return ended == 0 ? null : (ended - run.Failed) / (double)ended;
    }

    private static ByteFigures Bytes(RunSnapshot run)
    {
        double seconds = run.RuntimeUs / 1_000_000.0;
        return new ByteFigures
        {
            In = run.BytesRead,
            Out = run.BytesWritten,
            InPerS = seconds > 0 ? run.BytesPerSecond : null,
            OutPerS = seconds > 0 ? run.BytesWritten / seconds : null,
        };
    }

    private static ConnectionFigures Connections(RunSnapshot run)
    {
        ConnectionTotals connections = run.Connections;
        long handshakes = connections.TlsHandshake.Count;
        return new ConnectionFigures
        {
            Opened = connections.Opened,
            Peak = connections.Peak,
            ReusedRatio = run.Sent == 0 ? null
                : Math.Max(0, run.Sent - connections.OpenedMeasured) / (double)run.Sent,
            ClosedByPeer = connections.ClosedByPeer,
            ClosedIdle = connections.ClosedIdle,
            Reconnects = connections.Reconnects,
            TlsHandshakes = handshakes == 0 ? null : handshakes,
            TlsResumed = handshakes == 0 || connections.ResumedUnknown != 0 ? null : connections.Resumed,
        };
    }

    private static IEnumerable<ThresholdVerdict> VerdictsOf(RunPlan plan, RunSnapshot run) =>
        GateReading.Of(plan, run).Judge(plan.Gates.Thresholds).Select(verdict => new ThresholdVerdict
        {
            Expr = verdict.Threshold.Text,
            Actual = verdict.Actual,
            Unit = verdict.Threshold.UnitName,
            Measured = verdict.Actual is null ? verdict.Missing : verdict.Text,
            Implied = verdict.Threshold.IsImplied ? true : null,
            Ok = verdict.IsPass,
        });

    private static WrkFigures Wrk(RunSnapshot run, Distribution latency) => new()
    {
        RequestsPerSec = run.RuntimeUs == 0 ? null : run.RequestsPerSecond,
        TransferPerSec = run.RuntimeUs == 0 ? null : run.BytesPerSecond,
        ThreadStats = new WrkThreadStatistics { Latency = RowOf(latency), ReqSec = RowOf(run.Rates) },
    };

    private static WrkStatistics? RowOf(Distribution values) => values.Count == 0 ? null : new()
    {
        Avg = values.Mean,
        Stdev = values.StandardDeviation,
        Max = values.Maximum,
        WithinStdevPct = values.WithinDeviationPercent,
    };
}
