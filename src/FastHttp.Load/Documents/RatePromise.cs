using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Documents;

/// <summary>
/// What a schedule asked for during the measured time, and how much of what was due was answered. Immutable.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public readonly record struct RatePromise(double Target, double Share)
{
    // What a schedule that is kept may lack: answers that were on their way when the run stopped.
    private const double KeptShare = 0.99;

    /// <summary>Whether 99 % of what was due were answered.</summary>
    public bool IsKept => Share >= KeptShare;

    /// <summary>What was due and what was answered, for people.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"rate: {Target:F2} requests/s due, {Target * Share:F2} answered ({Share * 100:F2}%)");

    /// <summary>Returns the promise of a run; null without a schedule, or when nothing was measured.</summary>
    public static RatePromise? Of(RunPlan plan, RunSnapshot run)
    {
        if (plan.Load.Rate is not { } rate || run.RuntimeUs == 0)
        {
            return null;
        }

        double due = DueOf(plan, rate, Seconds(run), run.LastSentUs / 1_000_000.0);

        // The first request is due when the clock starts, so a short run has one more than its length times the rate.
        return new RatePromise(
            TargetOf(plan, rate, Seconds(run)), due == 0 ? 1 : Math.Min(1, run.Completed / due));
    }

    /// <summary>
    /// The same of a scenario's schedule, which is one of iterations: how many of those that were due were begun.
    /// </summary>
    internal static RatePromise? OfIterations(RunPlan plan, RunSnapshot run)
    {
        if (plan.Scenario?.Rate is not { } rate || run.Scenario is not { } scenario || run.RuntimeUs == 0)
        {
            return null;
        }

        double due = AreaOf(plan, rate, Seconds(run));
        return new RatePromise(due / Seconds(run), due == 0 ? 1 : Math.Clamp(1 - (scenario.Dropped / due), 0, 1));
    }

    /// <summary>How many requests a second the schedule asks for in the first seconds of the measured time.</summary>
    internal static double TargetOf(RunPlan plan, LoadShape rate, double seconds) =>
        AreaOf(plan, rate, seconds) / seconds;

    /// <summary>
    /// How many requests were due in the first seconds of the measured time. Of a number of requests no more are than
    /// that; but one that was sent late, when others would have been due, is late by those.
    /// </summary>
    internal static double DueOf(RunPlan plan, LoadShape rate, double seconds, double lastSentSeconds)
    {
        double due = AreaOf(plan, rate, seconds);
        return plan.Load.Requests == 0
            ? due
            : Math.Min(due, Math.Max(plan.Load.Requests * plan.Pipeline, AreaOf(plan, rate, lastSentSeconds)));
    }

    private static double AreaOf(RunPlan plan, LoadShape rate, double seconds)
    {
        double warmup = plan.Load.Warmup.TotalSeconds;
        return rate.AreaAt(warmup + seconds) - rate.AreaAt(warmup);
    }

    private static double Seconds(RunSnapshot run) => run.RuntimeUs / 1_000_000.0;
}
