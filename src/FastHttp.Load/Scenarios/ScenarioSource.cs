using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using FastHttp.Load.Stability;
using FastHttp.Load.Users;
using FastHttp.Transports;

namespace FastHttp.Load.Scenarios;

/// <summary>
/// Runs the users of a lane, each of them code that stops where it waits. Runs a user on when what it asked for has
/// come, and hands what it asks for next to the engine. The derived type says what a user is made of: a coroutine of
/// Lua's or a method of C#. Lives on the lane's loop; allocates for names and cookies, and where something fails.
/// </summary>
/// <remarks>
/// Order for a request: <c>Advance</c> says Send, <see cref="TryNext"/> hands it out, and <see cref="OnResponse"/> or
/// <see cref="OnLost"/> takes the answer; the next <c>Advance</c> runs the user on. A connection that cannot be made
/// fails the request that waits for it.
/// </remarks>
[Experimental(ExperimentalApi.EngineParts)]
public abstract partial class ScenarioSource : RequestSource
{
    // An iteration that asks for nothing ends at once; users that do nothing else must not keep the loop from its work.
    private const int RestMs = 100;

    private const int LargestBody = 64 * 1024 * 1024;

    private readonly RunPlan _plan;
    private readonly int _lane;
    private readonly BatchTraits _traits = new(0);
    private readonly ScenarioMix _mix;
    private readonly EntryTable _rows;
    private readonly long _timeout;
    private readonly bool _keepsCookies;
    private readonly ScenarioCookies _cookies;
    private readonly ScenarioDeadlines _deadlines;
    private ScenarioUser[] _users;
    private bool _isMeasuring;
    private long _elsewhere;

    // Whose answer is looked at.
    private int _userAtWork;

    /// <param name="plan">The run.</param>
    /// <param name="lane">The number of the lane.</param>
    /// <param name="mix">The kinds of users that take turns.</param>
    /// <param name="kinds">What the kinds of users are called.</param>
    /// <param name="names">Takes the names of the requests.</param>
    /// <param name="keepsCookies">Whether users have cookies.</param>
    protected ScenarioSource(
        RunPlan plan,
        int lane,
        ScenarioMix mix,
        IReadOnlyList<string> kinds,
        EntryNames names,
        bool keepsCookies)
    {
        _plan = plan;
        _lane = lane;
        _mix = mix;
        _keepsCookies = keepsCookies;
        _timeout = plan.Timeout > TimeSpan.Zero ? Ticks.Of(plan.Timeout) : long.MaxValue / 4;
        Names = names;
        _rows = new EntryTable(names, plan.IsBadStatus);
        int users = plan.ConnectionsOf(lane);
        _users = new ScenarioUser[users];
        _deadlines = new ScenarioDeadlines(users);
        _cookies = new ScenarioCookies(plan, users);
        Scenario = new ScenarioRecorder(kinds);
        Origin = new Uri($"{plan.ParsedUrl.Scheme}://{plan.ParsedUrl.HostField}/");
    }

    /// <inheritdoc />
    public override bool WantsResponses => true;

    /// <inheritdoc />
    public override bool IsComputed => true;

    /// <inheritdoc />
    public override IReadOnlyList<EntryRecorder> Recorders => _rows.Recorders;

    /// <inheritdoc />
    public override EntryNames Names { get; }

    /// <inheritdoc />
    public override ScenarioRecorder Scenario { get; }

    /// <inheritdoc />
    public override long RedirectsElsewhere => _elsewhere;

    /// <summary>Where relative redirects start from.</summary>
    public Uri Origin { get; }

    /// <summary>Hears of everything, or null.</summary>
    public IScenarioTrace? Trace { get; init; }

    /// <summary>Whether a user waits after each iteration until <see cref="Begin"/> is called.</summary>
    internal bool WaitsForOrders { get; private set; }

    /// <summary>The time of the lane in µs, for what lasts; negative before the measured time.</summary>
    public long Clock => Ticks.ToMicroseconds(Now - MeasureFrom);

    /// <summary>The first failure of an iteration; null when there was none.</summary>
    public string? FirstFault { get; private set; }

    /// <summary>Hears of a user that was away and wants something, and when; set by the pacer.</summary>
    internal Action<int, long>? Returned { get; set; }

    /// <summary>The user that sent last.</summary>
    protected int UserNow { get; private set; }

    /// <summary>The row of the request that was sent last; of a batch, the first.</summary>
    protected int RowNow { get; private set; }

    /// <summary>The pacer of a lane that this is the source of.</summary>
    public Pacer CreatePacer(Lane lane, int index)
    {
        if (!FollowsSchedule || _plan.Scenario?.Rate is null)
        {
            return new ScenarioPacer(lane, this);
        }

        WaitsForOrders = true;
        return new ArrivalPacer(lane, this, _plan, index);
    }

    /// <inheritdoc />
    public override void Start(TransportLoop loop, long measureFrom)
    {
        base.Start(loop, measureFrom);
        _isMeasuring = false;
    }

