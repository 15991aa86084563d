using System;
using System.Collections.Generic;

namespace FastHttp.Load.Recording;

// Cuts what one lane's recorder counts into intervals, by what has changed since the last cut: the exchanges themselves
// cost nothing more. Lane's thread only; any thread may read what it publishes.
internal sealed class IntervalRecorder
{
    private readonly LaneRecorder _lane;
    private readonly long[] _latency = new long[LatencyHistogram.SlotCount];
    private readonly long[] _classes = new long[IntervalHistogram.ClassCount];
    private readonly long[] _status = new long[LaneRecorder.StatusLimit];
    private readonly long[] _errors;
    // A document with the courses of more named requests than this would be too large to read.
    private const int MostEntries = 100;

    private EntryInterval[] _entries = [];
    private LaneInterval _newest = new();
    private long _completed;
    private long _bytesRead;
    private long _failed;
    private long _unanswered;
    private long _timeouts;
    private long _timedOut;
    private long _cpuUs;

    public IntervalRecorder(LaneRecorder lane)
    {
        _lane = lane;
        _errors = new long[lane.ErrorCounts.Length];
    }

    /// <summary>
    /// The newest interval, before the first cut an empty one: where a reader starts, which is before the lane does.
    /// </summary>
    public LaneInterval Newest => _newest;

    /// <summary>Publishes what was recorded since the last cut.</summary>
    /// <param name="index">The number of the interval.</param>
    /// <param name="endUs">Now, from the start of the measured time.</param>
    /// <param name="connections">How many are open.</param>
    /// <param name="cpuUs">Processor time of the lane's thread so far.</param>
    /// <param name="isLast">Whether the lane has stopped.</param>
    /// <param name="inFlight">How many measured requests are under way, where that is asked for.</param>
    public void Cut(int index, long endUs, int connections, long cpuUs, bool isLast, int inFlight = 0)
    {
        LaneInterval interval = new()
        {
            Index = index,
            EndUs = endUs,
            IsLast = isLast,
            Connections = connections,
            InFlight = inFlight,
            Completed = Change(ref _completed, _lane.Completed),
            BytesRead = Change(ref _bytesRead, _lane.BytesRead),
            Failed = Change(ref _failed, _lane.Failed),
            Unanswered = Change(ref _unanswered, _lane.Unanswered),
            Timeouts = Change(ref _timeouts, _lane.Timeouts),
            TimedOut = Change(ref _timedOut, _lane.TimedOut),
            CpuUs = Change(ref _cpuUs, cpuUs),
            LagUs = _lane.TakeLag(),
            Latency = TakeLatency(),
            Status = TakeStatus(),
            Errors = TakeErrors(),
            Entries = TakeEntries(),
        };
        _newest.Publish(interval);
        _newest = interval;
    }

    private static long Change(ref long before, long now)
    {
        long change = now - before;
        before = now;
        return change;
    }

    private IntervalHistogram TakeLatency()
    {
        long maximum = _lane.Latency.TakeChanges(_latency, _classes);
        return IntervalHistogram.Take(_classes, maximum);
    }

    private EntryInterval[] TakeEntries()
    {
        int count = Math.Min(_lane.Entries.Count, MostEntries);
        if (count == 0)
        {
            return [];
        }

        if (_entries.Length < count)
        {
            Array.Resize(ref _entries, count);
        }

        EntryInterval[] changes = new EntryInterval[count];
        for (int index = 0; index < count; index++)
        {
            EntryRecorder entry = _lane.Entries[index];
            EntryInterval now = new(entry.Latency.Count, entry.Failed, entry.TotalUs);
            EntryInterval before = _entries[index];
            _entries[index] = now;
            changes[index] = new EntryInterval(
                now.Completed - before.Completed, now.Failed - before.Failed, now.TotalUs - before.TotalUs);
        }

        return changes;
    }

    private StatusCount[] TakeStatus()
    {
        ReadOnlySpan<long> counts = _lane.StatusCodes;
        if (counts.SequenceEqual(_status))
        {
            return [];
        }

        List<StatusCount> changes = [];
        for (int code = 0; code < counts.Length; code++)
        {
            if (Change(ref _status[code], counts[code]) is > 0 and long change)
            {
                changes.Add(new StatusCount(code, change));
            }
        }

        return [.. changes];
    }

    private ErrorCount[] TakeErrors()
    {
        ReadOnlySpan<long> counts = _lane.ErrorCounts;
        if (counts.SequenceEqual(_errors))
        {
            return [];
        }

        List<ErrorCount> changes = [];
        for (int reason = 0; reason < counts.Length; reason++)
        {
            if (Change(ref _errors[reason], counts[reason]) is > 0 and long change)
            {
                changes.Add(new ErrorCount((HttpError)reason, change));
            }
        }

        return [.. changes];
    }
}
