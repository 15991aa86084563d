using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace FastHttp.Load.Documents;

// The iterations of a scenario, as the result document has them.
internal static class IterationSection
{
    /// <returns>Null where there was no scenario.</returns>
    public static IterationFigures? Of(RunPlan plan, RunSnapshot run)
    {
        if (run.Scenario is not { } scenario)
        {
            return null;
        }

        bool isScheduled = plan.Scenario?.Rate is not null;
        return Of(scenario.All, run) with
        {
            Name = null,
            Late = isScheduled ? scenario.Late : null,
            Dropped = isScheduled ? scenario.Dropped : null,
            Target = RatePromise.OfIterations(plan, run)?.Target,
            Users = scenario.Users.Count > 1 ? [.. scenario.Users.Select(user => Of(user, run))] : null,
            Groups = scenario.Groups.Count == 0 ? null : [.. scenario.Groups.Select(group => Of(group, run) with
            {
                Failed = null,
                Interrupted = null,
            })],
        };
    }

    /// <summary>The errors of the script.</summary>
    public static IEnumerable<ErrorFigures> ErrorsOf(RunSnapshot run) =>
        (run.Scenario?.Faults ?? []).Select(fault => new ErrorFigures
        {
            Kind = "script",
            Code = "Script",
            Message = fault.Message,
            Count = fault.Count,
            FirstS = fault.FirstUs / 1_000_000.0,
            LastS = fault.LastUs / 1_000_000.0,
        });

    private static IterationFigures Of(IterationTotals totals, RunSnapshot run) => new()
    {
        Name = totals.Name,
        Completed = totals.Completed,
        Failed = totals.Failed,
        Interrupted = totals.Interrupted,
        Rate = run.RuntimeUs == 0 ? null : totals.Completed / (run.RuntimeUs / 1_000_000.0),
        Duration = LatencySection.Of(totals.Duration),
    };
}