    /// <summary>Has a user that rests begin its next iteration with the next <see cref="Advance"/>.</summary>
    internal void Begin(int user) => _users[user].IsOrdered = true;

    /// <summary>Runs a user on until it wants to send, to wait, or to end.</summary>
    /// <param name="user">Number of the user within the lane.</param>
    /// <param name="now">The time, in Stopwatch ticks.</param>
    /// <param name="until">When a pause ends.</param>
    internal ScenarioStep Advance(int user, long now, out long until)
    {
        until = 0;
        GrowTo(user);
        NoteMeasuring(now);
        while (true)
        {
            // Code of users runs in here, which may have users join: none is held by reference over it.
            ref ScenarioUser own = ref _users[user];
            switch (own.Phase)
            {
                case ScenarioPhase.Waiting or ScenarioPhase.InFlight:
                    return ScenarioStep.Send;
                case ScenarioPhase.Away:
                    return ScenarioStep.Wait;
                case ScenarioPhase.Ended:
                    return ScenarioStep.End;
                case (ScenarioPhase.Pausing or ScenarioPhase.Resting) when own.WakeAt > now:
                    until = own.WakeAt;
                    return ScenarioStep.Pause;
                case ScenarioPhase.Pausing:
                    TakePauseEnd(user);
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

            _userAtWork = user;
            Take(user, Run(user), now);
        }
    }

    /// <summary>
    /// Whether a user rests after an iteration that asked for nothing. That counts as a request where their number is
    /// limited, or a run whose users all fail before they send would never end.
    /// </summary>
    internal bool HasDoneNothing(int user) => _users[user] is { Phase: ScenarioPhase.Resting, HasActed: false };

    /// <summary>When a user whose connection failed may go on at the soonest.</summary>
    internal long WakeAt(int user, long now)
    {
        ref ScenarioUser own = ref _users[user];
        return own.Phase is ScenarioPhase.Pausing or ScenarioPhase.Resting ? Math.Max(own.WakeAt, now) : now;
    }

    /// <inheritdoc cref="ScenarioDeadlines.FindOverdue"/>
    internal int FindOverdue(long now, int from) => _deadlines.FindOverdue(now, from);

    /// <inheritdoc />
    public override bool TryNext(int user, out RequestBatch batch)
    {
        GrowTo(user);
        if (_users[user].Phase != ScenarioPhase.Waiting
            && (Advance(user, Now, out _) != ScenarioStep.Send || _users[user].Phase != ScenarioPhase.Waiting))
        {
            batch = default;
            return false;
        }

        ref ScenarioUser own = ref _users[user];
        own.Phase = ScenarioPhase.InFlight;
        own.SentAt = Now;
        batch = WantedBy(user);
        if (own.BatchCount != 0)
        {
            NoteBatchSent(in own, user, batch.Bytes);
        }
        else
        {
            NoteSent(in own, own.Row, batch.Bytes);
        }

        SetDeadline(in own, user);
        return true;
    }

    /// <inheritdoc />
    public override bool TryPeek(int user, out RequestBatch batch)
    {
        GrowTo(user);
        bool isWaiting = Advance(user, Now, out _) == ScenarioStep.Send && _users[user].Phase == ScenarioPhase.Waiting;
        batch = isWaiting ? WantedBy(user) : default;
        return isWaiting;
    }

    /// <inheritdoc />
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
        if (_keepsCookies)
        {
            _cookies.Take(user, response, RequestOf(user), Date);
        }

        Trace?.OnResponse(response, Stopwatch.GetElapsedTime(0, elapsed));
        _userAtWork = user;
        if (TakeResponse(user, response, elapsed, _cookies.Has(user)))
        {
            _deadlines.Clear(user);
            own.Phase = ScenarioPhase.Ready;
        }
        else
        {
            own.Row = RowOf(user);
            SetDeadline(in own, user);
        }

        return true;
    }

    /// <inheritdoc />
    public override void OnLost(int user, HttpError error)
    {
        ref ScenarioUser own = ref _users[user];
        if (own.Phase == ScenarioPhase.InFlight)
        {
            Fail(ref own, user, error, Now - own.SentAt, own.SentAt >= MeasureFrom);
        }
    }

    /// <inheritdoc />
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

    /// <inheritdoc />
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

