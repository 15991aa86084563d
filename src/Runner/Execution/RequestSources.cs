using System.Collections.Generic;
using System.Linq;
using Runner.Planning;
using Runner.Scripting;

namespace Runner.Execution;

// From a plan to what each lane sends.
internal static class RequestSources
{
    /// <param name="plan">The run.</param>
    /// <param name="script">The loaded script, or null when there is none.</param>
    public static IReadOnlyList<RequestSource> For(RunPlan plan, ScriptHost? script) =>
        [.. Enumerable.Range(0, plan.Lanes).Select(lane => For(plan, script, lane))];

    private static RequestSource For(RunPlan plan, ScriptHost? script, int lane) => script is null
        ? new FixedSource(plan.Request)
        : new ScriptedSource(script.Lanes[lane], plan.ConnectionsOf(lane));
}
