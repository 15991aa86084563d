using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>
/// The figures of a run so far: reads the intervals that the lanes publish, without disturbing them, and adds them up.
/// Any thread may read; readers take turns. Totals are as old as the newest interval that every lane has published.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class RunProgress
{
    private readonly Lock _gate = new();
    private readonly LaneInterval[] _read;
    private readonly IntervalSeries _series;
    private readonly long[] _scratch = new long[IntervalHistogram.ClassCount];
    private readonly long[] _latency = new long[IntervalHistogram.ClassCount];
    private readonly long[] _status = new long[LaneRecorder.StatusLimit];
    private readonly long[] _errors = new long[Enum.GetValues<HttpError>().Length];
    private readonly int[] _connections;
    private readonly int[] _inFlight;
    private readonly List<RunInterval> _unseen = [];
    private RunInterval? _newest;
    private long _completed;
    private long _bytesRead;
    private long _failed;
    private long _unanswered;
    private long _timedOut;
    private long _timeouts;
    private long _maximumUs;

    /// <param name="lanes">Where each lane's intervals begin.</param>
    /// <param name="intervalUs">How long an interval is.</param>
    internal RunProgress(IReadOnlyList<LaneInterval> lanes, long intervalUs)
    {
        _read = [.. lanes];
        _connections = new int[lanes.Count];
        _inFlight = new int[lanes.Count];
        _series = new IntervalSeries(intervalUs);
        IntervalUs = intervalUs;
    }

    /// <summary>The length of an interval, as planned.</summary>
    internal long IntervalUs { get; }

    /// <summary>
    /// Takes in what the lanes have published, and returns the intervals that no call has returned before.
    /// </summary>
    internal IReadOnlyList<RunInterval> TakeUnseen()
    {
        lock (_gate)
        {
            ReadOn();
            RunInterval[] unseen = [.. _unseen];
            _unseen.Clear();
            return unseen;
        }
    }

    /// <summary>Takes in what the lanes have published, and returns the state of the run.</summary>
    internal ProgressSnapshot Take()
    {
        lock (_gate)
        {
            ReadOn();
            return new ProgressSnapshot
            {
                Newest = _newest,
                Intervals = [.. _series.Intervals],
                IntervalUs = _series.IntervalUs,
                Completed = _completed,
                BytesRead = _bytesRead,
                Failed = _failed,
                Unanswered = _unanswered,
                TimedOut = _timedOut,
                InFlight = _inFlight.Sum(static count => (long)count),
                Timeouts = _timeouts,
                Latency = Latency(),
                StatusCodes = (long[])_status.Clone(),
                ErrorCounts = (long[])_errors.Clone(),
            };
        }
    }

    private void ReadOn()
    {
        while (TryCombine(out RunInterval interval))
        {
            _newest = interval;
            _series.Add(interval);
            _unseen.Add(interval);
        }
    }

    // The next interval by number, once no lane can add to it any more: each has published it, or a later one, or has
    // ended.
    private bool TryCombine(out RunInterval interval)
    {
        int index = int.MaxValue;
        foreach (LaneInterval read in _read)
        {
            LaneInterval? next = read.Next;
            if (next is null && !read.IsLast)
            {
                interval = null!;
                return false;
            }

            index = Math.Min(index, next?.Index ?? int.MaxValue);
        }

        interval = null!;
        if (index == int.MaxValue)
        {
            return false;
        }

        interval = Combine(index);
        return true;
    }

    private RunInterval Combine(int index)
    {
        long endUs = 0;
        long completed = 0;
        long bytesRead = 0;
        long failed = 0;
        long cpuUs = 0;
        long lagUs = 0;
        long maximumUs = 0;
        EntryInterval[] entries = [];
        for (int lane = 0; lane < _read.Length; lane++)
        {
            if (_read[lane].Next is not { } part || part.Index != index)
            {
                continue;
            }

            _read[lane] = part;
            _connections[lane] = part.Connections;
            _inFlight[lane] = part.InFlight;
            endUs = Math.Max(endUs, part.EndUs);
            completed += part.Completed;
            bytesRead += part.BytesRead;
            failed += part.Failed;
            cpuUs += part.CpuUs;
            lagUs = Math.Max(lagUs, part.LagUs);
            maximumUs = Math.Max(maximumUs, part.Latency.Maximum);
            part.Latency.AddTo(_scratch);
            entries = EntryInterval.Sum(entries, part.Entries);
            AddTotals(part);
        }

        _completed += completed;
        _bytesRead += bytesRead;
        _failed += failed;
        _maximumUs = Math.Max(_maximumUs, maximumUs);
        long connections = 0;
        Array.ForEach(_connections, count => connections += count);
        return new RunInterval
        {
            StartUs = _newest?.EndUs ?? 0,
            EndUs = Math.Max(endUs, _newest?.EndUs ?? 0),
            Completed = completed,
            BytesRead = bytesRead,
            Failed = failed,
            CpuUs = cpuUs,
            LagUs = lagUs,
            Connections = connections,
            Entries = entries,
            Latency = IntervalHistogram.Take(_scratch, maximumUs),
        };
    }

    private void AddTotals(LaneInterval part)
    {
        _unanswered += part.Unanswered;
        _timedOut += part.TimedOut;
        _timeouts += part.Timeouts;
        part.Latency.AddTo(_latency);
        foreach (StatusCount status in part.Status)
        {
            _status[status.Code] += status.Count;
        }

        foreach (ErrorCount error in part.Errors)
        {
            _errors[(int)error.Reason] += error.Count;
        }
    }

    private IntervalHistogram Latency()
    {
        _latency.CopyTo(_scratch.AsSpan());
        return IntervalHistogram.Take(_scratch, _maximumUs);
    }
}
