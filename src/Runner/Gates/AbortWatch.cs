using System;
using Runner.Results;

namespace Runner.Gates;

// Ends a run that has failed already. Counts that may not grow are final once they have; everything else is given
// the first seconds to settle, in which connections are made and caches are cold.
internal sealed class AbortWatch(GatePlan gates, Func<GateFigures> read, Action stop) : ILiveObserver
{
    private const double SettleSeconds = 2.5;

    /// <summary>Whether it has ended the run.</summary>
    public bool HasAborted { get; private set; }

    public void OnInterval(SeriesPoint point, LiveFigures figures)
    {
        if (HasAborted)
        {
            return;
        }

        GateFigures soFar = read();
        foreach (Threshold threshold in gates.Thresholds)
        {
            bool isDue = threshold.IsFinalOnceMissed || (threshold.IsKnownEarly && point.T >= SettleSeconds);
            Verdict verdict = soFar.Judge(threshold);
            if (isDue && verdict.Actual is not null && !verdict.IsPass)
            {
                HasAborted = true;
                stop();
                return;
            }
        }
    }
}
