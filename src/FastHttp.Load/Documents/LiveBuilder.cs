using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace FastHttp.Load.Documents;

// A plan and what its run has seen so far → live figures.
internal static class LiveBuilder
{
    public static LiveFigures Build(
        RunPlan plan,
        ProgressSnapshot run,
        TimeSpan elapsed,
        long completedNow,
        LiveAside aside,
        bool isLast = false)
    {
        double seconds = (run.Newest?.EndUs ?? 0) / 1_000_000.0;
        SeriesPoint[] series = [.. run.Intervals.Select(interval => SeriesSection.PointOf(plan, interval))];
        double? achieved = seconds > 0 ? run.Completed / seconds : null;
        double? target = TargetOf(plan, seconds);
        GateFigures figures = GateReading.SoFar(plan, run, aside);
        Distribution measured = plan.CorrectsLatency ? run.Latency.ToDistribution() : figures.Latency;
        Distribution? corrected = plan.CorrectsLatency ? figures.Latency : null;
        return new LiveFigures
        {
            Elapsed = elapsed,
            Duration = plan.HasTimeLimit ? plan.Duration : null,
            IsLast = isLast,
            CompletedNow = completedNow,
            Requests = new RequestFigures { Completed = run.Completed, Failed = run.Failed },
            Rate = new RateFigures
            {
                Achieved = achieved,
                Target = target,
                Ratio = target > 0 ? achieved / target : null,
            },
            Bytes = new ByteFigures { In = run.BytesRead, InPerS = seconds > 0 ? run.BytesRead / seconds : null },
            Latency = LatencySection.Of(run.Latency),
            Status = StatusSection.Of(run.StatusCodes),
            Errors = ErrorSection.Of(run),
            Series = series,
            Newest = run.Newest is null ? null : SeriesSection.PointOf(plan, run.Newest),
            LatencyCounts = CountsOf(measured),
            LatencyCorrected = corrected is null ? null : LatencySection.CorrectedSoFar(corrected),
            CorrectedCounts = corrected is null ? [] : CountsOf(corrected),
            Thresholds = [.. ThresholdsOf(plan, figures)],
            Checks = CheckSection.SoFar(plan.Gates, run.StatusCodes, aside.UnexpectedBodies, figures.Checks) ?? [],
            Generator = GeneratorSection.SoFar(plan, run, aside),
        };
    }

    private static LatencyCount[] CountsOf(Distribution latency)
    {
        ReadOnlySpan<ValueCount> items = latency.Items;
        LatencyCount[] counts = new LatencyCount[items.Length];
        for (int index = 0; index < counts.Length; index++)
        {
            counts[index] = new LatencyCount(items[index].Value, items[index].Count);
        }

        return counts;
    }

    // What expectations imply is among the checks. What grows towards its limit says nothing yet.
    private static IEnumerable<LiveThreshold> ThresholdsOf(RunPlan plan, GateFigures figures)
    {
        if (!plan.Gates.IsGated)
        {
            return [];
        }

        IEnumerable<Threshold> typed = plan.Gates.Thresholds.Where(threshold => !threshold.IsImplied);
        return figures.Judge(typed).Select(verdict => new LiveThreshold
        {
            Expr = verdict.Threshold.Text,
            Measured = verdict.Actual is null ? null : verdict.Text,
            Ok = verdict.Actual is null || (!verdict.IsPass && !verdict.Threshold.IsKnownEarly)
                ? null
                : verdict.IsPass,
        });
    }

    private static double? TargetOf(RunPlan plan, double seconds) =>
        plan.Load.Rate is { } rate && seconds > 0 ? RatePromise.TargetOf(plan, rate, seconds) : null;
}
