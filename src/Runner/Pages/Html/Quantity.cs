using System;
using System.Globalization;

namespace Runner.Pages.Html;

/// <summary>
/// Figures for people to read: three significant digits and a unit. The same on every machine, whatever its language.
/// </summary>
internal static class Quantity
{
    /// <summary>What stands where nothing was measured.</summary>
    public const string None = "–";

    private static readonly (double Size, string Unit)[] s_times = [(1e6, "s"), (1e3, "ms"), (1, "µs")];
    private static readonly (double Size, string Unit)[] s_counts = [(1e9, "G"), (1e6, "M"), (1e3, "k"), (1, "")];

    private static readonly (double Size, string Unit)[] s_bytes =
        [(1L << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"), (1, "B")];

    /// <summary>A time in microseconds, such as "1.24 ms".</summary>
    public static string Time(double? us) => Scaled(us, s_times);

    /// <summary>A count or a rate, such as "64.5 k"; below 10 000 in full.</summary>
    public static string Count(double? value) => value is { } number && Math.Abs(number) < 10_000
        ? Digits(number)
        : Scaled(value, s_counts);

    /// <summary>A rate, such as "64.5 k/s".</summary>
    public static string Rate(double? perSecond) => perSecond is null ? None : $"{Count(perSecond)}/s";

    /// <summary>Bytes, such as "8.37 MiB".</summary>
    public static string Bytes(double? bytes) => Scaled(bytes, s_bytes);

    /// <summary>A count in full with thin spaces between its thousands, such as "322 865".</summary>
    public static string Exact(long? count) =>
        count?.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f') ?? None;

    /// <summary>A share from 0 to 1 in percent, with as many digits as it takes to tell it from 0 or 1.</summary>
    public static string Share(double? share)
    {
        if (share is not { } part || double.IsNaN(part))
        {
            return None;
        }

        if (part is 0 or 1)
        {
            return part == 0 ? "0 %" : "100 %";
        }

        // One failure in a million must not be rounded away, at either end.
        double distance = Math.Min(Math.Abs(part), Math.Abs(1 - part));
        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(Math.Max(distance, 1e-9))) - 1, 1, 7);
        return (part * 100).ToString("F" + decimals, CultureInfo.InvariantCulture) + " %";
    }

    /// <summary>A number without a unit.</summary>
    public static string Plain(double value) => Digits(value);

    /// <summary>A percentage as it is measured, from 0 to 100 and more.</summary>
    public static string Percent(double? percent) => percent is { } value ? $"{Digits(value)} %" : None;

    /// <summary>A change in percent with its sign, such as "+4.2 %".</summary>
    public static string Change(double? percent) => percent is not { } value || double.IsNaN(value) ? None
        : double.IsInfinity(value) ? "from 0"
        : value >= 200 ? "×" + Digits(1 + (value / 100))
        : (value > 0 ? "+" : value < 0 ? "−" : "±") + Digits(Math.Abs(value)) + " %";

    /// <summary>A point of the run's time in seconds, such as "12.5 s" or "3:05 min".</summary>
    public static string Moment(double seconds)
    {
        if (seconds < 120)
        {
            return seconds.ToString("0.##", CultureInfo.InvariantCulture) + " s";
        }

        TimeSpan time = TimeSpan.FromSeconds(Math.Round(seconds));
        return time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss} h")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time:ss} min");
    }

    private static string Scaled(double? value, (double Size, string Unit)[] units)
    {
        if (value is not { } number || double.IsNaN(number))
        {
            return None;
        }

        (double size, string unit) = units[^1];
        foreach ((double Size, string Unit) candidate in units)
        {
            // What would be rounded up to 1000 is 1 of the next unit already.
            if (Math.Abs(number) >= candidate.Size * 0.9995)
            {
                (size, unit) = candidate;
                break;
            }
        }

        string digits = Digits(number / size);
        return unit.Length == 0 ? digits : $"{digits} {unit}";
    }

    // Three significant digits, all digits of what is whole, no zeros at the end.
    private static string Digits(double number)
    {
        double magnitude = Math.Abs(number);
        string format = magnitude >= 99.95 ? "0" : magnitude >= 9.995 ? "0.#" : magnitude >= 0.0995 ? "0.##" : "0.####";
        return number.ToString(format, CultureInfo.InvariantCulture);
    }
}
