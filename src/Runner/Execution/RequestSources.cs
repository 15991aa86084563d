using System.Collections.Generic;
using System.Linq;
using Runner.Planning;

namespace Runner.Execution;

// From a plan to what each lane sends.
internal static class RequestSources
{
    public static IReadOnlyList<RequestSource> For(RunPlan plan) =>
        [.. Enumerable.Range(0, plan.Lanes).Select(_ => new FixedSource(plan.Request))];
}
