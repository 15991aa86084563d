using System;
using System.Threading;

namespace FastHttp.Load.Planning;

// Limits of time as programs write them: none is what FastHttp takes as none.
internal static class TimeLimit
{
    /// <summary>What may be no longer: a sum of a few is a time still. The command has the same limit.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(36_500);

    public static bool IsNone(TimeSpan limit) => limit == TimeSpan.MaxValue || limit == Timeout.InfiniteTimeSpan;

    /// <summary>A limit to compare times with: no limit is the longest time.</summary>
    public static TimeSpan Of(TimeSpan limit) => IsNone(limit) ? TimeSpan.MaxValue : limit;
}
