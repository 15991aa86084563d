using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Statistics;

namespace LocustBridge.Outputs;

// Adds up windows and hands snapshots to the outputs. Called by one thread; each output runs in a task of its own.
internal sealed class OutputHub
{
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(2);

    private readonly StatsReport _sum = new();
    private readonly Lane[] _lanes;
    private readonly TimeProvider _time;
    private readonly bool _keep;

    public OutputHub(
        IReadOnlyList<ILocustOutput> outputs, TimeProvider time, LogBuffer log, bool keepAlways = false)
    {
        _keep = keepAlways || outputs.Count != 0;
        _time = time;
        _lanes = new Lane[outputs.Count];
        for (int i = 0; i < _lanes.Length; i++)
        {
            _lanes[i] = new Lane(outputs[i], log);
        }

        Reset();
    }

    public void Start()
    {
        foreach (Lane lane in _lanes)
        {
            lane.Queue(static output => output.Start());
        }
    }

    public void Add(StatsReport window)
    {
        if (_keep)
        {
            _sum.Add(window);
        }
    }

    public void Reset() =>
        _sum.Reset((_time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond);

    public void Publish(IReadOnlyDictionary<string, int> users)
    {
        if (_lanes.Length == 0)
        {
            return;
        }

        LocustSnapshot snapshot = TakeSnapshot(users);
        foreach (Lane lane in _lanes)
        {
            lane.QueueReport(snapshot);
        }
    }

    public void Stop()
    {
        foreach (Lane lane in _lanes)
        {
            lane.Queue(static output => output.Stop());
        }

        foreach (Lane lane in _lanes)
        {
            lane.Wait(s_stopPatience);
        }
    }

    // With the counts of each second where it is the last one: they are much for what is taken each second.
    public LocustSnapshot TakeSnapshot(IReadOnlyDictionary<string, int> users, bool isLast = false)
    {
        StatsRow total = _sum.GetTotal();
        double last = total.LastRequestTimestamp ?? _sum.StartTime;
        var rows = new List<SnapshotRow>();
        foreach (StatsRow row in _sum.Rows)
        {
            if (row.NumRequests != 0)
            {
                rows.Add(new SnapshotRow(row, _sum.StartTime, last, isLast));
            }
        }

        rows.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name) is int order and not 0
            ? order
            : string.CompareOrdinal(a.Method, b.Method));
        var errors = new List<SnapshotError>();
        foreach (ErrorRow error in _sum.Errors)
        {
            errors.Add(new SnapshotError(
                error.Method,
                error.Name,
                error.Error,
                error.Occurrences,
                TimeOf(error.FirstSeen),
                TimeOf(error.LastSeen)));
        }

        return new LocustSnapshot(
            _time.GetUtcNow(), users, rows, new SnapshotRow(total, _sum.StartTime, last, isLast), errors);
    }

    private static DateTimeOffset? TimeOf(double? unixSeconds) =>
        unixSeconds is { } seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;

    // One output's queue: a chain of tasks.
    private sealed class Lane(ILocustOutput output, LogBuffer log)
    {
        private Task _tail = Task.CompletedTask;
        private int _reports;

        public void Queue(Action<ILocustOutput> action) =>
            _tail = _tail.ContinueWith(
                _ => Run(action), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        public void QueueReport(LocustSnapshot snapshot)
        {
            // One that has not taken the last report misses this one.
            if (Interlocked.CompareExchange(ref _reports, 1, 0) == 0)
            {
                Queue(o =>
                {
                    Volatile.Write(ref _reports, 0);
                    o.Report(snapshot);
                });
            }
        }

        public void Wait(TimeSpan patience) => _tail.Wait(patience, CancellationToken.None);

        private void Run(Action<ILocustOutput> action)
        {
            try
            {
                action(output);
            }
            catch (Exception e)
            {
                log.Write("ERROR", "Output: " + e);
            }
        }
    }
}
