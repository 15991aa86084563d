using System;
using System.Collections.Generic;
using FastHttp.Load;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;
using FastHttp.Transports;
using Runner.Planning;
using Runner.Scripting;

namespace Runner.Scenarios;

// A run with the script that makes its requests, if there is one: what is decided once the script is known, setup
// before the run and teardown after it.
internal sealed class ScriptedRun : IDisposable
{
    private readonly Transport _transport;

    private ScriptedRun(RunPlan plan, Transport transport, ScriptHost? script)
    {
        Plan = plan;
        Script = script;
        _transport = transport;
        (IReadOnlyList<RequestSource> sources, Func<int, Func<Lane, Pacer>>? pacers) =
            ScenarioRuns.LoadOf(plan, script);
        Session = new LoadSession(plan, transport, "runner", sources, pacers);
    }

    /// <summary>What is run: for a scenario, not all that was planned before its script was known.</summary>
    public RunPlan Plan { get; }

    /// <summary>The script; null where the options make the requests.</summary>
    public ScriptHost? Script { get; }

    /// <summary>The run itself.</summary>
    public LoadSession Session { get; }

    /// <summary>Loads the script and runs its setup; null, and why, when it cannot be used.</summary>
    public static ScriptedRun? Prepare(
        RunPlan plan, Transport transport, ScriptSettings settings, out ScriptError? failure)
    {
        ScriptHost? script = ScriptLoader.Load(plan, settings, out failure);
        if (script is not null)
        {
            (plan, failure) = script.Scenario is { } scenario
                ? ScenarioRuns.Prepare(scenario, plan, transport)
                : (plan, ScenarioRuns.RefuseFigures(plan));
        }

        if (failure is null)
        {
            return new ScriptedRun(plan, transport, script);
        }

        script?.Dispose();
        return null;
    }

    /// <summary>Runs to the end. Called once.</summary>
    public RunSnapshot Measure()
    {
        RunSnapshot snapshot = Session.Measure();
        if (Script?.Scenario is { } scenario)
        {
            ScenarioRuns.TearDown(scenario, Plan, _transport);
        }

        return snapshot;
    }

    /// <summary>Closes what the run holds. Not while it runs.</summary>
    public void Dispose()
    {
        Session.Dispose();
        Script?.Dispose();
    }
}
