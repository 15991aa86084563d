using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Runner.Comparing;

/// <summary>How much worse a figure may get: the value of --max-regression. Immutable.</summary>
internal sealed record RegressionLimits(IReadOnlyList<(Metric Metric, double Percent)> Limits)
{
    public static RegressionLimits None { get; } = new([]);

    /// <summary>Reads a list such as "p99=5%,rps=3%"; returns null and says why when it is none.</summary>
    public static RegressionLimits? Parse(string text, out string problem)
    {
        List<(Metric, double)> limits = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (Metric.Find(sides[0]) is not { } metric)
            {
                problem = $"'{sides[0]}' is none of {string.Join(", ", Metric.All.Select(one => one.Name))}";
                return null;
            }

            if (sides.Length < 2
                || !double.TryParse(sides[1].TrimEnd('%', ' '), CultureInfo.InvariantCulture, out double percent)
                || !double.IsFinite(percent) || percent < 0)
            {
                problem = $"'{part}' has no limit such as {metric.Name}=5%";
                return null;
            }

            limits.Add((metric, percent));
        }

        problem = limits.Count == 0 ? "no limit such as p99=5%" : "";
        return limits.Count == 0 ? null : new RegressionLimits(limits);
    }

    /// <summary>
    /// The limits that a comparison cannot tell: chance alone moves the figure by more, so a change of that size would
    /// pass for chance.
    /// </summary>
    /// <returns>Each change with its limit and by how much, in the same unit, chance moves it.</returns>
    public IEnumerable<(MetricChange Change, double Limit, double Chance)> Blind(IReadOnlyList<MetricChange> changes) =>
        from limit in Limits
        from change in changes
        where change.Metric == limit.Metric && change.Interval is not null
        let chance = (change.Interval!.Value.High - change.Interval.Value.Low) / 2
        where chance > limit.Percent
        select (change, limit.Percent, chance);

    /// <summary>
    /// The changes beyond their limit. One that can be chance is not among them; one of which that is not known is.
    /// </summary>
    public IEnumerable<(MetricChange Change, double Limit)> Broken(IReadOnlyList<MetricChange> changes) =>
        from limit in Limits
        from change in changes
        where change.Metric == limit.Metric && change.Worsening > limit.Percent
            && change.Verdict is (ChangeVerdict.Worse or ChangeVerdict.Unknown)
        select (change, limit.Percent);
}
