using System;
using System.Globalization;
using FastHttp.Load;
using FastHttp.Load.Text;

namespace Runner.Cli;

// The numbers that describe load: rates, stages, ranges of time, counts. wrk2 takes whole numbers of requests a second
// only; all other forms are refused there, so no command changes its meaning. Stateless.
internal static class LoadNumbers
{
    // Above any loop's reach, and small enough that a century of it stays exact to a request.
    private const double FastestRate = 1e9;
    private const int LargestPipeline = 4096;

    /// <summary>A rate (<c>1000</c>, <c>1.5k</c>, <c>90/m</c>) or a ramp between two (<c>100:2k</c>).</summary>
    public static bool TryParseRate(string text, out RateRange value)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string first = colon < 0 ? text : text[..colon];
        string last = colon < 0 ? text : text[(colon + 1)..];
        bool isGood = TryParsePace(first, out double from) & TryParsePace(last, out double to);
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
            || !TryParsePace(text[(colon + 1)..], out double level))
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

    private static bool TryParsePace(string text, out double perSecond)
    {
        perSecond = 0;
        ReadOnlySpan<char> number = text.AsSpan().Trim();
        double seconds = 1;
        if (number is [.., '/', 's' or 'm' or 'h' or 'S' or 'M' or 'H'])
        {
            seconds = char.ToUpperInvariant(number[^1]) switch { 'S' => 1, 'M' => 60, _ => 3600 };
            number = number[..^2];
        }

        double scale = number is [.., var unit] ? ScaleOf(unit) : 1;
        number = scale == 1 ? number : number[..^1];
        bool isNumber = double.TryParse(
            number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
        perSecond = value * scale / seconds;
        return isNumber && perSecond <= FastestRate;
    }

    private static double ScaleOf(char unit) => unit switch
    {
        'k' or 'K' => 1e3,
        'm' or 'M' => 1e6,
        'g' or 'G' => 1e9,
        _ => 1,
    };
}
