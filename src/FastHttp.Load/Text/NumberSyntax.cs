using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Text;

/// <summary>
/// The numbers of the command line. wrk reads them with sscanf("%lu%2s"): blanks, sign, digits, then up to two
/// characters of unit; what follows a blank after the unit is not looked at. Times have more forms than wrk's, none of
/// which wrk accepts: fractions, "ms", "us", "d", and several parts ("1m30s"). Not taken over: a leading minus, which
/// wraps to a huge number in wrk, and overflow, which wraps too; both are errors.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class NumberSyntax
{
    private const string Blanks = " \t\n\v\f\r";

    private static readonly SearchValues<char> s_blanks = SearchValues.Create(Blanks);
    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.");

    // No run is longer than a century; the bound keeps every sum of times inside its type.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(36_500);

    /// <summary>Reads a count as wrk does: 400, 1k, 2M; false for what is none.</summary>
    public static bool TryParseMetric(string text, out long value)
    {
        value = 0;
        if (!TryScan(text, out long number, out string unit))
        {
            return false;
        }

        long scale = 1;
        if (unit.Length > 0)
        {
            int power = "KMGTP".IndexOf(unit, StringComparison.OrdinalIgnoreCase);
            if (power < 0 || unit.Length > 1)
            {
                return false;
            }

            scale = (long)Math.Pow(1000, power + 1);
        }

        Int128 product = (Int128)number * scale;
        value = product > long.MaxValue ? 0 : (long)product;
        return product <= long.MaxValue;
    }

    /// <summary>Reads a time as wrk does: 30, 30s, 2m, 1h; false for what is none.</summary>
    public static bool TryParseTime(string text, out TimeSpan value) =>
        (TryParseWrkTime(text, out value) || TryParseParts(text.AsSpan().Trim(Blanks), out value))
        && value <= s_longest;

    private static bool TryParseWrkTime(string text, out TimeSpan value)
    {
        value = default;
        if (!TryScan(text, out long number, out string unit))
        {
            return false;
        }

        long scale = unit.ToUpperInvariant() switch
        {
            "" or "S" => 1,
            "M" => 60,
            "H" => 3600,
            _ => 0,
        };
        Int128 seconds = (Int128)number * scale;
        if (scale == 0 || seconds > (Int128)s_longest.TotalSeconds)
        {
            return false;
        }

        value = TimeSpan.FromSeconds((long)seconds);
        return true;
    }

    private static bool TryParseParts(ReadOnlySpan<char> text, out TimeSpan value)
    {
        value = default;
        decimal ticks = 0;
        for (bool isFirst = true; isFirst || text.Length > 0; isFirst = false)
        {
            int digits = text.IndexOfAnyExcept(s_number);
            digits = digits < 0 ? text.Length : digits;
            bool isNumber = decimal.TryParse(
                text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number);
            text = text[digits..];
            int letters = text.IndexOfAny(s_number);
            letters = letters < 0 ? text.Length : letters;

            // Only a single number may go without a unit: "1m30" could be meant in two ways.
            decimal scale = letters == 0 && isFirst ? TimeSpan.TicksPerSecond : TicksOf(text[..letters]);
            text = text[letters..];
            if (!isNumber || scale == 0 || number > s_longest.Ticks / scale)
            {
                return false;
            }

            ticks += number * scale;
        }

        value = ticks > s_longest.Ticks ? TimeSpan.MaxValue : TimeSpan.FromTicks((long)ticks);
        return true;
    }

    private static long TicksOf(ReadOnlySpan<char> unit) => unit.ToString().ToUpperInvariant() switch
    {
        "US" => TimeSpan.TicksPerMicrosecond,
        "MS" => TimeSpan.TicksPerMillisecond,
        "S" => TimeSpan.TicksPerSecond,
        "M" => TimeSpan.TicksPerMinute,
        "H" => TimeSpan.TicksPerHour,
        "D" => TimeSpan.TicksPerDay,
        _ => 0,
    };

    private static bool TryScan(string text, out long number, out string unit)
    {
        unit = "";
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart(Blanks);
        int sign = rest is ['+' or '-', ..] ? 1 : 0;
        int digits = rest[sign..].IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? rest.Length - sign : digits;
        bool isNumber = long.TryParse(
            rest[..(sign + digits)], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        rest = rest[(sign + digits)..].TrimStart(Blanks);
        int length = rest.IndexOfAny(s_blanks);
        length = Math.Min(length < 0 ? rest.Length : length, 2);
        unit = rest[..length].ToString();
        return isNumber && number >= 0;
    }
}
