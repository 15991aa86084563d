using System;
using System.Buffers;
using System.Diagnostics;
using System.Text;
using FastHttp;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Scenarios;
using FastHttp.Load.Sources;
using Runner.Scripting;

namespace Runner.Scenarios;

// Users that are coroutines of the lane's Lua state. Lives on the lane's loop; allocates for a user's first iteration,
// for names and cookies, and where something fails.
internal sealed class LuaScenarioSource : ScenarioSource, IScenarioHost
{
    private readonly ScenarioState _state;
    private readonly ScenarioScript _script;
    private readonly ArrayBufferWriter<byte> _head = new(1024);
    private readonly ScenarioBatches _batches;
    private readonly bool _isMain;
    private LuaUser[] _users;

    /// <param name="script">The scenario.</param>
    /// <param name="state">Where its users run.</param>
    /// <param name="plan">The run.</param>
    /// <param name="lane">The number of the lane.</param>
    /// <param name="kinds">The kinds of users that take turns: all of them, or one that runs once.</param>
    public LuaScenarioSource(ScenarioScript script, ScenarioState state, RunPlan plan, int lane, ScenarioMix kinds)
        : base(
            plan,
            lane,
            kinds,
            state == script.Main ? ["setup"] : script.Names,
            state == script.Main ? new EntryNames() : script.Shared.Names,
            script.KeepsCookies)
    {
        _script = script;
        _state = state;
        _isMain = state == script.Main;
        _users = new LuaUser[plan.ConnectionsOf(lane)];
        _batches = new ScenarioBatches(state);
        state.Calls.Host = this;
    }

    public override ReadOnlySpan<byte> Name => _state.Calls.Rows[RowNow].GivenLabel;

    public override ReadOnlySpan<byte> NameAt(int index) => _users[UserNow].BatchCount == 0
        ? Name
        : _state.Calls.Rows[_batches.RowOf(_users[UserNow], index)].GivenLabel;

    public override bool UsedAllRows => _script.Shared.UsedUp is not null;

    protected override string? UsedUp => _script.Shared.UsedUp;

    protected override bool FollowsSchedule => !_isMain;

    public void OnCheck(string name, bool isMet, string sample) => Trace?.OnCheck(name, isMet, sample);

    public override void Dispose()
    {
        _state.Calls.Host = null;
        base.Dispose();
    }

    protected override void BeginIteration(int user, int which, int iteration)
    {
        ref LuaUser own = ref _users[user];
        bool isNew = own.Thread == 0;
        if (isNew)
        {
            own.Thread = _state.CreateUser(user, IdOf(user), SeedOf(user));
        }

        own.Arguments = _state.PushIteration(own.Thread, isNew, which, iteration);
    }

    protected override ScenarioSignal Run(int user)
    {
        ref LuaUser own = ref _users[user];
        ScenarioSignal signal = _state.Resume(own.Thread, own.Arguments);
        own.BatchCount = 0;
        if (signal == ScenarioSignal.Batch)
        {
            _batches.Begin(ref own);
        }

        return signal;
    }

    protected override int BatchCountOf(int user) => _users[user].BatchCount;

    protected override RequestBatch MakeBatch(int user, long timeout) => _batches.Make(ref _users[user], user, timeout);

    protected override (int Row, int Length) PartOf(int user, int request) => _batches.PartOf(_users[user], request);

    protected override ReadOnlySpan<byte> RequestOf(int user) => _users[user].BatchCount == 0
        ? _state.RequestOf(_users[user].Thread)
        : _batches.RequestOf(_users[user]);

    protected override RequestTraits TraitsOf(int user) => (RequestTraits)_state.TraitsOf(_users[user].Thread);

    protected override int RowOf(int user) => _users[user].BatchCount == 0
        ? _state.RowOf(_users[user].Thread)
        : _batches.RowOf(_users[user], _users[user].Answered);

    protected override (string Method, string Label) NameOf(int row)
    {
        ScenarioRow name = _state.Calls.Rows[row];
        return (name.Method, name.Label);
    }

    protected override double TimeoutOf(int user) => _users[user].BatchCount == 0
        ? _state.TimeoutOf(_users[user].Thread)
        : _batches.LimitOf(_users[user]);

    protected override double PauseOf(int user) => _state.PauseOf(_users[user].Thread);

    // The message begins with file and line.
    protected override ScenarioFault FaultOf(int user, ScenarioSignal signal)
    {
        string message = _state.FailureOf(_users[user].Thread, signal);
        return new ScenarioFault(LuaPlace.Of(message), message);
    }

    // The request still lies on the coroutine's stack, until the answer is pushed.
    protected override bool TakeResponse(int user, FastHttpResponse response, long elapsed, bool hasCookies)
    {
        TakeHead(response);
        ref LuaUser own = ref _users[user];
        double seconds = elapsed / (double)Stopwatch.Frequency;
        if (own.BatchCount != 0)
        {
            return _batches.Take(
                ref own, response.StatusCode, _head.WrittenSpan, response.BodySpan, seconds, hasCookies);
        }

        own.Arguments = _state.PushResponse(
            own.Thread, response.StatusCode, _head.WrittenSpan, response.BodySpan, seconds, hasCookies);
        return true;
    }

    protected override bool TakeFailure(int user, HttpError error, long elapsed)
    {
        ref LuaUser own = ref _users[user];
        string reason = ErrorText.Of(error);
        double seconds = elapsed / (double)Stopwatch.Frequency;
        if (own.BatchCount != 0)
        {
            return _batches.Take(ref own, 0, Encoding.UTF8.GetBytes(reason), [], seconds, HasCookies(user));
        }

        own.Arguments = _state.PushFailure(own.Thread, reason, seconds);
        return true;
    }

    protected override void TakePauseEnd(int user)
    {
        ref LuaUser own = ref _users[user];
        own.Arguments = _state.PushNothing(own.Thread);
    }

    protected override void Forget(int user) => _users[user].Thread = 0;

    protected override void Grow(int count) => Array.Resize(ref _users, count);

    protected override void TakeChecks(ScenarioRecorder? recorder)
    {
        if (recorder is null)
        {
            _state.TakeChecks(static (_, _, _, _) => { });
            return;
        }

        _state.TakeChecks(recorder.RecordChecks);
    }

    // The fields as lines.
    private void TakeHead(FastHttpResponse response)
    {
        _head.ResetWrittenCount();
        foreach (HttpField field in response.Headers)
        {
            ReadOnlySpan<byte> name = field.Name;
            ReadOnlySpan<byte> value = field.Value;
            Span<byte> line = _head.GetSpan(name.Length + value.Length + 2);
            name.CopyTo(line);
            line[name.Length] = (byte)':';
            value.CopyTo(line[(name.Length + 1)..]);
            line[name.Length + value.Length + 1] = (byte)'\n';
            _head.Advance(name.Length + value.Length + 2);
        }
    }
}
