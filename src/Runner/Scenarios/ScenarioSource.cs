using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;
using FastHttp;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;
using FastHttp.Transports;
using Runner.Scripting;

namespace Runner.Scenarios;

// What the users of a lane do, each a coroutine of the lane's Lua state: runs them on when what they asked for has
// come, and hands what they ask for next to the engine. Lives on the lane's loop; allocates for a user's first
// iteration, for names and cookies, and where something fails.
//
// Order for a request: Advance says Send, TryNext hands it out, and OnResponse or OnLost lays out the answer; the next
// Advance runs the coroutine on. A connection that cannot be made fails the request that waits for it.
internal sealed class ScenarioSource : RequestSource, IScenarioHost
{
    // An iteration that asks for nothing ends at once; users that do nothing else must not keep the loop from its work.
    private const int RestMs = 100;

    private const int LargestBody = 64 * 1024 * 1024;
    private static readonly long s_ticksPerMs = Stopwatch.Frequency / 1000;

    private readonly ScenarioState _state;
    private readonly ScenarioScript _script;
    private readonly RunPlan _plan;
    private readonly int _lane;
    private readonly BatchTraits _traits = new(0);
    private readonly ScenarioMix _mix;
    private readonly AnswerHead _head;
    private readonly ScenarioBatches _batches;
    private readonly EntryTable _rows;
    private readonly bool _isMain;
    private readonly long _timeout;
    private ScenarioUser[] _users;
    private long[] _deadlines;
    private bool _isMeasuring;
    private long _elsewhere;
    private int _userNow;

    /// <param name="script">The scenario.</param>
    /// <param name="state">Where its users run.</param>
    /// <param name="plan">The run.</param>
    /// <param name="lane">The number of the lane.</param>
    /// <param name="kinds">The kinds of users that take turns: all of them, or one that runs once.</param>
    public ScenarioSource(ScenarioScript script, ScenarioState state, RunPlan plan, int lane, ScenarioMix kinds)
    {
        _script = script;
        _state = state;
        _plan = plan;
        _lane = lane;
        _mix = kinds;
        _isMain = state == script.Main;
        _timeout = plan.Timeout > TimeSpan.Zero ? Ticks.Of(plan.Timeout) : long.MaxValue / 4;
        _head = new AnswerHead(plan.Target.Host, plan.Target.IsTls, script.KeepsCookies);
        _batches = new ScenarioBatches(state, _timeout);
        Names = _isMain ? new EntryNames() : script.Shared.Names;
        _rows = new EntryTable(Names);
        int users = plan.ConnectionsOf(lane);
        _users = new ScenarioUser[users];
        _deadlines = new long[users];
        Array.Fill(_deadlines, long.MaxValue);
        Scenario = new ScenarioRecorder(_isMain ? ["setup"] : script.Names);
        Origin = new Uri($"{plan.ParsedUrl.Scheme}://{plan.ParsedUrl.HostField}/");
        state.Calls.Host = this;
    }

    public override bool WantsResponses => true;

    public override bool IsComputed => true;

    public override IReadOnlyList<EntryRecorder> Recorders => _rows.Recorders;

    public override EntryNames Names { get; }

    public override ScenarioRecorder Scenario { get; }

    public override ReadOnlySpan<byte> Name => _state.Calls.Rows[_users[_userNow].Row].GivenLabel;

    public override long RedirectsElsewhere => _elsewhere;

    public override bool UsedAllRows => _script.Shared.UsedUp is not null;

    public Uri Origin { get; }

    /// <summary>Hears of everything, or null.</summary>
    public IScenarioTrace? Trace { get; init; }

    /// <summary>Whether a user waits after each iteration until <see cref="Begin"/> is called.</summary>
    public bool WaitsForOrders { get; private set; }

    public long Clock => Ticks.ToMicroseconds(Now - MeasureFrom);

    /// <summary>The first failure of an iteration; null when there was none.</summary>
    public string? FirstFault { get; private set; }

    /// <summary>The pacer of a lane that this is the source of.</summary>
    public Pacer CreatePacer(Lane lane, int index)
    {
        if (_plan.Scenario?.Rate is null || _isMain)
        {
            return new ScenarioPacer(lane, this);
        }

        WaitsForOrders = true;
        return new ArrivalPacer(lane, this, _plan, index);
    }

    public override void Start(TransportLoop loop, long measureFrom)
    {
        base.Start(loop, measureFrom);
        _isMeasuring = false;
    }

