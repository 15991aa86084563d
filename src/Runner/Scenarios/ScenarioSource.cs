using System;
using System.Buffers;
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
    private readonly ArrayBufferWriter<byte> _head = new(1024);
    private readonly EntryTable _rows;
    private readonly bool _isMain;
    private readonly long _timeout;
    private byte[] _cookies = new byte[1024];
    private ScenarioUser[] _users;
    private long[] _deadlines;
    private bool _isMeasuring;
    private long _elsewhere;
    private int _rowNow;

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

    public override ReadOnlySpan<byte> Name => _state.Calls.Rows[_rowNow].GivenLabel;

    public override long RedirectsElsewhere => _elsewhere;

    public override bool UsedAllRows => _script.Shared.UsedUp is not null;

    public Uri Origin { get; }

    /// <summary>Hears of everything, or null.</summary>
    public IScenarioTrace? Trace { get; init; }

    /// <summary>Whether a user waits after each iteration until <see cref="Begin"/> is called.</summary>
    public bool WaitsForOrders { get; private set; }

    public long Clock => Ticks.ToMicroseconds(Stopwatch.GetTimestamp() - MeasureFrom);

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
            && (Advance(user, Stopwatch.GetTimestamp(), out _) != ScenarioStep.Send
                || _users[user].Phase != ScenarioPhase.Waiting))
        {
            batch = default;
            return false;
        }

        ref ScenarioUser own = ref _users[user];
        own.Phase = ScenarioPhase.InFlight;
        own.SentAt = Stopwatch.GetTimestamp();
        double seconds = _state.TimeoutOf(own.Thread);
        _deadlines[user] = own.SentAt + (seconds > 0 ? (long)(seconds * Stopwatch.Frequency) : _timeout);
        _rowNow = own.Row;
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

        long elapsed = Stopwatch.GetTimestamp() - own.SentAt;
        _deadlines[user] = long.MaxValue;
        if (own.SentAt >= MeasureFrom)
        {
            RecorderOf(own.Row).RecordResponse(response.StatusCode, Ticks.ToMicroseconds(elapsed));
        }

        // One that cannot be decoded is as it came.
        _ = response.DecodeBodyNoThrow(LargestBody);
        TakeHead(ref own, response);
        Trace?.OnResponse(response, Stopwatch.GetElapsedTime(0, elapsed));
        own.Arguments = _state.PushResponse(
            own.Thread,
            response.StatusCode,
            _head.WrittenSpan,
            response.BodySpan,
            elapsed / (double)Stopwatch.Frequency,
            own.Cookies is { Count: > 0 });
        own.Phase = ScenarioPhase.Ready;
        return true;
    }

    public override void OnLost(int user, HttpError error)
    {
        ref ScenarioUser own = ref _users[user];
        if (own.Phase == ScenarioPhase.InFlight)
        {
            Fail(ref own, user, error, Stopwatch.GetTimestamp() - own.SentAt, own.SentAt >= MeasureFrom);
        }
    }

    public override bool OnOpenFailed(int user, HttpError error)
    {
        long now = Stopwatch.GetTimestamp();
        ScenarioStep step = Advance(user, now, out _);
        if (step == ScenarioStep.Send)
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

    public ReadOnlySpan<byte> CookiesFor(int user, ReadOnlySpan<byte> path)
    {
        CookieJar? jar = _users[user].Cookies;
        if (jar is null)
        {
            return default;
        }

        int room = jar.MaxLength();
        if (_cookies.Length < room)
        {
            _cookies = new byte[room * 2];
        }

        int query = path.IndexOf((byte)'?');
        return _cookies.AsSpan(0, jar.Write(query < 0 ? path : path[..query], DateTimeOffset.UtcNow, _cookies));
    }

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
        if (isMeasured)
        {
            RecorderOf(own.Row).RecordUnanswered(error);
        }

        Trace?.OnFailure(error);
        own.Arguments = _state.PushFailure(
            own.Thread, ErrorText.Of(error), elapsed / (double)Stopwatch.Frequency);
        own.Phase = ScenarioPhase.Ready;
    }

    // The fields as lines, and what they do to the cookies. The request still lies on the coroutine's stack.
    private void TakeHead(ref ScenarioUser own, FastHttpResponse response)
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
            if (name.Length == "Set-Cookie".Length && _script.KeepsCookies
                && Ascii.EqualsIgnoreCase(name, "Set-Cookie"u8))
            {
                own.Cookies ??= new CookieJar(_plan.Target.Host, _plan.Target.IsTls);
                own.Cookies.Take(
                    value, new RequestText(_state.RequestOf(own.Thread)).Path, DateTimeOffset.UtcNow);
            }
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
