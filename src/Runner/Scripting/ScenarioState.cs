using System;
using System.Globalization;
using System.Text;
using FastHttp.Load.Scenarios;

namespace Runner.Scripting;

// The scenario in one Lua state: makes its users' coroutines and runs them on. Used by the state's thread alone.
//
// A coroutine that has yielded holds on its own stack, from index 1: the mark, then either the request, its traits, its
// row and its time limit, or a number of ScenarioSignal and what belongs to it (a batch: ScenarioBatch). The request's
// bytes stay Lua's, and stay where they are until the answer is pushed.
internal sealed class ScenarioState(LuaState lua, ScenarioCalls calls)
{
    private const int MarkIndex = 1;
    private const int WhatIndex = 2;
    private const int ArgumentIndex = 3;
    private const int RowIndex = 4;
    private const int TimeoutIndex = 5;

    private readonly LuaApi _api = lua.Api;
    private readonly nint _main = lua.Pointer;

    public ScenarioCalls Calls => calls;

    /// <summary>Makes a user's coroutine; the one that the user had before is let go.</summary>
    /// <returns>It, or 0 when Lua has no memory left.</returns>
    public nint CreateUser(int index, int id, int seed)
    {
        lua.Begin("user"u8);
        string? failure = lua.Push(index).Push(id).Push(seed).Finish();
        nint thread = failure is null ? _api.ToThread(_main, -1) : 0;
        lua.Reset();
        return thread;
    }

    /// <summary>Lays out the next iteration for a coroutine that waits for one.</summary>
    /// <param name="thread">The coroutine.</param>
    /// <param name="isNew">Whether it has not begun yet.</param>
    /// <param name="which">The user's number in the script, from 1; 0 for setup and teardown.</param>
    /// <param name="iteration">From 1.</param>
    /// <returns>How many arguments there are.</returns>
    public int PushIteration(nint thread, bool isNew, int which, int iteration)
    {
        if (!isNew)
        {
            _api.SetTop(thread, 0);
        }

        _api.PushNumber(thread, which);
        _api.PushNumber(thread, iteration);
        return 2;
    }

    /// <summary>Lays out an answer. What the coroutine had asked for is gone.</summary>
    /// <returns>How many arguments there are.</returns>
    public int PushResponse(
        nint thread, int status, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, double seconds, bool hasCookies)
    {
        _api.SetTop(thread, 0);
        _api.PushNumber(thread, status);
        _api.PushString(thread, head);
        _api.PushString(thread, body);
        _api.PushNumber(thread, seconds);
        _api.PushBoolean(thread, hasCookies);
        return 5;
    }

    /// <summary>Lays out that there is no answer, and why.</summary>
    /// <returns>How many arguments there are.</returns>
    public int PushFailure(nint thread, string reason, double seconds) =>
        PushResponse(thread, 0, Encoding.UTF8.GetBytes(reason), [], seconds, hasCookies: false);

    /// <summary>Lays out that a pause is over.</summary>
    /// <returns>How many arguments there are.</returns>
    public int PushNothing(nint thread)
    {
        _api.SetTop(thread, 0);
        return 0;
    }

    /// <summary>Runs a coroutine on until it wants something.</summary>
    public ScenarioSignal Resume(nint thread, int arguments)
    {
        LuaStatus status = _api.Resume(thread, _main, arguments);
        if (status != LuaStatus.Yield || _api.Type(thread, MarkIndex) != LuaType.Table)
        {
            return ScenarioSignal.Broken;
        }

        return _api.Type(thread, WhatIndex) == LuaType.String
            ? ScenarioSignal.Request
            : (ScenarioSignal)(int)_api.ToNumber(thread, WhatIndex, out _);
    }

    public ReadOnlySpan<byte> RequestOf(nint thread) => _api.ToText(thread, WhatIndex);

    public int TraitsOf(nint thread) => (int)_api.ToNumber(thread, ArgumentIndex, out _);

    public int RowOf(nint thread) => (int)_api.ToNumber(thread, RowIndex, out _);

    /// <summary>The requests that were asked for at once.</summary>
    public ScenarioBatch BatchOf(nint thread) => new(_api, thread);

    /// <summary>The time limit of the request in seconds; 0 for the run's.</summary>
    public double TimeoutOf(nint thread) => _api.ToNumber(thread, TimeoutIndex, out _);

    /// <summary>How long a pause is, in seconds.</summary>
    public double PauseOf(nint thread) => _api.ToNumber(thread, ArgumentIndex, out _);

    /// <summary>What failed in an iteration.</summary>
    public string FailureOf(nint thread, ScenarioSignal signal)
    {
        if (signal == ScenarioSignal.Failed)
        {
            return Encoding.UTF8.GetString(_api.ToText(thread, ArgumentIndex));
        }

        ReadOnlySpan<byte> message = _api.ToText(thread, -1);
        return message.IsEmpty
            ? "coroutine.yield in user(u): it is for coroutines of the script's own"
            : Encoding.UTF8.GetString(message);
    }

    /// <summary>The stack of the failure that was last; for -v.</summary>
    public string TakeTraceback() => lua.TakeTraceback();

    /// <summary>Has every check be reported as it is made.</summary>
    public void BeginTrace() => Call("trace"u8);

    /// <summary>What setup returned, for all users from now on.</summary>
    public void Hand(ReadOnlySpan<byte> text)
    {
        lua.Begin("hand"u8);
        _ = lua.Push(text).Finish();
        lua.Reset();
    }

    /// <summary>Takes the checks that were made since the last call.</summary>
    /// <param name="take">Gets each of them: its name, how often it held and did not, and the first that did not.
    /// </param>
    public void TakeChecks(Action<string, long, long, string> take)
    {
        lua.Begin("counts"u8);
        string text = lua.Finish() is null ? lua.TopText() ?? "" : "";
        lua.Reset();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split('\t', 4);
            take(
                parts[2],
                long.Parse(parts[0], CultureInfo.InvariantCulture),
                long.Parse(parts[1], CultureInfo.InvariantCulture),
                parts[3]);
        }
    }

    private void Call(ReadOnlySpan<byte> entry)
    {
        lua.Begin(entry);
        _ = lua.Finish();
        lua.Reset();
    }
}
