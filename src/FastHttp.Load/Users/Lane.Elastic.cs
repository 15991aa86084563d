using System;
using System.Threading;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using FastHttp.Transports;

namespace FastHttp.Load.Users;

// A lane whose users come and go by order instead of by plan, on a loop that it shares with others and does not own.
// It ends when it is told to; until then orders may follow each other for ever.
public sealed partial class Lane
{
    // How late a request is given up at most, and how often all users are looked at.
    private const int OverdueStepMs = 2;

    // Lanes that share a loop share its thread's time: one of them stands for all.
    private bool _countsCpu = true;
    private long _unexpectedBefore;
    private long _elsewhereBefore;
    private Action? _drained;
    private ActionTimer? _overdueTimer;
    private bool _endsWhenIdle;
    private int _orderedUsers;
    private int _activeUsers;

    /// <summary>A lane without users.</summary>
    /// <param name="plan">Where to, and with what; its duration and its number of connections mean nothing.</param>
    /// <param name="loop">Where the lane lives; stays the caller's.</param>
    /// <param name="source">What users send; the lane disposes it.</param>
    /// <param name="owner">Hears when the lane ends.</param>
    /// <param name="observer">Hears of every exchange.</param>
    /// <param name="pacer">Makes the lane's pacer.</param>
    public static Lane CreateElastic(
        RunPlan plan,
        TransportLoop loop,
        RequestSource source,
        ILaneOwner owner,
        IExchangeObserver observer,
        Func<Lane, Pacer> pacer) => new(plan, loop, source, owner, pacer) { Observer = observer };

    /// <summary>Answers whose body was not as expected, since measuring began. Any thread.</summary>
    internal long UnexpectedBodies => Source.UnexpectedBodies - Volatile.Read(ref _unexpectedBefore);

    /// <summary>
    /// Users that take part: those of the order but for the ones that have ended by themselves. Any thread; a moment
    /// old.
    /// </summary>
    public int ActiveUsers
    {
        get => Volatile.Read(ref _activeUsers);
        set => Volatile.Write(ref _activeUsers, value);
    }

    /// <summary>
    /// Measures from now on, into a new recorder; what was sent before is not counted. Called again, it begins anew.
    /// Any thread.
    /// </summary>
    /// <param name="entries">Takes the named requests of the lane.</param>
    /// <param name="countsCpu">Whether the time of the loop's thread is booked here.</param>
    /// <param name="begun">Called on the loop.</param>
    /// <returns>Where the lane's intervals begin.</returns>
    internal LaneInterval Measure(EntryTable entries, bool countsCpu, Action begun)
    {
        LaneRecorder recorder = RecorderFor(Plan);
        recorder.Entries = entries.Recorders;
        recorder.Scenario = Source.Scenario;
        IntervalRecorder intervals = new(recorder);
        LaneInterval first = intervals.Newest;
        Loop.Post(new ActionTask(() =>
        {
            recorder.Connections.CarryOver(Recorder.Connections.Open);
            Recorder = recorder;
            _intervals = intervals;
            _countsCpu = countsCpu;
            begun();
            MeasureOnLoop();
        }));
        return first;
    }

    /// <summary>Sets how many users run from now on; those that stay are left alone. Any thread.</summary>
    /// <param name="count">How many.</param>
    /// <param name="applied">Called on the loop with the number that run: 0 when the lane has ended.</param>
    public void SetUsers(int count, Action<int> applied) => Loop.Post(new ActionTask(() =>
    {
        ApplyUsers(IsStopped || _endsWhenIdle ? 0 : count);
        applied(ActiveUsers);
    }));

    /// <summary>Stops users from beginning anything more. Any thread.</summary>
    /// <param name="drained">Called on the loop when all that was in flight has ended.</param>
    public void Drain(Action drained) => Loop.Post(new ActionTask(() =>
    {
        NoteConnectionsAtEnd();
        ApplyUsers(0);
        if (InFlight == 0)
        {
            drained();
            return;
        }

        _drained += drained;
        _watchesIdle = true;
    }));

    /// <summary>Gives up what is in flight. Any thread.</summary>
    /// <param name="cut">Called on the loop, afterwards, with the number of requests that were given up.</param>
    public void Cut(Action<int> cut) => Loop.Post(new ActionTask(() =>
    {
        int lost = InFlight;
        long now = Loop.Now;
        NoteConnectionsAtEnd();
        ApplyUsers(0);
        foreach (VirtualUser user in _users)
        {
            user.Cut(now);
        }

        cut(lost);
    }));

    private void MeasureOnLoop()
    {
        // Read here and not by who asked for it: what was sent in between is in neither recorder, nor in the entries.
        long start = Loop.Now;
        MeasureFrom = start;
        Volatile.Write(ref _unexpectedBefore, Source.UnexpectedBodies);
        _elsewhereBefore = Source.RedirectsElsewhere;
        _nextInterval = 0;
        _connectionsAtEnd = 0;
        if (IsStopped)
        {
            // Its script has failed: there is nothing more to come.
            CutInterval(0, 0, connections: 0, isLast: true);
            return;
        }

        if (_intervalTimer is not null)
        {
            Loop.Cancel(_intervalTimer);
        }

        Loop.Cancel(_rateTimer);
        Source.Start(Loop, start);
        StartCpuClock();
        Loop.Schedule(_rateTimer, start + (RateTickMs * Ticks.PerMs));
        StartIntervals();
    }

    // A run of wrk's ends at once and drops what is in flight. A test's users are answered first: what the target has
    // counted is counted here.
    private void StopForSource()
    {
        if (Observer is null)
        {
            Stop();
            return;
        }

        _endsWhenIdle = true;
        ApplyUsers(0);
        if (InFlight == 0)
        {
            Stop();
        }
    }

    private void ApplyUsers(int count)
    {
        Grow(count);
        for (; _orderedUsers < count && !IsStopped; _orderedUsers++)
        {
            _users[_orderedUsers].Activate();
        }

        // The newest leave first: the others keep their connections warm.
        for (; _orderedUsers > count; _orderedUsers--)
        {
            _users[_orderedUsers - 1].Deactivate();
        }
    }

    private void Grow(int count)
    {
        int old = _users.Length;
        if (count <= old)
        {
            return;
        }

        Array.Resize(ref _users, Math.Max(count, old * 2));
        for (int user = old; user < _users.Length; user++)
        {
            _users[user] = new VirtualUser(this, user);
        }

        // A scenario's requests have limits of their own, which its pacer sees to.
        if (_overdueTimer is null && Plan.Scenario is null)
        {
            _overdueTimer = new ActionTimer(CutOverdue);
            CutOverdue();
        }
    }

    // Looks at all users when the oldest request becomes overdue; what is sent after that becomes so later.
    private void CutOverdue()
    {
        if (IsStopped)
        {
            return;
        }

        long now = Loop.Now;
        long limit = Ticks.Of(Plan.Timeout);
        long oldest = now;
        foreach (VirtualUser user in _users)
        {
            user.CutOverdue(now - limit);
            oldest = Math.Min(oldest, user.InFlightSince);
        }

        Loop.Schedule(_overdueTimer!, Math.Max(oldest + limit, now + (OverdueStepMs * Ticks.PerMs)));
    }
}
