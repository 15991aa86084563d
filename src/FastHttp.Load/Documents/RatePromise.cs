using System;
using System.Globalization;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace FastHttp.Load.Documents;

// What a schedule asked for during the measured time, and how much of it was answered. Immutable.
internal readonly record struct RatePromise(double Target, double Share)
{
    // What a schedule that is kept may lack: answers that were on their way when the run stopped.
    private const double KeptShare = 0.99;

    public bool IsKept => Share >= KeptShare;

    /// <summary>What was due and what was answered, for people.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"rate: {Target:F2} requests/s due, {Target * Share:F2} answered ({Share * 100:F2}%)");

    /// <summary>Null without a schedule, or when nothing was measured.</summary>
    public static RatePromise? Of(RunPlan plan, RunSnapshot run)
    {
        double seconds = run.RuntimeUs / 1_000_000.0;
        if (plan.Load.Rate is not { } rate || seconds == 0)
        {
            return null;
        }

        double warmup = plan.Load.Warmup.TotalSeconds;
        double due = rate.AreaAt(warmup + seconds) - rate.AreaAt(warmup);

        // The first request is due when the clock starts, so a short run has one more than its length times the rate.
        return new RatePromise(due / seconds, due == 0 ? 1 : Math.Min(1, run.Completed / due));
    }
}
