using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Users;
using FastHttp.Transports;

namespace FastHttp.Load.Scenarios;

// One user of a program: its code runs on the lane's loop until it awaits the user, and goes on there, in the call
// that brings the answer. What it awaits besides takes it to another thread; what it asks for from there comes back
// through the loop's queue. Everything but the methods that the user calls is the loop's; those are the user's, which
// is one flow of code. Allocates nothing for a request once it is warm.
//
// Invariant: _wanted, _isInside and _isAccepted are the loop's alone. _isPending is set from the user's call to its
// continuation. After _isOver, what the user waits for is cancelled once, and later calls never complete.
internal sealed partial class UserFlow
    : IValueTaskSource<LoadResponse>, IValueTaskSource<LoadResponses>, IValueTaskSource, ILoopTask
{
    private readonly UserSource _lane;
    private readonly int _index;
    private readonly int _seed;
    private readonly Action _onEnded;
    private readonly LoadUser _user;
    private ManualResetValueTaskSourceCore<LoadResponse> _core;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _awaiter;
    private Func<LoadUser, ValueTask>? _begins;
    private ScenarioSignal _asked = ScenarioSignal.Away;
    private ScenarioSignal _wanted;
    private bool _isInside;
    private bool _isAccepted;
    private bool _isSending;
    private bool _isPending;
    private volatile bool _isOver;
    private bool _wasCancelled;
    private string? _group;
    private int _generation;
    private double _pause;
    private Exception? _fault;

    public UserFlow(UserSource lane, int index, int id, int seed)
    {
        _lane = lane;
        _index = index;
        _seed = seed;
        _onEnded = OnEnded;
        _user = new LoadUser(this, id);
    }

    public int Iteration { get; private set; }

    public Random Random => field ??= new Random(_seed);

    public double Pause => _pause;

    // Whether the caller is the user, within RunOn.
    private bool IsInside => _lane.IsOnLoop && _isInside && !_isOver;

    public void CheckGeneration(int generation)
    {
        if (generation != _generation)
        {
            throw new InvalidOperationException(
                "This response was read after its user's next request. Copy from it what you keep.");
        }
    }

    // What the user calls --------------------------------------------------------------------------------------------

    public ValueTask<LoadResponse> SendAsync(in LoadCall call)
    {
        Open();
        _generation++;
        _isBatch = false;
        _single.Begin(in call);
        Ask(ScenarioSignal.Request);
        return new ValueTask<LoadResponse>(this, _core.Version);
    }

    public ValueTask<LoadResponses> BatchAsync(ReadOnlySpan<LoadCall> calls)
    {
        if (calls.IsEmpty)
        {
            return default;
        }

        Open();
        _generation++;
        _isBatch = true;
        _batch ??= new UserBatch();
        _batch.Begin(calls);
        Ask(ScenarioSignal.Batch);
        return new ValueTask<LoadResponses>(this, _core.Version);
    }

    public ValueTask ThinkAsync(TimeRange time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time.Longest, time.Shortest, nameof(time));
        TimeSpan drawn = time.Shortest == time.Longest
            ? TimeLimit.Of(time.Shortest)
            : time.Shortest + ((time.Longest - time.Shortest) * Random.NextDouble());
        if (drawn <= TimeSpan.Zero)
        {
            return default;
        }

        Open();
        _pause = drawn.TotalSeconds;
        if (IsInside)
        {
            Want(ScenarioSignal.Think);
        }
        else
        {
            _asked = ScenarioSignal.Think;
        }

        return new ValueTask(this, _core.Version);
    }

    public bool Check(string name, bool condition, LoadResponse response)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_lane.IsOnLoop)
        {
            CheckLater(name, condition, condition ? "" : response.Describe());
            return condition;
        }

        bool wantsSample = !condition && _lane.WantsSample(name);
        _lane.RecordCheck(name, condition, wantsSample ? response.Describe() : "");
        return condition;
    }

    public LoadGroup BeginGroup(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        LoadGroup group = new(this, _group, _lane.Clock);
        _group = _group is null ? name : $"{_group} / {name}";
        return group;
    }

    public void EndGroup(string? outer, long beganAt)
    {
        string? name = _group;
        _group = outer;
        if (name is null || _isOver)
        {
            return;
        }

        if (_lane.IsOnLoop)
        {
            _lane.EndGroup(name, beganAt);
        }
        else
        {
            EndGroupLater(name, beganAt);
        }
    }

    // What the loop calls --------------------------------------------------------------------------------------------

    /// <summary>Lays out the next iteration.</summary>
    public void Begin(Func<LoadUser, ValueTask> run, int iteration)
    {
        _begins = run;
        _group = null;
        Iteration = iteration;
    }

    /// <summary>Runs the user on until it wants something.</summary>
    public ScenarioSignal RunOn()
    {
        _wanted = ScenarioSignal.Away;
        if (_begins is { } run)
        {
            _begins = null;
            _isInside = true;
            Start(run);
            _isInside = false;
        }
        else if (!TryFollow())
        {
            _isAccepted = false;
            _isPending = false;
            _isInside = true;
            _core.SetResult(new LoadResponse(this, _generation));
            _isInside = false;
        }

        return _wanted;
    }

    /// <summary>Lets the user go: what it waits for is cancelled, so that it can put away what it holds.</summary>
    public void Leave()
    {
        _isOver = true;
        _generation++;
        if (_isAccepted)
        {
            Cancel();
        }
    }

    /// <summary>Why the iteration failed.</summary>
    public ScenarioFault Fault => UserText.Of(_fault!);

    // The user has asked for something, or ended, on another thread.
    void ILoopTask.Run()
    {
        ScenarioSignal asked = _asked;
        _asked = ScenarioSignal.Away;
        if (_isOver)
        {
            if (asked != ScenarioSignal.Done)
            {
                Cancel();
            }

            return;
        }

        _wanted = ScenarioSignal.Away;
        _isInside = true;
        switch (asked)
        {
            case ScenarioSignal.Done:
                TakeEnd();
                break;
            case ScenarioSignal.Request or ScenarioSignal.Batch:
                PrepareLate(asked);
                break;
            default:
                Want(asked);
                break;
        }

        _isInside = false;
        if (_wanted != ScenarioSignal.Away)
        {
            _lane.Return(_index, _wanted);
        }
    }

    LoadResponse IValueTaskSource<LoadResponse>.GetResult(short token)
    {
        ThrowIfUnderWay(token);
        return _core.GetResult(token);
    }

    LoadResponses IValueTaskSource<LoadResponses>.GetResult(short token)
    {
        ThrowIfUnderWay(token);
        _core.GetResult(token);
        return new LoadResponses(this, _generation, _batch!.Count);
    }

    void IValueTaskSource.GetResult(short token)
    {
        ThrowIfUnderWay(token);
        _core.GetResult(token);
    }

    // By .Result, which would hold up the thread that the answer comes in on.
    private void ThrowIfUnderWay(short token)
    {
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("What a user asked for is under way: await it, and leave .Result out.");
        }
    }

    ValueTaskSourceStatus IValueTaskSource<LoadResponse>.GetStatus(short token) => _core.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource<LoadResponses>.GetStatus(short token) => _core.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<LoadResponse>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        OnAwaited(continuation, state, token, flags);

    void IValueTaskSource<LoadResponses>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        OnAwaited(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        OnAwaited(continuation, state, token, flags);

    private static ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter AwaiterOf(ValueTask run) =>
        run.ConfigureAwait(false).GetAwaiter();

    // Closures are made where they are needed, and not where a method begins.
    private void CheckLater(string name, bool condition, string sample) =>
        _lane.Post(new ActionTask(() => _lane.RecordCheck(name, condition, sample)));

    private void EndGroupLater(string name, long beganAt) =>
        _lane.Post(new ActionTask(() => _lane.EndGroup(name, beganAt)));

    // What was asked for elsewhere is sent when it is awaited: then the user goes on where the answer comes, on the
    // loop.
    private void OnAwaited(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        bool isElsewhere = _asked != ScenarioSignal.Away;
        _core.OnCompleted(continuation, state, token, flags);
        if (isElsewhere)
        {
            _lane.Post(this);
        }
    }

    private void Open()
    {
        if (_isPending)
        {
            throw new InvalidOperationException(
                "A user does one thing at a time: await what it does before it does the next.");
        }

        _isPending = true;
        _core.Reset();
    }

    // What is asked for elsewhere is prepared on the loop.
    private void Ask(ScenarioSignal signal)
    {
        if (!IsInside)
        {
            _asked = signal;
            return;
        }

        try
        {
            Prepare();
        }
        catch
        {
            _isPending = false;
            throw;
        }

        Want(signal);
    }

    private void Want(ScenarioSignal signal)
    {
        _isAccepted = true;
        _isSending = signal is ScenarioSignal.Request or ScenarioSignal.Batch;
        _wanted = signal;
    }

    private void Start(Func<LoadUser, ValueTask> run)
    {
        try
        {
            _awaiter = AwaiterOf(run(_user));
        }
        catch (Exception fault)
        {
            End(fault);
            return;
        }

        if (_awaiter.IsCompleted)
        {
            TakeEnd();
        }
        else
        {
            _awaiter.UnsafeOnCompleted(_onEnded);
        }
    }

    private void OnEnded()
    {
        if (IsInside || _isOver)
        {
            TakeEnd();
        }
        else
        {
            _asked = ScenarioSignal.Done;
            _lane.Post(this);
        }
    }

    private void TakeEnd()
    {
        try
        {
            _awaiter.GetResult();
            End(null);
        }
        catch (Exception fault)
        {
            End(fault);
        }
    }

    // One that left something under way cannot be told from it any more: the next iteration is another user's.
    private void End(Exception? fault)
    {
        if (_isPending && fault is null)
        {
            fault = new InvalidOperationException(
                "The user ended while it was still doing something: await every request and every pause.");
        }

        _fault = fault;
        _wanted = fault is null ? ScenarioSignal.Done
            : _isPending ? ScenarioSignal.Broken
            : fault is FeedUsedUpException ? ScenarioSignal.Stopped
            : ScenarioSignal.Failed;
        if (_wanted == ScenarioSignal.Stopped)
        {
            _lane.NoteUsedUp(fault!.Message);
        }
    }

    private void Cancel()
    {
        if (!_wasCancelled)
        {
            _wasCancelled = true;
            _isAccepted = false;
            _isPending = false;
            _core.SetException(new OperationCanceledException("The test has ended, or no longer needs this user."));
        }
    }
}
