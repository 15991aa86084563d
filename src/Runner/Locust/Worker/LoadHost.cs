using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load;
using FastHttp.Load.Planning;
using FastHttp.Transports;
using LocustBridge;
using LocustBridge.RateLimiting;
using LocustBridge.Statistics;
using Runner.Locust.Options;
using Runner.Scripting;

namespace Runner.Locust.Worker;

// The worker's host: users are connections on lanes, a lane for each class on each loop. One for the whole process,
// whatever the number of threads. Calls come from the worker's thread; what takes time runs on the pool, one operation
// after the other (_gate).
// Invariant: _groups is non-empty exactly while a test runs, or stands ready to.
internal sealed partial class LoadHost : ILocustHost, ILocustReporter, IDisposable
{
    // Where no stop timeout is set: what is in flight may end by itself, so that what the target has counted is
    // counted here too.
    private static readonly TimeSpan s_stopGrace = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly LocustOptions _options;
    private readonly TransportLoop[] _loops;
    private readonly GroupSetup _setup;
    private readonly LocustRateLimiter? _limiter;
    private readonly RunResults? _results;
    private readonly Dictionary<string, UserGroup> _groups = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _failures = new();
    private Action<Exception> _exceptions = static _ => { };
    private Action<string> _warnings = static _ => { };
    private CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, string> _classHosts = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _preparedArguments = [];
    private string? _preparedHost;
    private string? _notedHost;
    private volatile bool _isStale;
    private bool _isFresh;
    private bool _isWarm;
    private bool _resetsStats;
    private int _newestOrder;

    // The groups of the test that runs, for those who do not hold _gate.
    private volatile KeyValuePair<string, UserGroup>[] _running = [];

    public LoadHost(
        LocustOptions options, Transport transport, LocustRateLimiter? limiter, RunResults? results = null)
    {
        _options = options;
        _results = results;
        _limiter = limiter;
        LocustStatistics statistics = new();
        _loops = [.. Enumerable.Range(0, options.Threads).Select(index => transport.CreateLoop($"lane {index}"))];
        StatsLane[] lanes = [.. _loops.Select(_ => statistics.AddLane())];
        _setup = new GroupSetup(options, _loops, lanes, statistics, limiter, Report, Warn, transport, 0);
        Classes = [.. options.Classes.Select(userClass => new LocustClassInfo(userClass.Name, 1))];
    }

    public IReadOnlyList<LocustClassInfo> Classes { get; }

    /// <summary>Whether the users of a class that runs are those of a scenario.</summary>
    public bool IsScenario(string userClass) =>
        Array.Find(_running, pair => pair.Key == userClass).Value is { Plan.Scenario: not null };

    /// <summary>What went wrong so far, other than requests.</summary>
    public IReadOnlyCollection<string> Exceptions => _failures;

    /// <summary>
    /// Does before a test what can be done: finds the target, loads the scripts. The next test uses it if it has the
    /// same host.
    /// </summary>
    /// <returns>Null, or one line that says why no test can run.</returns>
    public async Task<string?> PrepareAsync(string? masterHost, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await BuildAsync(masterHost, [], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task<IReadOnlyDictionary<string, int>> SpawnAsync(SpawnOrder order)
    {
        CancellationToken stopping = Volatile.Read(ref _stopping).Token;
        int number = Interlocked.Increment(ref _newestOrder);
        return Task.Run(() => SpawnAsync(order, number, stopping), CancellationToken.None);
    }

    public Task StopAsync(TimeSpan timeout)
    {
        // A test that is still looking for its host ends at once.
        CancellationTokenSource stopping = Interlocked.Exchange(ref _stopping, new CancellationTokenSource());
        return Task.Run(async () =>
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await EndAsync(timeout).ConfigureAwait(false);
        });
    }

    public IReadOnlyDictionary<string, int> CountUsers()
    {
        KeyValuePair<string, UserGroup>[] groups = _running;
        Dictionary<string, int> users = new(StringComparer.Ordinal);
        foreach (UserClassOption userClass in _options.Classes)
        {
            users[userClass.Name] = 0;
        }

        foreach ((string name, UserGroup group) in groups)
        {
            users[name] = group.ActiveUsers;
        }

        return users;
    }

    public void TakeStats(StatsReport report) => _setup.Statistics.Take(report);

    // A run's users keep their connections: a host that changes meanwhile is the next test's. One that the master names
    // for all classes comes before it, as in Locust.
    public void UpdateUserClass(LocustValue change)
    {
        string name = change["user_class_name"].AsText() ?? "";
        UserClassOption? userClass = _options.Classes.FirstOrDefault(
            item => item.Name == name || item.Name == UserClassOption.DefaultName);
        if (userClass is not null && change["host"].AsText() is string host)
        {
            _classHosts[userClass.Name] = host;
            _isStale = true;
            _warnings($"The master has changed the host of {name} to {host}: it holds from the next test on, "
                + "unless that has a host for all classes");
        }
    }

    void ILocustReporter.Attach(Action<Exception> exceptions, Action<string> warnings)
    {
        _exceptions = exceptions;
        _warnings = warnings;
    }

    /// <summary>After the worker has left. What still runs is given up.</summary>
    public void Dispose()
    {
        EndAsync(TimeSpan.Zero).GetAwaiter().GetResult();
        foreach (TransportLoop loop in _loops)
        {
            loop.Dispose();
        }

        _limiter?.Dispose();
        _gate.Dispose();
        _stopping.Dispose();
    }

    private async Task<IReadOnlyDictionary<string, int>> SpawnAsync(
        SpawnOrder order, int number, CancellationToken stopping)
    {
        Dictionary<string, int> running = new(StringComparer.Ordinal);
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (number != Volatile.Read(ref _newestOrder))
            {
                // Overtaken: the newer order's numbers hold, whichever of the two comes first here.
                return order.Users;
            }

            if (!await BeginAsync(order, stopping).ConfigureAwait(false))
            {
                return order.Users.ToDictionary(static pair => pair.Key, static _ => 0);
            }

            foreach ((string name, UserGroup group) in _groups)
            {
                running[name] = await group.SetUsersAsync(order.Users.GetValueOrDefault(name)).ConfigureAwait(false);
            }

            _results?.NoteUsers(running.Values.Sum());
            if (_options.Headless && order.UserCount >= _options.Users)
            {
                Reset();
            }

            return running;
        }
        finally
        {
            _gate.Release();
        }
    }