        own.Phase = own.Phase == ScenarioPhase.Ended ? ScenarioPhase.Ended : ScenarioPhase.Idle;
        _deadlines.Clear(user);
        if (isRunning)
        {
            // What it was at is lost: the user that takes its place begins anew.
            Forget(user);
        }
    }

    /// <inheritdoc />
    public override void TakeCounts()
    {
        if (_isMeasuring)
        {
            TakeChecks(Scenario);
        }

        // Data that is used once is used by a warm-up too.
        Scenario.UsedUp ??= UsedUp;
    }

    /// <summary>The cookies that go with a path, as the header has them; empty for none.</summary>
    public ReadOnlySpan<byte> CookiesFor(int user, ReadOnlySpan<byte> path) => _cookies.For(user, path, Date);

    /// <summary>Whether a user has cookies.</summary>
    public bool HasCookies(int user) => _cookies.Has(user);

    /// <summary>A redirect leads to another origin, and is not followed.</summary>
    public void NoteRedirectElsewhere() => _elsewhere += _users[_userAtWork].SentAt >= MeasureFrom ? 1 : 0;

    /// <summary>A user has gone through a group.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="beganAt">When, by <see cref="Clock"/>.</param>
    public void EndGroup(string name, long beganAt)
    {
        if (_isMeasuring && beganAt >= 0)
        {
            Scenario.RecordGroup(name, Math.Max(0, Clock - beganAt));
        }
    }

    /// <summary>A user that was away has come back.</summary>
    protected void Return(int user, ScenarioSignal signal)
    {
        if (_users[user].Phase == ScenarioPhase.Away)
        {
            long now = Now;
            Take(user, signal, now);
            Returned?.Invoke(user, now);
        }
    }

    private RequestBatch WantedBy(int user)
    {
        ref ScenarioUser own = ref _users[user];
        UserNow = user;
        RowNow = own.Row;
        return own.BatchCount != 0
            ? MakeBatch(user, _timeout)
            : new RequestBatch(RequestOf(user), _traits.Keep(0, [TraitsOf(user)]));
    }

    private bool TryBeginIteration(ref ScenarioUser own, int user, long now)
    {
        own.Which = _mix.Next();
        if (own.Which < 0)
        {
            own.Phase = ScenarioPhase.Ended;
            return false;
        }

        own.Iteration++;
        own.IsOrdered = false;
        own.HasActed = false;
        own.BeganAt = now;
        _cookies.Clear(user);
        BeginIteration(user, own.Which, own.Iteration);
        return true;
    }

    private void Take(int user, ScenarioSignal signal, long now)
    {
        ref ScenarioUser own = ref _users[user];
        switch (signal)
        {
            case ScenarioSignal.Request or ScenarioSignal.Batch:
                own.BatchCount = signal == ScenarioSignal.Batch ? BatchCountOf(user) : 0;
                own.Row = RowOf(user);
                own.HasActed = true;
                own.Phase = ScenarioPhase.Waiting;
                break;
            case ScenarioSignal.Think:
                double seconds = PauseOf(user);
                Trace?.OnPause(seconds);
                own.WakeAt = now + Ticks.Of(seconds);
                own.HasActed = true;
                own.Phase = ScenarioPhase.Pausing;
                break;
            case ScenarioSignal.Away:
                own.HasActed = true;
                own.Phase = ScenarioPhase.Away;
                break;
            default:
                EndIteration(ref own, user, signal, now);
                break;
        }
    }

    private void EndIteration(ref ScenarioUser own, int user, ScenarioSignal signal, long now)
    {
        bool isMeasured = own.BeganAt >= MeasureFrom;
        string? message = null;
        if (signal is ScenarioSignal.Failed or ScenarioSignal.Broken)
        {
            ScenarioFault fault = FaultOf(user, signal);
            message = fault.Message;
            FirstFault ??= message;
            Scenario.Observer?.OnIterationFailed(in fault);
            if (isMeasured)
            {
                RecorderOf(own).RecordFailed();
                Scenario.RecordFault(in fault, Ticks.ToMicroseconds(now - MeasureFrom));
            }
        }
        else if (signal == ScenarioSignal.Done && isMeasured)
        {
            RecorderOf(own).RecordCompleted(Ticks.ToMicroseconds(now - own.BeganAt));
        }

        if (Trace is not null && signal == ScenarioSignal.Stopped && UsedUp is { } data)
        {
            Trace.OnUsedUp(data);
        }

        Trace?.OnIterationEnded(message);
        own.WakeAt = now + (own.HasActed ? 0 : RestMs * Ticks.PerMs);
        own.Phase = signal == ScenarioSignal.Stopped ? ScenarioPhase.Ended
            : WaitsForOrders ? ScenarioPhase.Idle
            : ScenarioPhase.Resting;
        if (signal == ScenarioSignal.Broken)
        {
            Forget(user);
        }
    }

    private void Fail(ref ScenarioUser own, int user, HttpError error, long elapsed, bool isMeasured)
    {
        _deadlines.Clear(user);
        while (true)
        {
            if (isMeasured)
            {
                RecorderOf(own.Row).RecordUnanswered(error);
            }

            Trace?.OnFailure(error);
            if (TakeFailure(user, error, elapsed))
            {
                break;
            }

            own.Row = RowOf(user);
        }

        own.Phase = ScenarioPhase.Ready;
    }

    private void SetDeadline(in ScenarioUser own, int user)
    {
        double seconds = TimeoutOf(user);
        _deadlines.Set(user, own.SentAt + (seconds > 0 ? Ticks.Of(seconds) : _timeout));
    }

    // Users may join while the lane runs.
    private void GrowTo(int user)
    {
        int before = _users.Length;
        if (user >= before)
        {
            Array.Resize(ref _users, Math.Max(user + 1, before * 2));
            _deadlines.Grow(_users.Length);
            _cookies.Grow(_users.Length);
            Grow(_users.Length);
        }
    }
}
