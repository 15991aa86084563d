using System;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using Load.Tests;
using Runner.Scenarios;
using Runner.Scripting;
using Runner.Tests.Scripting;

namespace Runner.Tests.Scenarios;

// A scenario in virtual time, with one user: its times are exact, and what its script prints is what it saw.
internal sealed class VirtualScenario : IDisposable
{
    private readonly ScriptUnderTest _script;
    private readonly VirtualRun _run;

    /// <param name="engine">The name of the Lua engine.</param>
    /// <param name="text">The script.</param>
    /// <param name="target">Answers.</param>
    /// <param name="seconds">How long the run takes.</param>
    public VirtualScenario(string engine, string text, VirtualTarget target, double seconds = 1)
    {
        _script = ScriptUnderTest.Text(engine, text).Loaded();
        (RunPlan plan, ScriptError? error) = ScenarioRuns.Decide(VirtualRun.Plan(seconds: seconds));
        Assert.Null(error);
        var (sources, pacers) = ScenarioRuns.LoadOf(plan, _script.Host);
        _run = new VirtualRun(plan, target, sources, pacers);
    }

    /// <summary>What the script has printed, line by line.</summary>
    public string[] Lines => _script.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public RunSnapshot ToEnd() => _run.ToEnd();

    public void Dispose()
    {
        _run.Dispose();
        _script.Dispose();
    }
}
