using System;
using System.Net;
using System.Text;
using FastHttp;

namespace Runner.Scripting;

// One lane's script. After ScriptHost.TryLoad it belongs to the lane's thread alone; Stop, StopRequested and Address
// may also be used from the main state's thread before and after the run.
//
// The hot path allocates nothing managed and copies nothing: request bytes are Lua's own. Failures are values; after
// one, LastError says which, and the lane calls no more.
internal sealed class LaneScript : IDisposable
{
    // Of a string that is no request, in a message.
    private const int ShownBytes = 60;

    private readonly HostCalls _calls;
    private readonly LuaState _lua;
    private readonly LuaApi _api;
    private readonly nint _state;
    private int _responseArity;
    private volatile bool _stopRequested;

    public LaneScript(LuaApi api, HostCalls calls, int index)
    {
        _calls = calls;
        _lua = new LuaState(api, calls);
        _api = api;
        _state = _lua.Pointer;
        Index = index;
    }

    public int Index { get; }

    // Which callbacks the script defines, as found after init; what is not defined costs nothing.
    public bool HasRequest { get; private set; }

    public bool HasDelay { get; private set; }

    public bool HasResponse { get; private set; }

    // What a lane sends when the script has no request(): wrk.format() as it was after init. Null with HasRequest.
    public byte[]? StaticRequest { get; private set; }

    // Where this lane's connections go, now and on reconnect: thread.addr.
    public IPEndPoint? Address { get; set; }

    // wrk.name: what the script calls its next request in statistics; empty without one. Valid until the next call of a
    // callback, since the table it stands in keeps it alive.
    public ReadOnlySpan<byte> Name
    {
        get
        {
            _lua.PushEntry("wrk"u8);
            _api.PushString(_state, "name"u8);
            _api.RawGet(_state, -2);
            bool isText = _api.Type(_state, -1) == LuaType.String;
            ReadOnlySpan<byte> name = isText ? _api.ToText(_state, -1) : default;
            _api.SetTop(_state, LuaState.Base);
            return name;
        }
    }

    // thread:stop() was called.
    public bool StopRequested => _stopRequested;

    // Users that ended because request() returned nothing.
    public int EndedUsers { get; private set; }

    public ScriptError? LastError { get; private set; }

    // Where a scenario's users live.
    internal LuaState State => _lua;

    internal HostCalls Calls => _calls;

    // Calls request(). The bytes are valid until the next call of this method; empty when the script returned nothing.
    // unchanged: they are the very string of the last call, so what was found out about that one still holds.
    public bool TryRequest(out ReadOnlySpan<byte> bytes, out bool unchanged)
    {
        if (!TryCall(LuaState.RequestNameSlot, 0, 1))
        {
            bytes = default;
            unchanged = false;
            return false;
        }

        if (_api.Type(_state, -1) == LuaType.Number)
        {
            WriteOut();
        }

        // The last string is anchored until here, so the same object means the same bytes, not a reused address.
        unchanged = _api.IsSameText(_state, -1, LuaState.LastRequestSlot);
        if (!unchanged)
        {
            _api.Copy(_state, -1, LuaState.LastRequestSlot);
        }

        _api.SetTop(_state, LuaState.Base);
        bytes = _api.ToText(_state, LuaState.LastRequestSlot);
        return true;
    }

