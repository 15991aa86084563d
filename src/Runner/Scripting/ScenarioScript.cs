using System;
using System.Collections.Generic;
using System.Globalization;

namespace Runner.Scripting;

// A script that is a scenario: its kinds of users with their weights, and a state for each lane. Made before the run by
// one thread; then each lane's state is its lane's.
internal sealed class ScenarioScript
{
    private readonly LuaState _main;
    private readonly List<ScenarioState> _lanes = [];

    private ScenarioScript(LuaState main, ScenarioCalls calls, ScenarioShared shared, string users)
    {
        _main = main;
        Main = new ScenarioState(main, calls);
        Shared = shared;
        List<string> names = [];
        List<int> weights = [];
        foreach (string line in users.Split('\n'))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            weights.Add(int.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture));
            names.Add(line[(space + 1)..]);
        }

        Names = names;
        Weights = weights;
    }

    /// <summary>What its kinds of users are called.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many users of each kind start of as many as all weights together.</summary>
    public IReadOnlyList<int> Weights { get; }

    public ScenarioShared Shared { get; }

    /// <summary>Where setup and teardown run.</summary>
    public ScenarioState Main { get; }

    /// <summary>Where each lane's users run.</summary>
    public IReadOnlyList<ScenarioState> Lanes => _lanes;

    /// <summary>Whether users have cookies.</summary>
    public bool KeepsCookies { get; private set; } = true;

    /// <summary>Whether redirects are followed, where a request does not say.</summary>
    public bool FollowsRedirects { get; private set; } = true;

    /// <summary>The first failure that no run can go on after, or the first of teardown.</summary>
    public ScriptError? Failure { get; set; }

    /// <summary>Looks whether a loaded script is a scenario.</summary>
    /// <returns>Null when it is a script for wrk, or when <paramref name="error"/> says that it is both.</returns>
    public static ScenarioScript? TryFind(
        LuaState main, ScenarioCalls calls, ScenarioShared shared, out ScriptError? error)
    {
        main.Begin("scenario"u8);
        string? failure = main.Finish();
        string? users = failure is null ? main.TopText() : null;
        main.Reset();
        error = failure is null ? null : new ScriptError(ScriptErrorKind.Load, $"{shared.ScriptPath}: {failure}");
        if (users is null)
        {
            return null;
        }

        ScenarioScript script = new(main, calls, shared, users);
        error = script.MakeReady(main);
        return script;
    }

    /// <summary>Takes a lane's state in, after the script has been loaded into it.</summary>
    /// <returns>Why it cannot be used, or null.</returns>
    public ScriptError? Add(LaneScript lane)
    {
        _lanes.Add(new ScenarioState(lane.State, lane.Calls.Scenario));
        return Settle(lane) ?? MakeReady(lane.State);
    }

    /// <summary>Has a lane's state find out what it is: where that is no scenario, the names of one go again.</summary>
    public static ScriptError? Settle(LaneScript lane)
    {
        lane.State.Begin("scenario"u8);
        string? failure = lane.State.Finish();
        lane.State.Reset();
        return failure is null ? null : new ScriptError(ScriptErrorKind.Load, failure);
    }

    /// <summary>Has the main state stand ready to run setup or teardown.</summary>
    /// <returns>Whether the script has it.</returns>
    public bool PrepareOnce(string function)
    {
        _main.Begin("once"u8);
        bool found = _main.Push(function).Finish() is null && _main.TopBoolean();
        _main.Reset();
        return found;
    }

    /// <summary>Hands on what setup returned, to all lanes and to teardown.</summary>
    public void HandOn()
    {
        _main.Begin("take_result"u8);
        byte[] text = _main.Finish() is null ? _main.Api.ToText(_main.Pointer, -1).ToArray() : [];
        _main.Reset();
        if (text.Length == 0)
        {
            return;
        }

        Main.Hand(text);
        foreach (ScenarioState lane in _lanes)
        {
            lane.Hand(text);
        }
    }

    private ScriptError? MakeReady(LuaState state)
    {
        state.Begin("scenario_ready"u8);
        string? failure = state.Finish();
        string settings = failure is null ? state.TopText() ?? "" : "";
        KeepsCookies = !settings.Contains("no cookies", StringComparison.Ordinal);
        FollowsRedirects = !settings.Contains("no redirects", StringComparison.Ordinal);
        state.Reset();
        return failure is null ? null : new ScriptError(ScriptErrorKind.Start, failure);
    }
}
