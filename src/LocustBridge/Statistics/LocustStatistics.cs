using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;

namespace LocustBridge.Statistics;

/// <summary>
/// The statistics of one worker: hands out lanes to record on and row handles, and merges all lanes when a report is
/// due. <see cref="RecordSuccess"/> and <see cref="RecordFailure"/> may be called from any thread; a lane belongs to
/// one thread at a time.
/// </summary>
// Take is called by one thread at a time (_takeGate). A sample is in exactly one report: the one whose exchange of
// buffers came after the lane picked its buffer.
public sealed class LocustStatistics
{
    private readonly Lock _lanesGate = new();
    private readonly Lock _takeGate = new();
    private readonly StatsDirectory _directory;
    private readonly StatsClock _clock;
    private readonly SharedLane[] _shared;
    private StatsLane[] _lanes = [];

    /// <summary>Statistics without a sample.</summary>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    /// <param name="namesMax">Different rows kept; all after that share one row that says so.</param>
    /// <param name="errorsMax">Different failures kept; all after that share one that says so.</param>
    public LocustStatistics(TimeProvider? timeProvider = null, int namesMax = 10_000, int errorsMax = 10_000)
    {
        _clock = new StatsClock(timeProvider ?? TimeProvider.System);
        _directory = new StatsDirectory(namesMax, errorsMax);
        _shared = new SharedLane[Math.Max(4, Environment.ProcessorCount)];
        for (int i = 0; i < _shared.Length; i++)
        {
            _shared[i] = new SharedLane(this, AddLane());
        }
    }

    /// <summary>
    /// The row handle of a type and name, valid as long as this object. Any thread; ask once and keep it.
    /// </summary>
    /// <param name="type">The Type column.</param>
    /// <param name="name">The Name column.</param>
    public int GetEntry(string type, string name) => _directory.GetEntry(type, name);

    /// <summary>As <see cref="GetEntry(string, string)"/>, from bytes; what is not UTF-8 becomes U+FFFD.</summary>
    /// <param name="type">The Type column.</param>
    /// <param name="name">The Name column.</param>
    public int GetEntry(ReadOnlySpan<byte> type, ReadOnlySpan<byte> name) =>
        _directory.GetEntry(Encoding.UTF8.GetString(type), Encoding.UTF8.GetString(name));

    /// <summary>The type and name of a row; of the one that takes all others, for a handle never given.</summary>
    /// <param name="entry">The row.</param>
    public (string Type, string Name) NameOf(int entry) => _directory.EntryAt(entry);

    /// <summary>
    /// The handle of a kind of failure, valid as long as this object. Any thread; ask once and keep it.
    /// </summary>
    /// <param name="entry">The row of the failed requests.</param>
    /// <param name="error">What went wrong.</param>
    public int GetError(int entry, string error) => _directory.GetError(entry, error);

    /// <summary>A new lane. It stays part of every report; lanes are made once, not once per user.</summary>
    public StatsLane AddLane()
    {
        var lane = new StatsLane(_clock);
        lock (_lanesGate)
        {
            _lanes = [.. _lanes, lane];
        }

        return lane;
    }

    /// <summary>Counts a request that succeeded. Any thread.</summary>
    /// <param name="type">The Type column, such as the method.</param>
    /// <param name="name">The Name column, such as the path.</param>
    /// <param name="elapsed">Response time.</param>
    /// <param name="length">Bytes of response body.</param>
    public void RecordSuccess(string type, string name, TimeSpan elapsed, long length) =>
        _shared[LaneIndex()].Record(type, name, elapsed.TotalMilliseconds, length, null);

    /// <summary>Counts a request that failed; it counts among the requests too. Any thread.</summary>
    /// <param name="type">The Type column, such as the method.</param>
    /// <param name="name">The Name column, such as the path.</param>
    /// <param name="elapsed">Response time.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="length">Bytes of response body, if there was any.</param>
    public void RecordFailure(string type, string name, TimeSpan elapsed, string error, long length = 0) =>
        _shared[LaneIndex()].Record(type, name, elapsed.TotalMilliseconds, length, error ?? string.Empty);

    /// <summary>Moves everything recorded since the last call into a report. Any thread.</summary>
    /// <param name="report">Added to, not reset.</param>
    public void Take(StatsReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        lock (_takeGate)
        {
            _clock.Adjust();
            StatsLane[] lanes;
            lock (_lanesGate)
            {
                lanes = _lanes;
            }

            foreach (StatsLane lane in lanes)
            {
                lane.BeginTake();
            }

            // Orders each lane's "busy" store before its read of the buffer, as the lanes themselves do not.
            Interlocked.MemoryBarrierProcessWide();
            foreach (StatsLane lane in lanes)
            {
                lane.EndTake(_directory, report);
            }
        }
    }

    private int LaneIndex() => (int)((uint)Environment.CurrentManagedThreadId % (uint)_shared.Length);

    // A lane that several threads share under a lock, with the handles it has seen. Uncontended as a rule: threads are
    // spread over as many of these as there are processors.
    private sealed class SharedLane(LocustStatistics owner, StatsLane lane)
    {
        // Beyond this the cache is dropped: it is rebuilt from the directory, which has limits of its own.
        private const int CacheMax = 20_000;

        private readonly Lock _gate = new();
        private readonly Dictionary<(string Type, string Name), int> _entries = [];
        private readonly Dictionary<(int Entry, string Text), int> _errors = [];

        public void Record(string type, string name, double elapsedMs, long length, string? error)
        {
            lock (_gate)
            {
                if (!_entries.TryGetValue((type ??= string.Empty, name ??= string.Empty), out int entry))
                {
                    entry = owner.GetEntry(type, name);
                    Remember(_entries, (type, name), entry);
                }

                if (error is null)
                {
                    lane.Success(entry, elapsedMs, length);
                    return;
                }

                if (!_errors.TryGetValue((entry, error), out int errorIndex))
                {
                    errorIndex = owner.GetError(entry, error);
                    Remember(_errors, (entry, error), errorIndex);
                }

                lane.Failure(entry, errorIndex, elapsedMs, length);
            }
        }

        private static void Remember<TKey>(Dictionary<TKey, int> cache, TKey key, int value)
            where TKey : notnull
        {
            if (cache.Count >= CacheMax)
            {
                cache.Clear();
            }

            cache[key] = value;
        }
    }
}
