using System;
using System.Collections.Generic;
using System.Net;
using System.Text;
using FastHttp.Load.Sources;

namespace Runner.Scripting;

// A script in all its states: the main one, where setup and done run, and one for each lane. Made and ended by one
// thread; between TryLoad and Done each lane's script belongs to its lane's thread and the main state rests.
//
// Order: the file in the main state, then for each lane: the file in its state, setup in the main state,
// init in the lane's. All lanes are ready before any of them runs, so a slow init costs no accuracy.
internal sealed class ScriptHost : IDisposable
{
    private readonly HostCalls _calls;
    private readonly LaneScript[] _lanes;
    private readonly LuaState _main;

    private ScriptHost(ScriptPlan plan, LuaApi api, LuaEngineChoice engine)
    {
        Plan = plan;
        Engine = engine;
        Shared = new ScenarioShared(plan.ScriptPath);
        _calls = new HostCalls(this);
        _lanes = new LaneScript[plan.LaneCount];
        _main = new LuaState(api, _calls);
        for (int i = 0; i < _lanes.Length; i++)
        {
            _lanes[i] = new LaneScript(api, new HostCalls(this), i);
        }
    }

    public ScriptPlan Plan { get; }

    // Which Lua it is and why; -v prints it.
    public LuaEngineChoice Engine { get; }

    public ReadOnlySpan<LaneScript> Lanes => _lanes;

    // Users of all lanes that ended because request() returned nothing. After the run.
    public int EndedUsers
    {
        get
        {
            int count = 0;
            foreach (LaneScript lane in _lanes)
            {
                count += lane.EndedUsers;
            }

            return count;
        }
    }

    // The scenario that the script is; null for a script of wrk's kind.
    public ScenarioScript? Scenario { get; private set; }

    // What its author may have meant instead, for people; null as a rule.
    public string? Hint { get; private init; }

    // What the states of a scenario have in common.
    internal ScenarioShared Shared { get; }

    // Whether Done has anything to call.
    public bool HasDone { get; private set; }

    // What a lane's users send; the host stays the owner of its script.
    public RequestSource CreateSource(int lane, int users) => new ScriptedSource(_lanes[lane], users);

    // Set while done() runs.
    internal IScriptStatistics? Latency { get; private set; }

    internal IScriptStatistics? Rates { get; private set; }

    // Loads the script into every state and runs setup and init. Null on failure; error then says why.
    public static ScriptHost? TryLoad(ScriptPlan plan, out ScriptError? error)
    {
        LuaApi? api = LuaEngineSelector.TrySelect(plan.Engine, out LuaEngineChoice? choice, out string? failure);
        if (api is null)
        {
            error = new ScriptError(ScriptErrorKind.Engine, failure!);
            return null;
        }

        ScriptSource? source = ScriptSource.TryRead(plan.ScriptPath, out error);
        if (source is null)
        {
            return null;
        }

        ScriptHost host = new(plan, api, choice!) { Hint = source.Hint };
        error = host.Load(source);
        if (error is null)
        {
            return host;
        }

        host.FlushOutput();
        host.Dispose();
        return null;
    }

    // The first request of the first lane, made and checked as wrk does before the run: request() is called once more
    // than requests are sent. On success scanner has its traits.
    public ScriptError? Validate(RequestScanner scanner)
    {
        LaneScript lane = _lanes[0];
        ReadOnlySpan<byte> bytes = lane.StaticRequest;
        if (lane.HasRequest && !lane.TryRequest(out bytes, out _))
        {
            return lane.LastError! with { Kind = ScriptErrorKind.Start };
        }

        FlushOutput();
        string? failure = scanner.Validate(bytes);
        return failure is null ? null : new ScriptError(ScriptErrorKind.Request, failure);
    }

    // Calls done(), if there is one. All lanes must have stopped.
    public ScriptError? Done(in ScriptSummary summary, IScriptStatistics latency, IScriptStatistics rates)
    {
        Latency = latency;
        Rates = rates;
        _main.Begin("done"u8);
        _ = _main.Push(summary.DurationMicroseconds).Push(summary.Requests).Push(summary.Bytes);
        _ = _main.Push(summary.ConnectErrors).Push(summary.ReadErrors).Push(summary.WriteErrors);
        _ = _main.Push(summary.StatusErrors).Push(summary.Timeouts);
        return HasDone ? Settle(_main.Finish(), ScriptErrorKind.Run) : Settle(null, ScriptErrorKind.Run);
    }

    // Writes out what scripts printed through the C library, so that it comes before what the program prints next.
    public void FlushOutput()
    {
        _main.Begin("flush"u8);
        _ = _main.Finish();
        _main.Reset();
    }

    public void Dispose()
    {
        foreach (LaneScript lane in _lanes)
        {
            lane.Dispose();
        }

        _main.Dispose();
    }

    // failure: null when nothing failed. A failed lookup counts as a failure whatever became of its error.
    internal static ScriptError? ErrorOf(LuaState lua, HostCalls calls, string? failure, ScriptErrorKind kind)
    {
        if (calls.FailedLookup is not null)
        {
            return new ScriptError(ScriptErrorKind.Lookup, calls.FailedLookup);
        }

        return failure is null ? null : new ScriptError(kind, failure, lua.TakeTraceback());
    }

    private ScriptError? Load(ScriptSource source)
    {
        ScriptError? error = source.LoadInto(_main, _calls, Plan) ?? ResolveAddresses();
        if (error is null && source.IsMarked)
        {
            Scenario = ScenarioScript.TryFind(_main, _calls.Scenario, Shared, out error);
        }

        foreach (LaneScript lane in _lanes)
        {
            if (error is not null)
            {
                return error;
            }

            lane.Address = Plan.Addresses.Count > 0 ? Plan.Addresses[0] : null;
            error = lane.Load(source, Plan);
            if (error is null && Scenario is null)
            {
                error = (source.IsMarked ? ScenarioScript.Settle(lane) : null) ?? Setup(lane);
            }

            error ??= lane.Initialize(Plan) ?? Scenario?.Add(lane);
        }

        if (error is null)
        {
            _main.Begin("has_done"u8);
            HasDone = _main.Finish() is null && _main.TopBoolean();
            _main.Reset();
            FlushOutput();
        }

        return error;
    }

    private ScriptError? Setup(LaneScript lane)
    {
        _main.Begin("setup"u8);
        return Settle(_main.Push(lane.Index).Finish(), ScriptErrorKind.Start);
    }

    private ScriptError? ResolveAddresses()
    {
        StringBuilder lines = new();
        foreach (IPEndPoint address in (IEnumerable<IPEndPoint>)Plan.Addresses)
        {
            _ = lines.Append(ScriptNetwork.Format(address)).Append('\n');
        }

        _main.Begin("addresses"u8);
        _ = _main.Push(Plan.Host).Push(Plan.Port ?? Plan.Scheme).Push(lines.ToString());
        return Settle(_main.Finish(), ScriptErrorKind.Start);
    }

    private ScriptError? Settle(string? failure, ScriptErrorKind kind)
    {
        ScriptError? error = ErrorOf(_main, _calls, failure, kind);
        _main.Reset();
        return error;
    }
}

// The first argument of done(). Counts are of the whole run.
internal readonly record struct ScriptSummary(
    long DurationMicroseconds,
    long Requests,
    long Bytes,
    long ConnectErrors,
    long ReadErrors,
    long WriteErrors,
    long StatusErrors,
    long Timeouts);