    /// <summary>Has a user that rests begin its next iteration with the next <see cref="Advance"/>.</summary>
    public void Begin(int user) => _users[user].IsOrdered = true;

    public override ReadOnlySpan<byte> NameAt(int index) => _users[_userNow].BatchCount == 0
        ? Name
        : _state.Calls.Rows[_batches.RowOf(_users[_userNow], index)].GivenLabel;

    /// <summary>Runs a user on until it wants to send, to wait, or to end.</summary>
    /// <param name="user">Number of the user within the lane.</param>
    /// <param name="now">The time, in Stopwatch ticks.</param>
    /// <param name="until">When a pause ends.</param>
    public ScenarioStep Advance(int user, long now, out long until)
    {
        until = 0;
        Grow(user);
        NoteMeasuring(now);
        ref ScenarioUser own = ref _users[user];
        while (true)
        {
            switch (own.Phase)
            {
                case ScenarioPhase.Waiting or ScenarioPhase.InFlight:
                    return ScenarioStep.Send;
                case ScenarioPhase.Ended:
                    return ScenarioStep.End;
                case (ScenarioPhase.Pausing or ScenarioPhase.Resting) when own.WakeAt > now:
                    until = own.WakeAt;
                    return ScenarioStep.Pause;
                case ScenarioPhase.Pausing:
                    own.Arguments = _state.PushNothing(own.Thread);
                    break;
                case ScenarioPhase.Idle when WaitsForOrders && !own.IsOrdered:
                    return ScenarioStep.Rest;
                case ScenarioPhase.Idle or ScenarioPhase.Resting:
                    if (!TryBeginIteration(ref own, user, now))
                    {
                        return ScenarioStep.End;
                    }

                    break;
            }

            Run(ref own, now);
        }
    }

    /// <summary>When a user whose connection failed may go on at the soonest.</summary>
    public long WakeAt(int user, long now)
    {
        ref ScenarioUser own = ref _users[user];
        return own.Phase is ScenarioPhase.Pausing or ScenarioPhase.Resting ? Math.Max(own.WakeAt, now) : now;
    }

    /// <summary>Finds a user whose request has taken longer than it may.</summary>
    /// <param name="now">The time, in Stopwatch ticks.</param>
    /// <param name="from">Where to begin.</param>
    /// <returns>Its number, or -1.</returns>
    public int FindOverdue(long now, int from)
    {
        long[] deadlines = _deadlines;
        for (int user = from; user < deadlines.Length; user++)
        {
            if (deadlines[user] <= now)
            {
                return user;
            }
        }

        return -1;
    }

    public override bool TryNext(int user, out RequestBatch batch)
    {
        Grow(user);
        if (_users[user].Phase != ScenarioPhase.Waiting
            && (Advance(user, Now, out _) != ScenarioStep.Send
                || _users[user].Phase != ScenarioPhase.Waiting))
        {
            batch = default;
            return false;
        }

        ref ScenarioUser own = ref _users[user];
        own.Phase = ScenarioPhase.InFlight;
        own.SentAt = Now;
        _userNow = user;
        if (own.BatchCount > 0)
        {
            batch = _batches.Make(ref own, user);
            _deadlines[user] = _batches.DeadlineOf(own);
            NoteSent(ref own, batch.Bytes);
            return true;
        }

        double seconds = _state.TimeoutOf(own.Thread);
        _deadlines[user] = own.SentAt + (seconds > 0 ? (long)(seconds * Stopwatch.Frequency) : _timeout);
        if (own.SentAt >= MeasureFrom)
        {
            RecorderOf(own.Row).RecordSent();
        }

        ReadOnlySpan<byte> request = _state.RequestOf(own.Thread);
        Trace?.OnRequest(request);
        batch = new RequestBatch(request, _traits.Keep(0, [(RequestTraits)_state.TraitsOf(own.Thread)]));
        return true;
    }