    // Under _gate. False when there is nothing that users could do.
    private async Task<bool> BeginAsync(SpawnOrder order, CancellationToken stopping)
    {
        if (_groups.Count != 0 && !_isFresh)
        {
            NoteHost(order.Host);
            return true;
        }

        if (stopping.IsCancellationRequested)
        {
            return false;
        }

        string? error = null;
        IReadOnlyList<string> arguments = CustomOptions.Of(order.Options);
        if (_groups.Count == 0
            || _isStale
            || _preparedHost != order.Host
            || !arguments.SequenceEqual(_preparedArguments))
        {
            error = await BuildAsync(order.Host, arguments, stopping).ConfigureAwait(false);
        }

        if (error is not null)
        {
            Report(new LocustScriptException(error));
            return false;
        }

        _isFresh = false;
        _limiter?.Start();
        _resetsStats = _options.Headless ? _options.ResetStats : order.Options["reset_stats"].AsBoolean();
        _running = [.. _groups];
        _results?.Begin([.. _groups.Values]);
        return true;
    }

    // Under _gate. A test's users keep their connections and their script's state, so another host is the next test's;
    // Locust's own users keep their session's too.
    private void NoteHost(string? host)
    {
        if (host is not null
            && host != _notedHost
            && ClassPlanner.UrlOf(_options, host) != ClassPlanner.UrlOf(_options, _preparedHost))
        {
            _warnings($"The master's host is now {host}: this test's users stay at {_preparedHost}, the next test's go "
                + "there. Stop and start for that");
        }

        _notedHost = host;
    }

    // Under _gate.
    private async Task<string?> BuildAsync(
        string? masterHost, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await EndGroupsAsync().ConfigureAwait(false);
        _isStale = false;
        foreach (UserClassOption userClass in _options.Classes)
        {
            string? host = masterHost ?? _classHosts.GetValueOrDefault(userClass.Name);
            if (ClassPlanner.UrlOf(_options, host) is not string url)
            {
                await EndGroupsAsync().ConfigureAwait(false);
                return "no host to load (neither here nor at the master). "
                    + "Give a URL, or --host, or a host in the web page";
            }

            (RunPlan? plan, string? error) = await ClassPlanner.PlanAsync(
                _options, userClass, url, arguments, cancellationToken).ConfigureAwait(false);
            if (plan is null)
            {
                await EndGroupsAsync().ConfigureAwait(false);
                return error;
            }

            GroupSetup setup = _setup with { Number = _groups.Count };
            if (UserGroup.TryCreate(setup, plan, out ScriptError? failure) is not UserGroup group)
            {
                await EndGroupsAsync().ConfigureAwait(false);
                return failure!.Message;
            }

            _groups.Add(userClass.Name, group);
        }

        await WarmAsync().ConfigureAwait(false);
        _preparedHost = masterHost;
        _notedHost = masterHost;
        _preparedArguments = arguments;
        _isFresh = true;
        return null;
    }

    // Under _gate. Where code is compiled while it runs, the engine's own is before the first test's first request.
    private async Task WarmAsync()
    {
        if (CodeWarmup.IsNeeded && !_isWarm)
        {
            _isWarm = true;
            RunPlan plan = _groups.First().Value.Plan;
            await Task.Run(() => CodeWarmup.Run(plan, _setup.Transport), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void Warn(string text) => _warnings(text);

    private void Report(Exception exception)
    {
        _failures.Enqueue(exception.Message);
        _exceptions(exception);
    }
}
