using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>What all lanes have seen of a scenario beyond its requests. Immutable.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class ScenarioFigures
{
    private ScenarioFigures(IReadOnlyList<ScenarioRecorder> lanes)
    {
        // Classes of a Locust test may have scripts of their own.
        Users = [.. lanes.SelectMany(lane => lane.Names.Zip(lane.Users)).GroupBy(user => user.First)
            .Select(users => Sum(users.Key, users.Select(user => user.Second)))];
        Groups = [.. lanes.SelectMany(lane => lane.Groups).GroupBy(group => group.Key, group => group.Value)
            .Select(group => Sum(group.Key, group))];
        Checks = Merge(lanes.SelectMany(lane => lane.TakeChecks()));
        Faults = [.. lanes.SelectMany(lane => lane.Faults).GroupBy(fault => fault.Kind)
            .Select(faults => new ScriptFault(
                faults.Key,
                faults.MinBy(fault => fault.FirstUs).Message,
                faults.Sum(fault => fault.Count),
                faults.Min(fault => fault.FirstUs),
                faults.Max(fault => fault.LastUs)))
            .OrderBy(fault => fault.FirstUs)];
        All = Sum("", lanes.SelectMany(lane => lane.Users));
        UsedUp = lanes.Select(lane => lane.UsedUp).FirstOrDefault(data => data is not null);
        Late = lanes.Sum(lane => lane.Late);
        Dropped = lanes.Sum(lane => lane.Dropped);
    }

    /// <summary>The iterations of all users.</summary>
    public IterationTotals All { get; }

    /// <summary>The iterations of each kind of user.</summary>
    internal IReadOnlyList<IterationTotals> Users { get; }

    /// <summary>The runs through each group.</summary>
    internal IReadOnlyList<IterationTotals> Groups { get; }

    internal IReadOnlyList<CheckCount> Checks { get; }

    /// <summary>The errors of the script, the earliest first.</summary>
    internal IReadOnlyList<ScriptFault> Faults { get; }

    /// <summary>Which data was to be used once and is used up, for people; null where there is none.</summary>
    internal string? UsedUp { get; }

    internal long Late { get; }

    internal long Dropped { get; }

    /// <returns>Null where no lane ran a scenario.</returns>
    internal static ScenarioFigures? Of(IEnumerable<LaneRecorder> lanes)
    {
        ScenarioRecorder[] recorders = [.. lanes.Select(lane => lane.Scenario).OfType<ScenarioRecorder>()];
        return recorders.Length == 0 ? null : new ScenarioFigures(recorders);
    }

    /// <summary>Adds up what several lanes have of the same checks.</summary>
    internal static IReadOnlyList<CheckCount> Merge(IEnumerable<CheckCount> checks) =>
        [.. checks.GroupBy(check => check.Name).Select(same => new CheckCount(
            same.Key,
            same.Sum(check => check.Pass),
            same.Sum(check => check.Fail),
            same.Select(check => check.Sample).FirstOrDefault(sample => sample is not null)))];

    private static IterationTotals Sum(string name, IEnumerable<IterationRecorder> recorders)
    {
        LatencyHistogram duration = new();
        long failed = 0;
        long interrupted = 0;
        foreach (IterationRecorder recorder in recorders)
        {
            duration.Merge(recorder.Duration);
            failed += recorder.Failed;
            interrupted += recorder.Interrupted;
        }

        return new IterationTotals(name, failed, interrupted, duration.ToDistribution());
    }
}

// How often a check of a script held and did not, and what the first was like that did not.
internal readonly record struct CheckCount(string Name, long Pass, long Fail, string? Sample);

// Errors of a kind that ended iterations: the message of the first, how often, and when it was first and last, in µs
// from the start.
internal readonly record struct ScriptFault(string Kind, string Message, long Count, long FirstUs, long LastUs);

/// <summary>The iterations of one kind of user, or the runs through one group, over all lanes. Immutable.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record IterationTotals(string Name, long Failed, long Interrupted, Distribution Duration)
{
    /// <summary>Iterations that came to their end.</summary>
    public long Completed => Duration.Count;
}
