using System;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using FastHttp.Load.Stability;
using FastHttp.Transports;

namespace FastHttp.Load.Users;

/// <summary>
/// A loop, its share of the users, their pacer, the source of their requests, and the recorder. Everything but Start,
/// RequestStop and Dispose runs on the loop, so lanes share nothing while they run.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed partial class Lane : IDisposable
{
    private const int RateTickMs = 100;

    private readonly ILaneOwner _owner;
    private readonly RequestBudget? _budget;
    private readonly bool _ownsLoop;
    private readonly FastHttpOptions[] _options;
    private readonly ActionTimer _stopTimer;
    private readonly ActionTimer _rateTimer;
    private readonly ActionTimer _measureTimer;
    private readonly UserSchedule? _schedule;
    private readonly BudgetWatch? _watch;
    private VirtualUser[] _users = [];
    private long _budgetLeft;
    private bool _takesBudget;
    private bool _watchesIdle;
    private int _usersLeft;
    private long _cpuAtStartUs;

    internal Lane(
        RunPlan plan,
        int index,
        Transport transport,
        RequestSource source,
        RequestBudget? budget,
        ILaneOwner owner,
        Func<Lane, Pacer> pacer)
        : this(plan, transport.CreateLoop($"lane {index}"), source, owner, pacer)
    {
        _ownsLoop = true;
        if (budget is not null && (plan.ScriptPath is not null || plan.HasOwnSource))
        {
            Source = new BudgetedSource(source, this);
        }

        _budget = budget;
        _watchesIdle = budget is not null;
        _users = new VirtualUser[plan.ConnectionsOf(index)];
        _usersLeft = _users.Length;
        for (int user = 0; user < _users.Length; user++)
        {
            _users[user] = new VirtualUser(this, user);
        }

        _schedule = plan.Load.Users is { } users ? new UserSchedule(this, index, users, _users) : null;
        _watch = BudgetWatch.IsNeeded(plan) ? new BudgetWatch(plan, _users) : null;
    }

    private Lane(RunPlan plan, TransportLoop loop, RequestSource source, ILaneOwner owner, Func<Lane, Pacer> pacer)
    {
        Plan = plan;
        Source = source;
        Loop = loop;
        _owner = owner;
        Recorder = RecorderFor(plan);
        Recorder.Entries = source.Recorders;
        Recorder.Scenario = source.Scenario;
        _options = LaneOptions.From(plan, Certificates, this);
        Pacer = pacer(this);

        // A lane that is never measured has users, and they need the time.
        source.Start(loop, measureFrom: 0);
        _stopTimer = new ActionTimer(EndTime);
        _rateTimer = new ActionTimer(TakeRateSample);
        _measureTimer = new ActionTimer(StartCpuClock);
    }

    internal RunPlan Plan { get; }

    /// <summary>Where the lane's requests come from.</summary>
    public RequestSource Source { get; }

    /// <summary>The loop that all of the lane runs on.</summary>
    public TransportLoop Loop { get; }

    internal Pacer Pacer { get; }

    /// <summary>Read by others once the lane has stopped.</summary>
    internal LaneRecorder Recorder { get; private set; }

    /// <summary>What was wrong with the certificate that was accepted.</summary>
    internal CertificateNote Certificates { get; } = new();

    /// <summary>Hears of every exchange. Null for no observer: then the hot path calls none.</summary>
    internal IExchangeObserver? Observer { get; private init; }

    /// <summary>Where the connections of this lane go.</summary>
    internal EndPoint Address => Plan.Target.UnixPath is null ? Source.Address ?? Plan.Address : Plan.Address;

    /// <summary>Whether nothing may be sent any more but what this lane has begun.</summary>
    internal bool IsBudgetUsedUp => _budget is { IsUsedUp: true } && _budgetLeft == 0;

    /// <summary>Batches that are under way.</summary>
    internal int InFlight { get; set; }

    /// <summary>The end of the warm-up, in Stopwatch ticks: what was sent before is not counted.</summary>
    internal long MeasureFrom { get; private set; }

    internal bool IsStopped => StoppedAt != 0;

    /// <summary>
    /// When the lane stopped, in Stopwatch ticks; 0 before. Read by others after the engine has joined.
    /// </summary>
    internal long StoppedAt { get; private set; }

    /// <summary>The limits of a user's connections, with the address that they come from.</summary>
    internal FastHttpOptions OptionsOf(VirtualUser user) => _options[user.Index % _options.Length];

    /// <summary>Has the lane start on its own loop. Called once, by the engine.</summary>
    /// <param name="start">When the run begins, the same for all lanes.</param>
    internal void Start(long start) => Loop.Post(new ActionTask(() => StartOnLoop(start)));

    /// <summary>Stops the lane soon. Any thread.</summary>
    public void RequestStop() => Loop.Post(new ActionTask(Stop));

    internal long ElapsedUs(long timestamp) => Ticks.ToMicroseconds(timestamp - MeasureFrom);

    /// <summary>Frees the loop and what the lane holds; once it has stopped.</summary>
    public void Dispose()
    {
        if (_ownsLoop)
        {
            Loop.Dispose();
        }

        Source.Dispose();
    }

    /// <summary>Has one more user take part. On the loop.</summary>
    internal void AddUser()
    {
        VirtualUser user = new(this, _users.Length);
        _users = [.. _users, user];
        _usersLeft++;
        user.Activate();
    }

    /// <summary>Takes one request from the budget of the run; false when it is used up.</summary>
    /// <param name="now">When it is sent: what is sent before the measured time is no part of the budget.</param>
    internal bool TryTakeRequest(long now)
    {
        if (_budget is null)
        {
            return true;
        }

        _takesBudget = now >= MeasureFrom;
        if (!_takesBudget)
        {
            return true;
        }

        if (_budgetLeft == 0)
        {
            _budgetLeft = _budget.Take();
            if (_budgetLeft == 0)
            {
                NoteConnectionsAtEnd();
                return false;
            }
        }

        _budgetLeft--;
        return true;
    }

    /// <summary>Takes the other requests of a batch, as far as there are any left.</summary>
    /// <returns>How many.</returns>
    internal long TakeFurtherRequests(long count)
    {
        long left = count;
        while (_takesBudget && left > 0 && (_budgetLeft > 0 || (_budgetLeft = _budget!.Take()) > 0))
        {
            long taken = Math.Min(left, _budgetLeft);
            _budgetLeft -= taken;
            left -= taken;
        }

        return count - left;
    }

    /// <summary>Takes requests that were due and are not sent any more: there are no more of them than the budget has
    /// left. It counts by batches where the plan makes them.</summary>
    /// <returns>How many.</returns>
    internal long TakeDropped(long requests)
    {
        if (_budget is null)
        {
            return requests;
        }

        _takesBudget = Loop.Now >= MeasureFrom;
        long batches = (requests + Plan.Pipeline - 1) / Plan.Pipeline;
        return Math.Min(requests, TakeFurtherRequests(batches) * Plan.Pipeline);
    }

    /// <summary>Counts a response, and what has been received for it.</summary>
    internal void RecordResponse(HttpConnection connection, int status, bool measured)
    {
        long bytes = connection.TakeReceivedBytes();
        if (measured)
        {
            Recorder.RecordBytes(bytes);
            Recorder.RecordResponse(status);
        }
    }

    /// <summary>A batch has ended, well or not: the lane is done when the last one of a budget has.</summary>
    internal void OnBatchEnded()
    {
        if (Source.StopRequested)
        {
            StopForSource();
        }
        else if (_watchesIdle && InFlight == 0)
        {
            OnIdle();
        }
    }

    /// <summary>A user found the budget used up: the lane waits only for what is still under way.</summary>
    internal void OnBudgetUsedUp()
    {
        if (InFlight == 0)
        {
            Stop();
        }
    }

    /// <summary>A user got no request from the source, or the source failed.</summary>
    internal void OnSourceEnded()
    {
        if (Source.Failure is not null)
        {
            // This lane at once, since the source must not be asked again; the others as soon as they hear of it.
            Stop();
            _owner.OnSourceFailed(this);
        }
        else if (--_usersLeft == 0 && _schedule is null)
        {
            Stop();
        }
        else
        {
            _owner.OnUserEnded(this);
            StopIfAsked();
        }
    }

    /// <summary>Stops if the source wants it.</summary>
    internal void StopIfAsked()
    {
        if (Source.StopRequested)
        {
            StopForSource();
        }
    }

    // Nothing is in flight any more.
    private void OnIdle()
    {
        _drained?.Invoke();
        _drained = null;
        if (_budget is not null && !IsStopped)
        {
            StopIfExhausted();
        }
    }

    private void StopIfExhausted()
    {
        if (_budgetLeft == 0)
        {
            _budgetLeft = _budget!.Take();
        }

        if (_budgetLeft == 0)
        {
            Stop();
        }
    }

    private void StartOnLoop(long start)
    {
        MeasureFrom = start + Ticks.Of(Plan.Load.Warmup);
        Source.Start(Loop, MeasureFrom);
        StartCpuClock();
        if (Plan.Load.Warmup > TimeSpan.Zero)
        {
            Loop.Schedule(_measureTimer, MeasureFrom);
        }

        Loop.Schedule(_stopTimer, MeasureFrom + Ticks.Of(Plan.Duration));
        Loop.Schedule(_rateTimer, MeasureFrom + (RateTickMs * Ticks.PerMs));
        StartIntervals();
        Pacer.Start(start);
        if (_schedule is not null)
        {
            _schedule.Start(start);
            return;
        }

        foreach (VirtualUser user in _users)
        {
            if (!IsStopped)
            {
                user.Activate();
            }
        }
    }

    // What the warm-up costs is no part of the measured time.
    private void StartCpuClock()
    {
        _cpuAtStartUs = ThreadClock.CpuUs();
        Recorder.BeginMeasuring();
        Recorder.Samples.Clock = Loop;
        Recorder.Samples.MeasureFrom = MeasureFrom;
    }

    private long CpuSinceStartUs() => _countsCpu && Loop.HasOwnThread ? ThreadClock.CpuUs() - _cpuAtStartUs : 0;

    // Where users come and go, or each request has its own limit, what is too late is cut: an answer that came before
    // is one.
    private static LaneRecorder RecorderFor(RunPlan plan) => plan.IsElastic || plan.Scenario is not null
        ? new LaneRecorder(TimeSpan.MaxValue, isBad: plan.IsBadStatus)
        : new LaneRecorder(plan.Timeout, plan.Load.Rate is not null, plan.IsBadStatus);

    private void TakeRateSample()
    {
        long now = Loop.Now;
        Recorder.RecordTick(ElapsedUs(now));
        if (_watch is not null && !_watch.Look(now, _budgetLeft))
        {
            Recorder.WasGivenUp = true;
            Stop();
        }

        if (Plan.Gates.AbortsOnFail && !IsStopped)
        {
            CountOverdue(now);
        }

        if (!IsStopped)
        {
            Loop.Schedule(_rateTimer, now + (RateTickMs * Ticks.PerMs));
        }
    }

    // For a run that ends at the first request that fails: one that is too late has failed before its answer comes, if
    // it comes at all. Where requests are cut for being late they are counted then.
    private void CountOverdue(long now)
    {
        long limit = Plan.IsElastic || Plan.Scenario is not null ? long.MaxValue : Ticks.Of(Plan.Timeout);
        long overdue = 0;
        foreach (VirtualUser user in _users)
        {
            overdue += user.MeasuredInFlight != 0 && now - user.InFlightSince > limit ? user.MeasuredInFlight : 0;
        }

        Recorder.Overdue = overdue;
    }

    private void Stop()
    {
        if (IsStopped)
        {
            return;
        }

        long now = Loop.Now;
        StoppedAt = _endedAt == 0 ? now : _endedAt;
        Loop.Cancel(_stopTimer);
        EndSending();

        // They are part of the last interval, although none is open any more when it is cut.
        int connections = Math.Max(_connectionsAtEnd, Recorder.Connections.Open);
        foreach (VirtualUser user in _users)
        {
            user.Stop(now);
        }

        Recorder.UsedAllRows = Source.UsedAllRows;
        Recorder.RecordCpu(CpuSinceStartUs());
        EndIntervals(StoppedAt, connections);
        _owner.OnLaneStopped(this);
        OnIdle();
    }
}