    // What request() returned holds no whole request, so no answer could be awaited; in wrk the connection hangs.
    // Nothing at all ends the user that asked. Anything else is a mistake, and ends the run.
    public void Refuse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            EndedUsers++;
            return;
        }

        string shown = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, ShownBytes)]);
        shown = shown.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        LastError = new ScriptError(
            ScriptErrorKind.Run, $"request() returned no whole request but {bytes.Length} bytes: {shown}");
    }

    // Calls delay(): whole milliseconds, never negative; what is no number is 0.
    public bool TryDelay(out int milliseconds)
    {
        milliseconds = 0;
        if (!TryCall(LuaState.DelayNameSlot, 0, 1))
        {
            return false;
        }

        double value = _api.ToNumber(_state, -1, out bool isNumber);
        _api.SetTop(_state, LuaState.Base);
        if (isNumber && value > 0)
        {
            milliseconds = value < int.MaxValue ? (int)value : int.MaxValue;
        }

        return true;
    }

    // Calls response(). Trailers come last and so win. The table and the body string are made only for a function that
    // declares parameters for them (ADR-0005).
    public bool TryResponse(FastHttpResponse response)
    {
        PushCallback(LuaState.ResponseNameSlot);
        if (!_api.RawEqual(_state, -1, LuaState.ResponseSlot))
        {
            LearnResponse();
        }

        _api.PushNumber(_state, response.StatusCode);
        int arguments = 1;
        if (_responseArity >= 2)
        {
            _api.CreateTable(_state, response.Headers.Count);
            PushFields(response.Headers);
            PushFields(response.Trailers);
            arguments = 2;
        }

        if (_responseArity >= 3)
        {
            _api.PushString(_state, response.BodySpan);
            arguments = 3;
        }

        return Finish(arguments, 0);
    }

    public void Stop() => _stopRequested = true;

    // A stop that was asked for before the run has no effect, as in wrk.
    public void BeginRun() => _stopRequested = false;

    public void Dispose() => _lua.Dispose();

    // Puts the lane's script in place, up to but not including init.
    internal ScriptError? Load(ScriptSource source, ScriptPlan plan)
    {
        ScriptError? error = source.LoadInto(_lua, _calls, plan);
        if (error is not null)
        {
            return error;
        }

        _lua.Begin("lane"u8);
        return Settle(_lua.Push(Index).Finish(), ScriptErrorKind.Start);
    }

    // Runs wrk.init and then decides what this lane calls.
    internal ScriptError? Initialize(ScriptPlan plan)
    {
        ScriptError? error = PushArgument(plan.Url);
        foreach (string argument in plan.Arguments)
        {
            error ??= PushArgument(argument);
        }

        if (error is not null)
        {
            return error;
        }

        _lua.Begin("init"u8);
        error = Settle(_lua.Finish(), ScriptErrorKind.Start);
        HasRequest = _lua.IsFunction(LuaState.RequestNameSlot);
        HasDelay = _lua.IsFunction(LuaState.DelayNameSlot);
        HasResponse = _lua.IsFunction(LuaState.ResponseNameSlot);
        if (error is not null || HasRequest)
        {
            return error;
        }

        _lua.Begin("static"u8);
        string? failure = _lua.Finish();
        StaticRequest = failure is null ? _api.ToText(_state, -1).ToArray() : [];
        return Settle(failure, ScriptErrorKind.Start);
    }

    // thread:get from the main state. The value is text of Lua/transfer.lua, valid until the next call on this lane.
    internal string? TryGetGlobal(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        _lua.Begin("get"u8);
        string? failure = _lua.Push(name).Finish();
        value = failure is null ? _api.ToText(_state, -1) : default;
        return failure ?? (value.IsEmpty ? "cannot transfer this value to thread" : null);
    }

    internal string? SetGlobal(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _lua.Begin("set"u8);
        string? failure = _lua.Push(name).Push(value).Finish();
        _lua.Reset();
        return failure;
    }

    private ScriptError? PushArgument(string argument)
    {
        _lua.Begin("argument"u8);
        return Settle(_lua.Push(argument).Finish(), ScriptErrorKind.Start);
    }

    private ScriptError? Settle(string? failure, ScriptErrorKind kind)
    {
        ScriptError? error = ScriptHost.ErrorOf(_lua, _calls, failure, kind);
        _lua.Reset();
        return error;
    }

    // Looked up for each call, as wrk does, since a script may replace its callbacks while it runs.
    private void PushCallback(int nameSlot)
    {
        _api.PushValue(_state, nameSlot);
        _api.RawGet(_state, LuaState.GlobalsSlot);
    }

    private void PushFields(FastHttpResponseHeaders fields)
    {
        foreach (HttpField field in fields)
        {
            _api.PushString(_state, field.Name);
            _api.PushString(_state, field.Value);
            _api.RawSet(_state, -3);
        }
    }

    private bool TryCall(int nameSlot, int arguments, int results)
    {
        PushCallback(nameSlot);
        return Finish(arguments, results);
    }

    private bool Finish(int arguments, int results)
    {
        LuaStatus status = _api.ProtectedCall(_state, arguments, results, LuaState.HandlerSlot);
        return (status == LuaStatus.Ok && _calls.FailedLookup is null) || Fail(status);
    }

    private bool Fail(LuaStatus status)
    {
        string? failure = status == LuaStatus.Ok ? "" : _lua.TakeError();
        LastError = ScriptHost.ErrorOf(_lua, _calls, failure, ScriptErrorKind.Run);
        _lua.Reset();
        return false;
    }

    // The text of the number on top of the stack, as the dialect writes it.
    private void WriteOut()
    {
        _lua.PushEntry("text"u8);
        _api.PushValue(_state, -2);
        _ = _api.ProtectedCall(_state, 1, 1, LuaState.HandlerSlot);
    }

    // A response function not seen before is on top of the stack: keep it and learn how much of a response it can see.
    private void LearnResponse()
    {
        _api.Copy(_state, -1, LuaState.ResponseSlot);
        _responseArity = 1;
        if (_api.Type(_state, -1) == LuaType.Function)
        {
            _lua.PushEntry("arity"u8);
            _api.PushValue(_state, LuaState.ResponseSlot);
            LuaStatus status = _api.ProtectedCall(_state, 1, 1, LuaState.HandlerSlot);
            _responseArity = status == LuaStatus.Ok ? (int)_api.ToNumber(_state, -1, out _) : 3;
            _api.SetTop(_state, LuaState.Base + 1);
        }
    }
}