    public override bool OnResponse(int user, FastHttpResponse response)
    {
        ref ScenarioUser own = ref _users[user];
        if (own.Phase != ScenarioPhase.InFlight)
        {
            return true;
        }

        long elapsed = Now - own.SentAt;
        if (own.SentAt >= MeasureFrom)
        {
            RecorderOf(own.Row).RecordResponse(response.StatusCode, Ticks.ToMicroseconds(elapsed));
        }

        // One that cannot be decoded is as it came.
        _ = response.DecodeBodyNoThrow(LargestBody);
        bool isOne = own.BatchCount == 0;
        ReadOnlySpan<byte> request = isOne ? _state.RequestOf(own.Thread) : _batches.RequestOf(own);
        ReadOnlySpan<byte> head = _head.Read(response, request, ref own.Cookies);
        Trace?.OnResponse(response, Stopwatch.GetElapsedTime(0, elapsed));
        double seconds = elapsed / (double)Stopwatch.Frequency;
        if (isOne)
        {
            own.Arguments = _state.PushResponse(
                own.Thread, response.StatusCode, head, response.BodySpan, seconds, own.Cookies is { Count: > 0 });
        }
        else if (!_batches.Take(ref own, response.StatusCode, head, response.BodySpan, seconds))
        {
            _deadlines[user] = _batches.DeadlineOf(own);
            return true;
        }

        _deadlines[user] = long.MaxValue;
        own.Phase = ScenarioPhase.Ready;
        return true;
    }

    public override void OnLost(int user, HttpError error)
    {
        ref ScenarioUser own = ref _users[user];
        if (own.Phase == ScenarioPhase.InFlight)
        {
            Fail(ref own, user, error, Now - own.SentAt, own.SentAt >= MeasureFrom);
        }
    }

    public override bool OnOpenFailed(int user, HttpError error)
    {
        long now = Now;
        ScenarioStep step = Advance(user, now, out _);

        // What a connection left unanswered that was closed in order goes out on the next, unless its time is over.
        if (step == ScenarioStep.Send && _users[user].Phase == ScenarioPhase.Waiting)
        {
            Fail(ref _users[user], user, error, 0, now >= MeasureFrom);
        }

        return step != ScenarioStep.End;
    }

    public override void OnLeft(int user)
    {
        if (user >= _users.Length)
        {
            return;
        }

        ref ScenarioUser own = ref _users[user];
        bool isRunning = own.Phase is not (ScenarioPhase.Idle or ScenarioPhase.Resting or ScenarioPhase.Ended);
        if (isRunning && own.BeganAt >= MeasureFrom)
        {
            RecorderOf(own).RecordInterrupted();
        }

        // What it was at is lost: the user that takes its place begins anew.
        own.Thread = isRunning ? 0 : own.Thread;
        own.Phase = own.Phase == ScenarioPhase.Ended ? ScenarioPhase.Ended : ScenarioPhase.Idle;
        _deadlines[user] = long.MaxValue;
    }

    public override void TakeCounts()
    {
        if (_isMeasuring)
        {
            _state.TakeChecks(Scenario.RecordChecks);
            Scenario.UsedUp ??= _script.Shared.UsedUp is { } data
                ? $"all {data.Count} rows of {data.Path} are used"
                : null;
        }
    }

    public override void Dispose()
    {
        _state.Calls.Host = null;
        base.Dispose();
    }

    public ReadOnlySpan<byte> CookiesFor(int user, ReadOnlySpan<byte> path) =>
        _head.CookiesFor(_users[user].Cookies, path);

    public void NoteRedirectElsewhere() => _elsewhere++;

    public void OnCheck(string name, bool isMet, string sample) => Trace?.OnCheck(name, isMet, sample);

    public void EndGroup(string name, long beganAt)
    {
        if (_isMeasuring && beganAt >= 0)
        {
            Scenario.RecordGroup(name, Math.Max(0, Clock - beganAt));
        }
    }

    private bool TryBeginIteration(ref ScenarioUser own, int user, long now)
    {
        own.Which = _mix.Next();
        if (own.Which < 0)
        {
            own.Phase = ScenarioPhase.Ended;
            return false;
        }

        own.IsNew = own.Thread == 0;
        if (own.IsNew)
        {
            int id = (user * _plan.Lanes) + _lane + 1;
            own.Thread = _state.CreateUser(user, id, ScenarioSeed.Of(_plan.Seed, id));
        }

        own.Iteration++;
        own.IsOrdered = false;
        own.HasActed = false;
        own.BeganAt = now;
        own.Cookies?.Clear();
        own.Arguments = _state.PushIteration(own.Thread, own.IsNew, own.Which, own.Iteration);
        return true;
    }

