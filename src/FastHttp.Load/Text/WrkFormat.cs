using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Text;

/// <summary>
/// wrk's number formats, digit for digit. All of them scale the same way: while the value is at least 0.85
/// of the next unit it is divided, and the last unit of each list is never reached.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class WrkFormat
{
    // What glibc prints for 0/0 on x86.
    private const string NotANumber = "-nan";

    private static readonly string[] s_micros = ["us", "ms"];
    private static readonly string[] s_seconds = ["s", "m"];
    private static readonly string[] s_metric = ["", "k", "M", "G", "T"];
    private static readonly string[] s_binary = ["", "K", "M", "G", "T"];

    /// <summary>A time in µs; from one second on in seconds or minutes, never in hours.</summary>
    public static string TimeUs(double us) => double.IsNaN(us) ? NotANumber + s_micros[0]
        : us >= 1_000_000 ? Scale(ExtendedNumber.From(us).DivideBy(1_000_000), s_seconds, 60, 2)
        : Scale(ExtendedNumber.From(us), s_micros, 1000, 2);

    /// <summary>A count as wrk prints it: 1.23k.</summary>
    public static string Metric(double value) =>
        double.IsNaN(value) ? NotANumber : Scale(ExtendedNumber.From(value), s_metric, 1000, 2);

    /// <summary>Bytes; the "B" is the caller's.</summary>
    public static string Binary(double value) => Scale(ExtendedNumber.From(value), s_binary, 1024, 2);

    /// <summary>
    /// The duration of the run in whole seconds or minutes. A fraction of a second, which wrk cannot be given, is shown
    /// as it was asked for.
    /// </summary>
    public static string Duration(TimeSpan duration)
    {
        if (duration.Ticks % TimeSpan.TicksPerSecond == 0 || duration >= TimeSpan.FromSeconds(51))
        {
            return Scale(ExtendedNumber.From(duration.Ticks / TimeSpan.TicksPerSecond), s_seconds, 60, 0);
        }

        double ms = (double)duration.Ticks / TimeSpan.TicksPerMillisecond;
        (double value, string unit) = ms < 1000 ? (ms, "ms") : (ms / 1000, "s");
        return ExtendedNumber.From(value).ToFixed(4).TrimEnd('0').TrimEnd('.') + unit;
    }

    /// <summary>As C's "%W.Nf"; not a number is what wrk prints for its 0/0.</summary>
    public static string Fixed(double value, int width, int decimals) =>
        (double.IsNaN(value) ? NotANumber : ExtendedNumber.From(value).ToFixed(decimals)).PadLeft(width);

    /// <summary>
    /// A field in which units line up: two letters end at the right edge, one letter leaves a space, none leaves two.
    /// What does not fit is cut off at the right.
    /// </summary>
    public static string Field(string text, int width)
    {
        int blanks = 2 - (char.IsAsciiLetter(text[^1]) ? 1 : 0) - (char.IsAsciiLetter(text[^2]) ? 1 : 0);
        int room = width - blanks;
        string cut = text.Length > room ? text[..room] : text;
        return cut.PadLeft(room) + new string(' ', blanks);
    }

    private static string Scale(ExtendedNumber value, string[] units, uint scale, int decimals)
    {
        double limit = scale * 0.85;
        int unit = 0;
        while (unit < units.Length - 1 && value.IsAtLeast(limit))
        {
            value = value.DivideBy(scale);
            unit++;
        }

        return value.ToFixed(decimals) + units[unit];
    }
}
