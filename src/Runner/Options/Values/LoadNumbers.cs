using System;
using System.Globalization;
using FastHttp.Load;
using FastHttp.Load.Text;

namespace Runner.Options.Values;

// The numbers that describe load: rates, stages, ranges of time, counts. wrk2 takes whole numbers of requests a second
// only; all other forms are refused there, so no command changes its meaning.
internal static class LoadNumbers
{
    private const int LargestPipeline = 4096;

    /// <summary>A rate (<c>1000</c>, <c>1.5k</c>, <c>90/m</c>) or a ramp between two (<c>100:2k</c>).</summary>
    public static bool TryParseRate(string text, out RateRange value)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string first = colon < 0 ? text : text[..colon];
        string last = colon < 0 ? text : text[(colon + 1)..];
        bool isGood = PaceSyntax.TryParse(first, out double from) & PaceSyntax.TryParse(last, out double to);
        value = new RateRange(from, to);
        return isGood;
    }

    /// <summary>A duration and the level at its end: <c>30s:1000</c>.</summary>
    public static bool TryParseStage(string text, out LoadStage value)
    {
        value = default;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0
            || !NumberSyntax.TryParseTime(text[..colon], out TimeSpan duration)
            || duration == TimeSpan.Zero
            || !PaceSyntax.TryParse(text[(colon + 1)..], out double level))
        {
            return false;
        }

        value = new LoadStage(duration, level);
        return true;
    }

    /// <summary>A time, or a range <c>100ms..2s</c>.</summary>
    public static bool TryParseTimeRange(string text, out TimeRange value)
    {
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        string first = dots < 0 ? text : text[..dots];
        string last = dots < 0 ? text : text[(dots + 2)..];
        bool isGood = NumberSyntax.TryParseTime(first, out TimeSpan shortest)
            & NumberSyntax.TryParseTime(last, out TimeSpan longest);
        value = new TimeRange(shortest, longest);
        return isGood && shortest <= longest && longest <= TimeSpan.FromMinutes(30);
    }

    /// <summary>A count of at least one, with a metric unit if need be.</summary>
    public static bool TryParseCount(string text, out long value) =>
        NumberSyntax.TryParseMetric(text, out value) && value > 0;

    /// <summary>How many requests a batch may hold.</summary>
    public static bool TryParsePipeline(string text, out long value) =>
        TryParseCount(text, out value) && value <= LargestPipeline;

    /// <summary>Whatever makes a run repeatable.</summary>
    public static bool TryParseSeed(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        && value is >= int.MinValue and <= int.MaxValue;
}

// A rate in requests a second, or a ramp from one to another over the run.
internal readonly record struct RateRange(double From, double To)
{
    public bool IsRamp => From != To;
}
