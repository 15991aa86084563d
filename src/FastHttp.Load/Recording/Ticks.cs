using System;
using System.Diagnostics;

namespace FastHttp.Load.Recording;

// The time of loops, which is in Stopwatch ticks, in other units. Stateless.
internal static class Ticks
{
    // A century: no run is longer, and the sum of a few is a time still.
    private static readonly long s_longest = Stopwatch.Frequency * 86_400 * 36_500;

    public static long PerUs { get; } = Stopwatch.Frequency / 1_000_000;

    public static long PerMs { get; } = Stopwatch.Frequency / 1000;

    public static long ToMicroseconds(long ticks) => ticks / PerUs;

    public static double ToSeconds(long ticks) => ticks / (double)Stopwatch.Frequency;

    public static TimeSpan ToTimeSpan(long ticks) => Stopwatch.GetElapsedTime(0, ticks);

    public static long Of(TimeSpan time) => Of(time.TotalSeconds);

    /// <summary>A time in Stopwatch ticks; a century where it is longer.</summary>
    public static long Of(double seconds) => Math.Min((long)(seconds * Stopwatch.Frequency), s_longest);
}
