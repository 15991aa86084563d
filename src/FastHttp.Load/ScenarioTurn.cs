using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Scenarios;
using FastHttp.Load.Stability;
using FastHttp.Transports;

namespace FastHttp.Load;

/// <summary>
/// One user's turn outside of a load: a run of the engine with one user, which ends when the user does. A test is
/// prepared and cleaned up in turns, and traced for its author in one.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class ScenarioTurn
{
    // Only requests have limits; what a user does between them is its author's.
    private static readonly TimeSpan s_noLimit = TimeSpan.FromDays(1);

    /// <summary>The plan of a turn.</summary>
    public static RunPlan PlanOf(RunPlan plan) => plan with
    {
        Lanes = 1,
        Connections = 1,
        Duration = s_noLimit,
        HasTimeLimit = false,
        IsElastic = false,
        Load = LoadModel.ClosedLoop,
        Scenario = plan.Scenario is { } scenario ? scenario with { Rate = null } : null,
        Gates = GatePlan.None,
    };

    /// <summary>Makes the engine that runs it.</summary>
    /// <param name="plan">What <see cref="PlanOf"/> returned.</param>
    /// <param name="transport">How to reach the target.</param>
    /// <param name="source">The user; the engine disposes it.</param>
    public static LoadEngine EngineOf(RunPlan plan, Transport transport, ScenarioSource source) => new(
        plan, transport, RequestSources.For(plan, (_, _) => source), index => lane => source.CreatePacer(lane, index));
}