    private void Run(ref ScenarioUser own, long now)
    {
        ScenarioSignal signal = _state.Resume(own.Thread, own.Arguments);
        switch (signal)
        {
            case ScenarioSignal.Request:
                own.Row = _state.RowOf(own.Thread);
                own.BatchCount = 0;
                own.HasActed = true;
                own.Phase = ScenarioPhase.Waiting;
                break;
            case ScenarioSignal.Batch:
                _batches.Begin(ref own);
                own.HasActed = true;
                own.Phase = ScenarioPhase.Waiting;
                break;
            case ScenarioSignal.Think:
                double seconds = _state.PauseOf(own.Thread);
                Trace?.OnPause(seconds);
                own.WakeAt = now + (long)(seconds * Stopwatch.Frequency);
                own.HasActed = true;
                own.Phase = ScenarioPhase.Pausing;
                break;
            default:
                EndIteration(ref own, signal, now);
                break;
        }
    }

    private void EndIteration(ref ScenarioUser own, ScenarioSignal signal, long now)
    {
        bool isMeasured = own.BeganAt >= MeasureFrom;
        string? fault = null;
        if (signal is ScenarioSignal.Failed or ScenarioSignal.Broken)
        {
            fault = _state.FailureOf(own.Thread, signal);
            FirstFault ??= fault;
            if (isMeasured)
            {
                RecorderOf(own).RecordFailed();
                Scenario.RecordFault(fault, Ticks.ToMicroseconds(now - MeasureFrom));
            }
        }
        else if (signal == ScenarioSignal.Done && isMeasured)
        {
            RecorderOf(own).RecordCompleted(Ticks.ToMicroseconds(now - own.BeganAt));
        }

        Trace?.OnIterationEnded(fault);
        own.Thread = signal == ScenarioSignal.Broken ? 0 : own.Thread;
        own.WakeAt = now + (own.HasActed ? 0 : RestMs * s_ticksPerMs);
        own.Phase = signal == ScenarioSignal.Stopped ? ScenarioPhase.Ended
            : WaitsForOrders ? ScenarioPhase.Idle
            : ScenarioPhase.Resting;
    }

    private void Fail(ref ScenarioUser own, int user, HttpError error, long elapsed, bool isMeasured)
    {
        _deadlines[user] = long.MaxValue;
        string reason = ErrorText.Of(error);
        double seconds = elapsed / (double)Stopwatch.Frequency;
        bool isLast;
        do
        {
            if (isMeasured)
            {
                RecorderOf(own.Row).RecordUnanswered(error);
            }

            Trace?.OnFailure(error);
            isLast = own.BatchCount == 0 || _batches.Take(ref own, 0, Encoding.UTF8.GetBytes(reason), [], seconds);
        }
        while (!isLast);

        own.Arguments = own.BatchCount == 0 ? _state.PushFailure(own.Thread, reason, seconds) : own.Arguments;
        own.Phase = ScenarioPhase.Ready;
    }

    // Of a batch.
    private void NoteSent(ref ScenarioUser own, ReadOnlySpan<byte> bytes)
    {
        ScenarioBatch requests = _state.BatchOf(own.Thread);
        for (int request = 0; request < own.BatchCount; request++)
        {
            if (own.SentAt >= MeasureFrom)
            {
                RecorderOf(requests.RowOf(request)).RecordSent();
            }

            int length = requests.LengthOf(request);
            Trace?.OnRequest(bytes[..length]);
            bytes = bytes[length..];
        }
    }

    private EntryRecorder RecorderOf(int row)
    {
        if (_rows.Find(row) is { } known)
        {
            return known;
        }

        ScenarioRow name = _state.Calls.Rows[row];
        return _rows.Add(row, name.Method, name.Label);
    }

    private IterationRecorder RecorderOf(in ScenarioUser own) => Scenario.Users[Math.Max(0, own.Which - 1)];

    // What was counted during the warm-up is forgotten.
    private void NoteMeasuring(long now)
    {
        if (!_isMeasuring && now >= MeasureFrom)
        {
            _isMeasuring = true;
            _state.TakeChecks(static (_, _, _, _) => { });
        }
    }

    // Users may join while the lane runs.
    private void Grow(int user)
    {
        int before = _users.Length;
        if (user >= before)
        {
            Array.Resize(ref _users, Math.Max(user + 1, before * 2));
            Array.Resize(ref _deadlines, _users.Length);
            Array.Fill(_deadlines, long.MaxValue, before, _users.Length - before);
        }
    }
}
