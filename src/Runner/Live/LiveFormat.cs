using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Runner.Live;

// Figures in few characters.
internal static class LiveFormat
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>A number with a metric unit: <c>748.9k</c>.</summary>
    public static string Number(double value) => value switch
    {
        >= 1e9 => Tenths(value / 1e9) + "G",
        >= 1e6 => Tenths(value / 1e6) + "M",
        >= 1e3 => Tenths(value / 1e3) + "k",
        _ => Whole(value),
    };

    /// <summary>A latency in µs: <c>310us</c>, <c>1.9ms</c>; a dash for none.</summary>
    public static string Latency(double? us) => us switch
    {
        null => "-",
        >= 1e6 => Tenths(us.Value / 1e6) + "s",
        >= 1e5 => Whole(us.Value / 1e3) + "ms",
        >= 1e3 => Tenths(us.Value / 1e3) + "ms",
        _ => Whole(us.Value) + "us",
    };

    /// <summary>How much of the run is over: <c>12s/30s</c>.</summary>
    public static string Elapsed(TimeSpan elapsed, TimeSpan? duration)
    {
        string over = elapsed < TimeSpan.Zero ? $"warm-up {Time(-elapsed)}" : Time(elapsed);
        return duration is { } whole && elapsed >= TimeSpan.Zero ? $"{over}/{Time(whole)}" : over;
    }

    /// <summary>The last values as bars; on a logarithmic scale, small ones are seen beside large ones.</summary>
    public static string Bars(IEnumerable<double> values, int width, bool isLogarithmic = false)
    {
        double[] last = [.. values.TakeLast(Math.Max(0, width)).Select(value => Math.Max(0, value))];
        double most = last.Length == 0 ? 0 : last.Max();
        return string.Concat(last.Select(value => Blocks[Level(value, most, isLogarithmic)]));
    }

    private static int Level(double value, double most, bool isLogarithmic)
    {
        double share = most == 0 ? 0
            : isLogarithmic ? Math.Log(1 + value) / Math.Log(1 + most)
            : value / most;
        return (int)Math.Round(share * (Blocks.Length - 1));
    }

    /// <summary>A count in full, its thousands set apart: <c>8,986,112</c>.</summary>
    public static string Exact(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A share from 0 to 1 in percent, with as many digits as tell it from nothing and from all.</summary>
    public static string Share(double share) => share switch
    {
        0 or 1 => Whole(share * 100) + "%",
        < 0.0001 => "<0.01%",
        > 0.9999 => ">99.99%",
        < 0.01 or > 0.99 => (share * 100).ToString("0.00", CultureInfo.InvariantCulture) + "%",
        _ => Tenths(share * 100) + "%",
    };

    /// <summary>Bytes: <c>1.2GB</c>.</summary>
    public static string Bytes(double value) => value switch
    {
        >= 1e9 => Tenths(value / 1e9) + "GB",
        >= 1e6 => Tenths(value / 1e6) + "MB",
        >= 1e3 => Tenths(value / 1e3) + "kB",
        _ => Whole(value) + "B",
    };

    /// <summary>A length of time: <c>12s</c>, <c>1m05s</c>.</summary>
    public static string Time(TimeSpan time)
    {
        int seconds = (int)Math.Round(time.TotalSeconds);
        return seconds < 60 ? $"{seconds}s"
            : seconds < 3600 ? $"{seconds / 60}m{seconds % 60:00}s"
            : $"{seconds / 3600}h{seconds / 60 % 60:00}m";
    }

    private static string Tenths(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}
