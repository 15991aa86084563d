using System;
using System.Diagnostics;

namespace FastHttp.Load.Recording;

// The time of loops, which is in Stopwatch ticks, in other units. Stateless.
internal static class Ticks
{
    public static long PerUs { get; } = Stopwatch.Frequency / 1_000_000;

    public static long PerMs { get; } = Stopwatch.Frequency / 1000;

    public static long ToMicroseconds(long ticks) => ticks / PerUs;

    public static double ToSeconds(long ticks) => ticks / (double)Stopwatch.Frequency;

    public static TimeSpan ToTimeSpan(long ticks) => Stopwatch.GetElapsedTime(0, ticks);

    public static long Of(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    public static long Of(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
