using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FastHttp.Load;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Scenarios;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;
using FastHttp.Transports;
using Runner.Scripting;

namespace Runner.Scenarios;

// What a scenario needs before and after its run, and what its author needs instead of one: setup, teardown, and a run
// of one iteration.
internal static class ScenarioRuns
{
    private static readonly int s_scriptFailed = new ScriptError(ScriptErrorKind.Run, "").ExitCode;

    /// <summary>Decides what only a loaded script tells, and runs setup.</summary>
    /// <returns>The plan, or why there is no run.</returns>
    public static (RunPlan Plan, ScriptError? Error) Prepare(
        ScenarioScript script, RunPlan plan, Transport transport)
    {
        (plan, ScriptError? error) = Decide(plan);
        plan = plan with { Gates = plan.Gates with { FollowsRedirects = script.FollowsRedirects } };
        return (plan, error ?? SetUp(script, plan, transport));
    }

    /// <summary>Decides what holds for a scenario alone.</summary>
    public static (RunPlan Plan, ScriptError? Error) Decide(RunPlan plan)
    {
        string? refusal = plan switch
        {
            { Load.ThinkLongest.Ticks: > 0 } => "--think is for runs without a scenario; write u:think(0.1, 0.5) in it",
            _ => null,
        };
        if (refusal is not null)
        {
            return (plan, new ScriptError(ScriptErrorKind.Load, $"runner: {refusal}"));
        }

        return (ScenarioPlan.Decide(plan), null);
    }

    /// <summary>What each lane sends, and when: a scenario's users, or what plan or script say.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="script">Its script, or null.</param>
    /// <param name="isOnce">Whether each kind of user has one turn, instead of a run.</param>
    public static (IReadOnlyList<RequestSource> Sources, Func<int, Func<Lane, Pacer>>? Pacers) LoadOf(
        RunPlan plan, ScriptHost? script, bool isOnce = false)
    {
        if (script?.Scenario is not { } scenario)
        {
            return (RequestSources.For(plan, script is null ? null : script.CreateSource), null);
        }

        LuaScenarioSource[] own =
        [
            .. Enumerable.Range(0, plan.Lanes).Select(lane => new LuaScenarioSource(
                scenario,
                scenario.Lanes[lane],
                plan,
                lane,
                isOnce
                    ? ScenarioMix.Once(KindsOf(scenario))
                    : ScenarioMix.Endless(scenario.Weights, plan.ConnectionsBefore(lane)))),
        ];
        return (
            RequestSources.For(plan, (lane, _) => own[lane]), index => lane => own[index].CreatePacer(lane, index));
    }

    /// <summary>The bytes that the first user would send first.</summary>
    public static byte[] FirstBatch(RunPlan plan, ScriptHost? script)
    {
        using RequestSource source = LoadOf(plan, script).Sources[0];
        return source.TryNext(0, out RequestBatch batch) ? batch.Bytes.ToArray() : [];
    }

    /// <summary>Says that a threshold is about what a script for wrk does not have; null when none is.</summary>
    public static ScriptError? RefuseFigures(RunPlan plan)
    {
        Threshold? other = plan.Gates.Thresholds.FirstOrDefault(
            threshold => threshold.Url is not null || threshold.Metric.IsOfScenario);
        return other is null ? null : new ScriptError(
            ScriptErrorKind.Load,
            $"runner: --threshold '{other.Text}': only a scenario has checks, iterations and requests by name, and the "
                + "script has no function user(u)");
    }

    /// <summary>Runs setup, if there is one, and hands on what it returned.</summary>
    public static ScriptError? SetUp(
        ScenarioScript script, RunPlan plan, Transport transport, IScenarioTrace? trace = null)
    {
        ScriptError? error = RunOnce(script, "setup", plan, transport, trace);
        script.HandOn();
        return error;
    }

    /// <summary>Runs teardown, if there is one. Its failure becomes the script's.</summary>
    public static void TearDown(
        ScenarioScript script, RunPlan plan, Transport transport, IScenarioTrace? trace = null) =>
        script.Failure ??= RunOnce(script, "teardown", plan, transport, trace) is { } error
            ? error with { Kind = ScriptErrorKind.Run }
            : null;

    /// <summary>Runs setup, each kind of user once, and teardown, and shows all that happens.</summary>
    /// <returns>The exit code: 0 when nothing failed and every check held.</returns>
    public static int Trace(
        ScenarioScript script, RunPlan plan, Transport transport, TextWriter output, TextWriter errors)
    {
        ScenarioTrace trace = new(output);
        (plan, ScriptError? error) = Decide(plan);
        foreach (string warning in plan.Warnings)
        {
            errors.Write($"runner: {warning}\n");
        }

        error ??= SetUp(script, plan, transport, trace);
        if (error is not null)
        {
            errors.Write($"{error.Message}\n");
            return error.ExitCode;
        }

        RunPlan once = ScenarioTurn.PlanOf(plan);
        ScenarioMix kinds = ScenarioMix.Once(KindsOf(script));
        ScenarioState state = script.Lanes[0];
        state.BeginTrace();
        using (LuaScenarioSource source = new(script, state, once, 0, kinds) { Trace = trace })
        {
            using LoadEngine engine = ScenarioTurn.EngineOf(once, transport, source);
            engine.Run();
        }

        TearDown(script, plan, transport, trace);
        trace.WriteEnd();
        return trace.FailedIterations > 0 || script.Failure is not null ? s_scriptFailed
            : trace.FailedChecks > 0 ? 1
            : 0;
    }

    private static int[] KindsOf(ScenarioScript script) => [.. Enumerable.Range(1, script.Names.Count)];

    private static ScriptError? RunOnce(
        ScenarioScript script, string function, RunPlan plan, Transport transport, IScenarioTrace? trace)
    {
        if (!script.PrepareOnce(function))
        {
            return null;
        }

        RunPlan once = ScenarioTurn.PlanOf(plan);
        LuaScenarioSource source = new(script, script.Main, once, 0, ScenarioMix.Once(0)) { Trace = trace };
        using LoadEngine engine = ScenarioTurn.EngineOf(once, transport, source);
        engine.Run();
        return source.FirstFault is { } fault ? new ScriptError(ScriptErrorKind.Start, fault) : null;
    }
}
