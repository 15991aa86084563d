using System;
using System.Threading;

namespace LocustBridge.Statistics;

/// <summary>
/// Records the requests of one lane. Exactly one thread at a time may call the recording methods; another thread takes
/// what was recorded, at any moment, without stopping it. No allocation once each row and error was seen.
/// </summary>
// Two buffers. The taker exchanges the current one and then waits until the writer is out of the old one. The writer
// only announces itself in a plain field: the store-load barrier that this needs is paid by the taker, for all lanes at
// once, with a process-wide barrier, so a sample costs no interlocked instruction.
// Invariant: a buffer that is not current is touched by the taker only, once _busy was seen 0 after the exchange.
public sealed class StatsLane
{
    private readonly StatsClock _clock;
    private LaneBuffer _current = new();
    private LaneBuffer _spare = new();
    private LaneBuffer? _taken;
    private int _busy;

    internal StatsLane(StatsClock clock) => _clock = clock;

    /// <summary>Counts a request that succeeded, ended now.</summary>
    /// <param name="entry">The row, from <see cref="LocustStatistics.GetEntry(string, string)"/>.</param>
    /// <param name="elapsedMs">Response time in milliseconds, with its fraction.</param>
    /// <param name="length">Bytes of response body.</param>
    public void Success(int entry, double elapsedMs, long length) =>
        Success(entry, elapsedMs, length, _clock.UtcTicks);

    /// <summary>Counts a request that succeeded.</summary>
    /// <param name="entry">The row, from <see cref="LocustStatistics.GetEntry(string, string)"/>.</param>
    /// <param name="elapsedMs">Response time in milliseconds, with its fraction.</param>
    /// <param name="length">Bytes of response body.</param>
    /// <param name="utcTicks">When it ended, as <see cref="DateTime.Ticks"/> of UTC, for callers with a clock.</param>
    public void Success(int entry, double elapsedMs, long length, long utcTicks)
    {
        Volatile.Write(ref _busy, 1);
        Volatile.Read(ref _current).Add(entry, Sane(elapsedMs), Math.Max(0, length), false, utcTicks);
        Volatile.Write(ref _busy, 0);
    }

    /// <summary>Counts a request that failed, ended now. It counts among the requests too.</summary>
    /// <param name="entry">The row, from <see cref="LocustStatistics.GetEntry(string, string)"/>.</param>
    /// <param name="error">The reason, from <see cref="LocustStatistics.GetError(int, string)"/>.</param>
    /// <param name="elapsedMs">Response time in milliseconds, with its fraction.</param>
    /// <param name="length">Bytes of response body, if there was any.</param>
    public void Failure(int entry, int error, double elapsedMs, long length) =>
        Failure(entry, error, elapsedMs, length, _clock.UtcTicks);

    /// <summary>Counts a request that failed. It counts among the requests too.</summary>
    /// <param name="entry">The row, from <see cref="LocustStatistics.GetEntry(string, string)"/>.</param>
    /// <param name="error">The reason, from <see cref="LocustStatistics.GetError(int, string)"/>.</param>
    /// <param name="elapsedMs">Response time in milliseconds, with its fraction.</param>
    /// <param name="length">Bytes of response body, if there was any.</param>
    /// <param name="utcTicks">When it ended, as <see cref="DateTime.Ticks"/> of UTC, for callers with a clock.</param>
    public void Failure(int entry, int error, double elapsedMs, long length, long utcTicks)
    {
        Volatile.Write(ref _busy, 1);
        LaneBuffer buffer = Volatile.Read(ref _current);
        buffer.Add(entry, Sane(elapsedMs), Math.Max(0, length), true, utcTicks);
        buffer.AddError(error, utcTicks);
        Volatile.Write(ref _busy, 0);
    }

    // Taker, step 1 of 2; Interlocked.MemoryBarrierProcessWide() must run before step 2.
    internal void BeginTake() => _taken = Interlocked.Exchange(ref _current, _spare);

    // Taker, step 2 of 2. A writer that had read the old buffer before the exchange is seen as busy here.
    internal void EndTake(StatsDirectory directory, StatsReport report)
    {
        var wait = new SpinWait();
        while (Volatile.Read(ref _busy) != 0)
        {
            wait.SpinOnce();
        }

        LaneBuffer taken = _taken!;
        _taken = null;
        taken.MoveTo(directory, report);
        _spare = taken;
    }

    // Never send NaN, Infinity or a negative time: the master would put them bare into its JSON.
    private static double Sane(double elapsedMs) => elapsedMs >= 0 ? Math.Min(elapsedMs, 1e12) : 0;
}
