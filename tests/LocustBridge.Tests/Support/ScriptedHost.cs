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
        return Task.CompletedTask;
    }

    public void TakeStats(StatsReport report) => Statistics.Take(report);

    public void UpdateUserClass(LocustValue change) => Change = change;

    public int Users => _orders.LastOrDefault()?.UserCount ?? 0;

    public void Record(string name, params double[] times)
    {
        foreach (double time in times)
        {
            Statistics.RecordSuccess("GET", name, TimeSpan.FromMilliseconds(time), 1000);
        }
    }
}
