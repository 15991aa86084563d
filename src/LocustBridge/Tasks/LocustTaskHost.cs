using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.RateLimiting;
using LocustBridge.Statistics;

namespace LocustBridge.Tasks;

/// <summary>
/// Runs user classes made of asynchronous tasks on the thread pool: the host for programs in boomer's manner. Any
/// thread.
/// </summary>
// _gate guards the lists of users and the hosts of classes. Invariant: a user is in _users while it was not told to
// end, in _leaving from then until it has ended, and is disposed of when it leaves that.
public sealed class LocustTaskHost : ILocustHost, ILocustReporter
{
    private readonly Lock _gate = new();
    private readonly LocustUserClass[] _classes;
    private readonly Dictionary<string, List<UserRun>> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _hosts = new(StringComparer.Ordinal);
    private readonly HashSet<UserRun> _leaving = [];
    private Action<Exception> _exceptions = static _ => { };
    private Action<string> _warnings = static _ => { };
    private int _nextId;

    /// <summary>A host for some user classes.</summary>
    /// <param name="statistics">Where users record; new ones when null.</param>
    /// <param name="classes">What it can run; at least one, with different names.</param>
    public LocustTaskHost(LocustStatistics? statistics, params LocustUserClass[] classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentOutOfRangeException.ThrowIfZero(classes.Length, nameof(classes));
        Statistics = statistics ?? new LocustStatistics();
        _classes = [.. classes];
        var infos = new List<LocustClassInfo>();
        foreach (LocustUserClass userClass in classes)
        {
            infos.Add(new LocustClassInfo(userClass.Name, userClass.Weight));
            _users.Add(userClass.Name, []);
        }

        Classes = infos;
    }

    /// <summary>
    /// A host with one user class of no particular name, which runs whatever the master's file calls them.
    /// </summary>
    /// <param name="tasks">What its users do; at least one task.</param>
    public LocustTaskHost(params LocustTask[] tasks)
        : this(null, new LocustUserClass(SpawnOrder.AnyClass, tasks))
    {
    }

    /// <summary>Holds back the tasks of all users together; null for no limit.</summary>
    public ILocustRateLimiter? RateLimiter { get; init; }

    /// <summary>
    /// Where a master sets no stop timeout: how long a task in flight may take to end by itself before it is
    /// cancelled, so that what the target has counted is counted here too.
    /// </summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a cancelled task may take to end, before its user is left behind.</summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Where users record.</summary>
    public LocustStatistics Statistics { get; }

    /// <inheritdoc/>
    public IReadOnlyList<LocustClassInfo> Classes { get; }

    /// <summary>Users that run and were not told to end.</summary>
    public int UserCount
    {
        get
        {
            int sum = 0;
            foreach (int count in CountUsers().Values)
            {
                sum += count;
            }

            return sum;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> CountUsers()
    {
        var running = new Dictionary<string, int>(StringComparer.Ordinal);
        lock (_gate)
        {
            foreach ((string name, List<UserRun> users) in _users)
            {
                int count = 0;
                foreach (UserRun user in users)
                {
                    count += user.Completion.IsCompleted ? 0 : 1;
                }

                running[name] = count;
            }
        }

        return running;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, int>> SpawnAsync(SpawnOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var running = new Dictionary<string, int>(StringComparer.Ordinal);
        lock (_gate)
        {
            if (order.IsFirst)
            {
                RateLimiter?.Start();
            }

            foreach (LocustUserClass userClass in _classes)
            {
                if (order.Host is string host)
                {
                    SetHost(userClass.Name, host);
                }

                List<UserRun> users = _users[userClass.Name];
                int wanted = order.Users.TryGetValue(userClass.Name, out int count) ? count : 0;
                while (users.Count > wanted)
                {
                    // The newest leaves first: the others keep their sessions warm.
                    UserRun last = users[^1];
                    users.RemoveAt(users.Count - 1);
                    Release(last);
                }

                while (users.Count < wanted)
                {
                    string? present = _hosts.GetValueOrDefault(userClass.Name);
                    var user = new UserRun(userClass, _nextId++, present, Statistics, RateLimiter, OnException);
                    users.Add(user);
                    user.Start();
                }

                running[userClass.Name] = users.Count;
            }
        }

        return Task.FromResult<IReadOnlyDictionary<string, int>>(running);
    }

    /// <inheritdoc/>
    public async Task StopAsync(TimeSpan timeout)
    {
        UserRun[] leaving;
        lock (_gate)
        {
            RateLimiter?.Stop();
            foreach (List<UserRun> users in _users.Values)
            {
                users.ForEach(Release);
                users.Clear();
            }

            leaving = [.. _leaving];
        }

        if (leaving.Length == 0)
        {
            return;
        }

        Task all = Task.WhenAll(Array.ConvertAll(leaving, static user => user.Completion));
        if (await EndsWithin(all, timeout > StopGrace ? timeout : StopGrace).ConfigureAwait(false))
        {
            return;
        }

        int lost = 0;
        lock (_gate)
        {
            foreach (UserRun user in _leaving)
            {
                // A user that merely rested has ended long since.
                lost++;
                user.Cut();
            }
        }

        _warnings(lost + " tasks were still at work when users stopped; what they gave up is not counted");
        if (!await EndsWithin(all, CancelGrace).ConfigureAwait(false))
        {
            _warnings("Some tasks do not heed their cancellation; their users are left behind");
        }
    }

    /// <inheritdoc/>
    public void TakeStats(StatsReport report) => Statistics.Take(report);

    /// <inheritdoc/>
    public void UpdateUserClass(LocustValue change)
    {
        ArgumentNullException.ThrowIfNull(change);
        string name = change["user_class_name"].AsText() ?? "";
        name = _users.ContainsKey(name) ? name : SpawnOrder.AnyClass;
        if (change["host"].AsText() is string host && _users.ContainsKey(name))
        {
            lock (_gate)
            {
                SetHost(name, host);
            }
        }
    }

    void ILocustReporter.Attach(Action<Exception> exceptions, Action<string> warnings)
    {
        _exceptions = exceptions;
        _warnings = warnings;
    }

    // Under _gate. One class's, as in Python, where an order with a host names it for all of them. Users that run read
    // the new one too, from their next request on.
    private void SetHost(string name, string host)
    {
        if (_hosts.GetValueOrDefault(name) != host)
        {
            _hosts[name] = host;
            _users[name].ForEach(user => user.SetHost(host));
        }
    }

    // Under _gate.
    private void Release(UserRun user)
    {
        _leaving.Add(user);
        user.Finish();
        user.Completion.ContinueWith(
            _ =>
            {
                lock (_gate)
                {
                    _leaving.Remove(user);
                    user.Dispose();
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private void OnException(Exception e) => _exceptions(e);

    private static async Task<bool> EndsWithin(Task task, TimeSpan time)
    {
        if (time <= TimeSpan.Zero)
        {
            return task.IsCompleted;
        }

        try
        {
            await task.WaitAsync(time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
