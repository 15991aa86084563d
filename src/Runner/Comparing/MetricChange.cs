using System;
using System.Linq;

namespace Runner.Comparing;

/// <summary>
/// How a figure changed from one group of runs to another: in percent, or in points where it is a share itself.
/// Immutable.
/// </summary>
internal sealed record MetricChange(Metric Metric, double? Before, double? After)
{
    /// <summary>The change; null where a group does not have the figure.</summary>
    public double? Change { get; private init; }

    /// <summary>What holds the change in 95 of 100 cases; null where there is too little to tell.</summary>
    public (double Low, double High)? Interval { get; private init; }

    /// <summary>Whether any of the groups has the figure.</summary>
    public bool IsMeasured => Before is not null || After is not null;

    public ChangeVerdict Verdict => Change is 0 ? ChangeVerdict.WithinNoise
        : Interval is not { } interval ? ChangeVerdict.Unknown
        : interval is { Low: <= 0, High: >= 0 } ? ChangeVerdict.WithinNoise
        : Change > 0 == Metric.IsHigherBetter ? ChangeVerdict.Better : ChangeVerdict.Worse;

    /// <summary>By how much it got worse, 0 or less when it did not.</summary>
    public double? Worsening => Metric.IsHigherBetter ? -Change : Change;

    public static MetricChange Of(Metric metric, RunGroup before, RunGroup after, int seed)
    {
        MetricChange change = new(metric, before.Value(metric), after.Value(metric));
        if (change.Before is not { } old || change.After is not { } young)
        {
            return change;
        }

        bool isRatio = !metric.IsShare;
        double seen = isRatio ? Percent(young / old) : (young - old) * 100;
        if (double.IsNaN(seen))
        {
            // 0 to 0 is no change.
            seen = 0;
        }

        // The classes of a heat map are coarser than the figures of the run, so only how far apart runs lie by chance
        // is taken from them, and laid about the change of the exact figures.
        (double Low, double High)? spread = isRatio
            ? Bootstrap.Noise(Samplers(metric, before), Samplers(metric, after), seed)
            : Bootstrap.Deviation(Samplers(metric, before), Samplers(metric, after), seed);
        return change with
        {
            Change = seen,
            Interval = spread is not { } found || !double.IsFinite(seen) ? null
                : isRatio ? (Percent(young / old * Math.Exp(-found.High)), Percent(young / old * Math.Exp(-found.Low)))
                : (seen - (found.High * 100), seen - (found.Low * 100)),
        };
    }

    private static double Percent(double ratio) => (ratio - 1) * 100;

    private static RunSampler[] Samplers(Metric metric, RunGroup group) =>
        [.. group.Runs.Select(run => RunSampler.Of(metric, run)).OfType<RunSampler>()];
}

/// <summary>What a change of a figure is worth.</summary>
internal enum ChangeVerdict
{
    /// <summary>There is too little to tell whether it is chance.</summary>
    Unknown,

    /// <summary>As large a change can be chance: its interval spans 0.</summary>
    WithinNoise,

    /// <summary>Better, beyond chance.</summary>
    Better,

    /// <summary>Worse, beyond chance.</summary>
    Worse,
}
