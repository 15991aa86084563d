using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>The time of loops, which is in Stopwatch ticks, in other units.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class Ticks
{
    // A century: no run is longer, and the sum of a few is a time still.
    private static readonly long s_longest = Stopwatch.Frequency * 86_400 * 36_500;

    internal static long PerUs { get; } = Stopwatch.Frequency / 1_000_000;

    /// <summary>Ticks of <see cref="System.Diagnostics.Stopwatch"/> in a millisecond.</summary>
    public static long PerMs { get; } = Stopwatch.Frequency / 1000;

    /// <summary>Ticks as µs, rounded down.</summary>
    public static long ToMicroseconds(long ticks) => ticks / PerUs;

    internal static double ToSeconds(long ticks) => ticks / (double)Stopwatch.Frequency;

    internal static TimeSpan ToTimeSpan(long ticks) => Stopwatch.GetElapsedTime(0, ticks);

    /// <summary>A time as ticks.</summary>
    public static long Of(TimeSpan time) => Of(time.TotalSeconds);

    /// <summary>A time in Stopwatch ticks; a century where it is longer.</summary>
    public static long Of(double seconds) => Math.Min((long)(seconds * Stopwatch.Frequency), s_longest);
}
