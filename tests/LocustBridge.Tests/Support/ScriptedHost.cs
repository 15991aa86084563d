using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using LocustBridge.Statistics;

namespace LocustBridge.Tests.Support;

// A host without users: remembers what it was told, and lets the test record by hand.
internal sealed class ScriptedHost : ILocustHost
{
    private readonly ConcurrentQueue<SpawnOrder> _orders = new();
    private readonly ConcurrentQueue<(string Name, long Count)> _bulk = new();

    public ScriptedHost(params LocustClassInfo[] classes)
    {
        Classes = classes.Length == 0 ? [new LocustClassInfo("default", 1)] : classes;
    }

    public LocustStatistics Statistics { get; init; } = new();

    public IReadOnlyList<LocustClassInfo> Classes { get; }

    public IReadOnlyList<SpawnOrder> Orders => [.. _orders];

    public int Stops { get; private set; }

    public TimeSpan LastStopTimeout { get; private set; }

    public bool Running { get; private set; }

    public LocustValue? Change { get; private set; }

    public Task<IReadOnlyDictionary<string, int>> SpawnAsync(SpawnOrder order)
    {
        _orders.Enqueue(order);
        Running = true;
        return Task.FromResult(order.Users);
    }

    public Task StopAsync(TimeSpan timeout)
    {
        Stops++;
        LastStopTimeout = timeout;
        Running = false;
        return Grace;
    }

    // How long users take to end.
    public Task Grace { get; set; } = Task.CompletedTask;

    public void TakeStats(StatsReport report)
    {
        Statistics.Take(report);
        while (_bulk.TryDequeue(out (string Name, long Count) bulk))
        {
            StatsRow row = report.GetRow("GET", bulk.Name);
            long now = DateTime.UtcNow.Ticks;
            row.AddWindow(bulk.Count, 0, bulk.Count * 2.0, 2, 2, bulk.Count, now);
            row.AddBucket(2, bulk.Count);
            row.AddSecond((now - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond, bulk.Count, 0);
        }
    }

    // Runs on the worker's own thread.
    public Action? OnUpdate { get; set; }

    public void UpdateUserClass(LocustValue change)
    {
        OnUpdate?.Invoke();
        Change = change;
    }

    // Those who did not end by themselves; null while all do what they are told.
    public IReadOnlyDictionary<string, int>? Left { get; set; }

    public IReadOnlyDictionary<string, int>? CountUsers() => Left;

    public int Users => _orders.LastOrDefault()?.UserCount ?? 0;

    public void Record(string name, params double[] times)
    {
        foreach (double time in times)
        {
            Statistics.RecordSuccess("GET", name, TimeSpan.FromMilliseconds(time), 1000);
        }
    }

    // So many requests of 2 ms and one byte at once, as a host with statistics of its own may report them.
    public void Bulk(string name, params long[] counts)
    {
        foreach (long count in counts)
        {
            _bulk.Enqueue((name, count));
        }
    }
}
