using System;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace FastHttp.Load.Documents;

// A plan and what its run has seen so far → live figures. Stateless.
internal static class LiveBuilder
{
    public static LiveFigures Build(
        RunPlan plan, ProgressSnapshot run, TimeSpan elapsed, long completedNow, bool isLast = false)
    {
        double seconds = (run.Newest?.EndUs ?? 0) / 1_000_000.0;
        SeriesPoint[] series = [.. run.Intervals.Select(interval => SeriesSection.PointOf(plan, interval))];
        double? achieved = seconds > 0 ? run.Completed / seconds : null;
        double? target = TargetOf(plan, seconds);
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
        };
    }

    private static double? TargetOf(RunPlan plan, double seconds)
    {
        double warmup = plan.Load.Warmup.TotalSeconds;
        return plan.Load.Rate is { } rate && seconds > 0
            ? (rate.AreaAt(warmup + seconds) - rate.AreaAt(warmup)) / seconds
            : null;
    }
}
