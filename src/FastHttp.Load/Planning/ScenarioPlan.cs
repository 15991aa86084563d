using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>What holds for a run of a scenario alone. Immutable.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record ScenarioPlan
{
    /// <summary>Iterations a second over all lanes; null where each user begins again when it is done.</summary>
    internal LoadShape? Rate { get; init; }

    /// <summary>The most users that a schedule may need.</summary>
    internal int MaxUsers { get; init; }

    /// <summary>
    /// Makes a plan one of a scenario: the rate is that of iterations, and users follow redirects and keep cookies by
    /// themselves.
    /// </summary>
    public static RunPlan Decide(RunPlan plan) => plan with
    {
        Scenario = new ScenarioPlan { Rate = plan.Load.Rate, MaxUsers = plan.Load.MaxUsers },
        Load = plan.Load with { Rate = null },
        MaxRedirects = 0,
        KeepsCookies = false,

        // What users wait for is part of what they do, so no sample is missing.
        LatencyCorrection = LatencyCorrection.None,
        Warnings = [.. plan.Warnings, .. Unused(plan.ParsedUrl.Target)],
    };

    private static IEnumerable<string> Unused(string target) => target == "/" ? [] :
    [
        $"the path of the URL, {target}, is not used: a user's requests say the whole path, such as "
            + $"{target.Split('?')[0].TrimEnd('/')}/items",
    ];
}
