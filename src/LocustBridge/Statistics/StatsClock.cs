using System;
using System.Threading;

namespace LocustBridge.Statistics;

// UTC good to a few milliseconds, for a few nanoseconds: the kernel's coarse tick plus an offset that each report sets
// anew. A precise clock read can cost more than the rest of a sample, on machines whose clock source is a system call.
// Read by any thread, adjusted by the one that takes a report.
internal sealed class StatsClock
{
    private readonly TimeProvider _time;
    private long _offsetTicks;

    public StatsClock(TimeProvider time)
    {
        _time = time;
        Adjust();
    }

    public long UtcTicks =>
        Volatile.Read(ref _offsetTicks) + (Environment.TickCount64 * TimeSpan.TicksPerMillisecond);

    public void Adjust() => Volatile.Write(
        ref _offsetTicks, _time.GetUtcNow().UtcTicks - (Environment.TickCount64 * TimeSpan.TicksPerMillisecond));
}
