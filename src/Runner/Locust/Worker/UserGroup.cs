using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;
using FastHttp.Transports;
using Runner.Locust.Options;
using Runner.Planning;
using Runner.Scenarios;
using Runner.Scripting;

namespace Runner.Locust.Worker;

// The users of one class during one test: a lane on each loop, and the script, with a Lua state for each lane. Used by
// one operation of the host at a time; its lanes call back on their loops.
// Lifetime: made when a test begins, disposed of when it has ended, so that each test begins with fresh scripts.
internal sealed class UserGroup : ILaneOwner, IIterationObserver
{
    private readonly Lane[] _lanes;
    private readonly LaneStatistics[] _statistics;
    private readonly ScriptHost? _script;
    private readonly Transport _transport;
    private readonly Action<Exception> _report;
    private readonly Action<string> _warn;
    private readonly int _first;
    private readonly bool _isOnce;
    private readonly ConcurrentDictionary<string, Fault> _faults = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private int _reported;
    private int _warned;

    private UserGroup(GroupSetup setup, RunPlan plan, ScriptHost? script)
    {
        _script = script;
        _transport = setup.Transport;
        _report = setup.Report;
        _warn = setup.Warn;
        _first = setup.Number;
        _isOnce = setup.Options.RunTasks.Count != 0;
        _running = setup.Loops.Count;
        _lanes = new Lane[setup.Loops.Count];
        _statistics = new LaneStatistics[setup.Loops.Count];
        Plan = plan;
        (IReadOnlyList<RequestSource> sources, Func<int, Func<Lane, Pacer>>? pacers) =
            ScenarioRuns.LoadOf(plan, script, _isOnce);
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            int index = lane;
            TransportLoop loop = setup.Loops[index];
            RequestSource source = sources[index];
            source.Scenario?.Observer = this;
            RequestNames names = new(setup.Statistics, setup.Options.NamePatterns);
            LaneStatistics recorder = new(setup.StatsLanes[index], setup.Statistics, names, source, FirstLine(plan));
            _statistics[index] = recorder;
            _lanes[index] = Lane.CreateElastic(
                plan,
                loop,
                source,
                this,
                recorder,
                owner => pacers?.Invoke(index)(owner) ?? new LocustPacer(owner, setup.Options.Wait, setup.Limiter));
        }
    }

    /// <summary>Loads the class's script and makes its lanes; no user runs yet.</summary>
    /// <returns>Null, and <paramref name="failure"/> says why the script cannot be used.</returns>
    public static UserGroup? TryCreate(GroupSetup setup, RunPlan plan, out ScriptError? failure)
    {
        ScriptHost? script = ScriptLoader.Load(plan, SettingsOf(setup.Options), out failure);
        if (script?.Hint is { } hint)
        {
            setup.Warn(hint);
        }

        if (script?.Scenario is { } scenario)
        {
            int known = plan.Warnings.Count;
            (plan, failure) = ScenarioRuns.Prepare(scenario, plan, setup.Transport);
            foreach (string warning in plan.Warnings.Skip(known))
            {
                setup.Warn(warning);
            }
        }

        if (failure is null)
        {
            return new UserGroup(setup, plan, script);
        }

        script?.Dispose();
        return null;
    }

    // Standard output is the JSON's.
    private static ScriptSettings SettingsOf(LocustOptions options)
    {
        ScriptSettings settings = ScriptPlanner.Plan(options.Shared);
        return settings with { PrintsAside = settings.PrintsAside || options.Json };
    }

    /// <summary>What its users do.</summary>
    public RunPlan Plan { get; }

    /// <summary>Users that run. Any thread; a moment old.</summary>
    public int ActiveUsers => _lanes.Sum(static lane => lane.ActiveUsers);

    /// <summary>Its lanes as they are measured, with what keeps full figures of each.</summary>
    public IEnumerable<(Lane Lane, Action<EntryTable> Keep)> Measured =>
        _lanes.Zip(_statistics, (lane, statistics) => (lane, (Action<EntryTable>)statistics.Keep));

    /// <summary>Has so many users run in all; returns how many really do.</summary>
    public async Task<int> SetUsersAsync(int count)
    {
        Task<int>[] applied = new Task<int>[_lanes.Length];
        for (int index = 0; index < _lanes.Length; index++)
        {
            TaskCompletionSource<int> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _lanes[index].SetUsers(ShareOf(index, count), done.SetResult);
            applied[index] = done.Task;
        }

        int[] running = await Task.WhenAll(applied).ConfigureAwait(false);
        return running.Sum();
    }

    /// <summary>Ends when no user does anything any more; from the call on no user begins anything.</summary>
    public Task DrainAsync()
    {
        Task[] drained = new Task[_lanes.Length];
        for (int index = 0; index < _lanes.Length; index++)
        {
            TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _lanes[index].Drain(() => done.TrySetResult());
            drained[index] = done.Task;
        }

        return Task.WhenAll(drained);
    }

    /// <summary>Gives up what is in flight, ends all users, and tells how many requests were given up.</summary>
    public async Task<int> EndAsync()
    {
        Task<int>[] cut = new Task<int>[_lanes.Length];
        for (int index = 0; index < _lanes.Length; index++)
        {
            TaskCompletionSource<int> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _lanes[index].Cut(done.SetResult);
            _lanes[index].RequestStop();
            cut[index] = done.Task;
        }

        int[] lost = await Task.WhenAll(cut).ConfigureAwait(false);
        await _ended.Task.ConfigureAwait(false);
        foreach (Lane lane in _lanes)
        {
            lane.Dispose();
        }

        foreach (Fault fault in _faults.Values.Where(static fault => fault.Count > 1))
        {
            _warn($"{fault.Message}: {fault.Count} iterations failed with this error");
        }

        if (_script?.Scenario is { } scenario)
        {
            ScenarioRuns.TearDown(scenario, Plan, _transport);
            if (scenario.Failure is { } failure)
            {
                _report(new LocustScriptException(failure.Message));
            }
        }

        _script?.FlushOutput();
        _script?.Dispose();
        return lost.Sum();
    }

    public void OnSourceFailed(Lane lane)
    {
        string message = lane.Source.Failure ?? "the script failed";
        lane.RequestStop();

        // All lanes run the same script: one report is enough, and a failure in each would bury the log.
        if (Interlocked.Exchange(ref _reported, 1) == 0)
        {
            _report(new LocustScriptException(message));
        }
    }

    public void OnUserEnded(Lane lane)
    {
        // The first tells what the others would.
        if (!_isOnce && Interlocked.Exchange(ref _warned, 1) == 0)
        {
            string reason = _script?.Scenario?.Shared.UsedUp ?? "its script has no further request for it";
            _warn($"A user has ended: {reason}. Such users are not replaced, and not counted as running");
        }
    }

    // The master and the log hear of each kind once; how often it came is told at the end.
    public void OnIterationFailed(in ScenarioFault fault)
    {
        if (!_faults.TryGetValue(fault.Kind, out Fault? known))
        {
            known = _faults.GetOrAdd(fault.Kind, new Fault(fault.Message));
        }

        if (known.Add() == 1)
        {
            _report(new LocustScriptException(fault.Message));
        }
    }

    public void OnLaneStopped(Lane lane)
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            _ended.TrySetResult();
        }
    }

    // The first user of each class goes to another lane, so that classes of one user each fill all lanes.
    private int ShareOf(int index, int count)
    {
        int place = (index + _lanes.Length - (_first % _lanes.Length)) % _lanes.Length;
        return (count / _lanes.Length) + (place < count % _lanes.Length ? 1 : 0);
    }

    // A kind of error of the script, counted by the lanes together.
    private sealed class Fault(string message)
    {
        private long _count;

        public string Message { get; } = message;

        public long Count => Volatile.Read(ref _count);

        public long Add() => Interlocked.Increment(ref _count);
    }

    private static byte[] FirstLine(RunPlan plan)
    {
        ReadOnlySpan<byte> request = plan.Request.Bytes.Span;
        int end = request.IndexOf((byte)'\n');
        return end < 0 ? Encoding.UTF8.GetBytes(plan.ParsedUrl.Target) : request[..end].ToArray();
    }
}
