using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using Runner.Cli;
using Runner.Planning;
using Runner.Recording;
using Runner.Results;

namespace Runner.Reporting;

// A plan and its figures → the result document. What was not measured stays null. Stateless.
internal static class DocumentBuilder
{
    public static ResultDocument Build(RunPlan plan, RunSnapshot run, RunContext context)
    {
        RatePromise? promise = RatePromise.Of(plan, run);
        Distribution latency = plan.CorrectsLatency ? run.CorrectLatency() : run.Latency;
        Distribution? raw = plan.CorrectsLatency ? run.Latency : run.Uncorrected;
        bool hasTime = run.RuntimeUs > 0;
        return new ResultDocument
        {
            Schema = ResultDocument.CurrentSchema,
            Tool = Tool(context.Backend),
            Run = Run(plan, context),
            Env = EnvironmentProbe.Take(),
            Target = Target(plan),
            Config = ConfigSection.Of(plan),
            DurationS = run.RuntimeUs / 1_000_000.0,
            Requests = new RequestFigures { Completed = run.Completed },
            Rate = new RateFigures
            {
                Target = promise?.Target,
                Achieved = hasTime ? run.RequestsPerSecond : null,
                Ratio = promise?.Share,
            },
            Bytes = new ByteFigures { In = run.BytesRead, InPerS = hasTime ? run.BytesPerSecond : null },
            Latency = LatencySection.Of(latency, isCorrected: plan.CorrectsLatency || plan.Load.Rate is not null),
            LatencyUncorrected = raw is null ? null : LatencySection.Of(raw, isCorrected: false),
            Status = StatusOf(run.StatusCodes),
            Errors = [.. run.Errors.Where(error => error.Kind != WrkErrorKind.None).Select(ErrorOf)],
            Groups = run.Entries.Count == 0 ? null : [.. run.Entries.Select(entry => GroupOf(entry, run))],
            Generator = new GeneratorFigures
            {
                BusiestThreadPct = run.BusiestLane > 0 ? run.BusiestLane * 100 : null,
                Saturated = run.BusiestLane > 0 ? Diagnostics.IsSaturated(run) : null,
            },
            Warnings = [.. plan.Warnings, .. Diagnostics.Findings(plan, run)],
            Wrk = Wrk(run, latency),
        };
    }

    private static ToolInfo Tool(string backend) => new()
    {
        Name = "runner",
        Version = (typeof(DocumentBuilder).Assembly.GetName().Version ?? new Version(0, 0, 0)).ToString(3),
        Runtime = RuntimeInformation.FrameworkDescription,
        Backend = backend,
    };

    private static RunInfo Run(RunPlan plan, RunContext context) => new()
    {
        Id = context.Id,
        Command = plan.CommandText,
        Start = context.Start,
        End = context.End,
        Interrupted = context.IsInterrupted,
        Seed = plan.Seed,
    };

    private static TargetInfo Target(RunPlan plan) => new()
    {
        Url = CommandText.BlotUrl(plan.Url),
        Addresses = [.. plan.Addresses.Select(address => address.ToString())],
        Tls = plan.ParsedUrl.IsTls,
    };

    private static Dictionary<string, long> StatusOf(ReadOnlySpan<long> codes)
    {
        Dictionary<string, long> status = [];
        for (int code = 0; code < codes.Length; code++)
        {
            if (codes[code] != 0)
            {
                status.Add(code.ToString(CultureInfo.InvariantCulture), codes[code]);
            }
        }

        return status;
    }

    private static ErrorFigures ErrorOf(ErrorRecord error) => new()
    {
        Kind = ErrorNames.KindOf(error.Reason),
        Code = error.Reason.ToString(),
        Message = error.Text,
        Count = error.Count,
        FirstS = error.FirstUs / 1_000_000.0,
    };

    private static GroupFigures GroupOf(EntryFigures entry, RunSnapshot run) => new()
    {
        Name = entry.Name,
        Requests = new RequestFigures { Sent = entry.Sent, Completed = entry.Completed },
        Rate = run.RuntimeUs == 0 ? null : entry.Completed / (run.RuntimeUs / 1_000_000.0),
        Latency = LatencySection.Of(entry.Latency, isCorrected: false),
    };

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
