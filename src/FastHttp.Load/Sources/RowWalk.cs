using System.Threading;

namespace FastHttp.Load.Sources;

// A walk through rows that all lanes share. Any thread.
internal sealed class RowWalk
{
    private long _next = -1;

    /// <summary>How many rows were asked for.</summary>
    public long Steps => Volatile.Read(ref _next) + 1;

    /// <summary>The number of the next row, from 0 and without end.</summary>
    public long Step() => Interlocked.Increment(ref _next);
}
