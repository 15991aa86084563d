using System;
using System.Buffers;
using System.Text;

namespace FastHttp.Messages;

/// <summary>
/// The date of a cookie as user agents read it (RFC 6265 §5.1.1): a time, a day, a month and a year in any order. The
/// first of each counts; what else there is, such as the day of the week and the zone, says nothing. It is UTC.
/// </summary>
internal static class CookieDate
{
    // §5.1.1 (5): the first whole one of the calendar's.
    private const int FirstYear = 1601;

    private static readonly SearchValues<byte> s_delimiters = SearchValues.Create(
        "\t !\"#$%&'()*+,-./;<=>?@[\\]^_`{|}~"u8);

    internal static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset date)
    {
        (int Hour, int Minute, int Second) time = (-1, 0, 0);
        int day = -1;
        int month = -1;
        int year = -1;
        while (TryTakeToken(ref text, out ReadOnlySpan<byte> token))
        {
            // In the order of the RFC: a token of two digits is a day, and only the next one a year.
            if (time.Hour < 0 && TryReadTime(token, out time))
            {
                continue;
            }

            if (day < 0 && TryReadNumber(token, 1, 2, out day, out _))
            {
                continue;
            }

            if (month < 0 && (month = MonthOf(token)) > 0)
            {
                continue;
            }

            if (year < 0)
            {
                TryReadNumber(token, 2, 4, out year, out _);
            }
        }

        year += year is >= 0 and <= 69 ? 2000 : year is >= 70 and <= 99 ? 1900 : 0;
        bool isDate = year >= FirstYear && month > 0 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && time is { Hour: >= 0 and <= 23, Minute: <= 59, Second: <= 59 };
        date = isDate ? new(year, month, day, time.Hour, time.Minute, time.Second, TimeSpan.Zero) : default;
        return isDate;
    }

    private static bool TryTakeToken(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> token)
    {
        int start = text.IndexOfAnyExcept(s_delimiters);
        text = start < 0 ? default : text[start..];
        int end = text.IndexOfAny(s_delimiters);
        token = end < 0 ? text : text[..end];
        text = text[token.Length..];
        return !token.IsEmpty;
    }

    private static bool TryReadTime(ReadOnlySpan<byte> token, out (int Hour, int Minute, int Second) time)
    {
        time = (-1, 0, 0);
        if (!TryReadNumber(token, 1, 2, out int hour, out ReadOnlySpan<byte> rest) || !TryTakeColon(ref rest)
            || !TryReadNumber(rest, 1, 2, out int minute, out rest) || !TryTakeColon(ref rest)
            || !TryReadNumber(rest, 1, 2, out int second, out _))
        {
            return false;
        }

        time = (hour, minute, second);
        return true;
    }

    private static bool TryTakeColon(ref ReadOnlySpan<byte> rest)
    {
        bool isThere = !rest.IsEmpty && rest[0] == (byte)':';
        rest = isThere ? rest[1..] : rest;
        return isThere;
    }

    // So many digits, and no further one; -1 otherwise.
    private static bool TryReadNumber(
        ReadOnlySpan<byte> token, int least, int most, out int number, out ReadOnlySpan<byte> rest)
    {
        int count = token.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        count = count < 0 ? token.Length : count;
        rest = token[count..];
        number = -1;
        if (count < least || count > most)
        {
            return false;
        }

        number = 0;
        foreach (byte digit in token[..count])
        {
            number = (number * 10) + digit - '0';
        }

        return true;
    }

    // From 1; -1 for another word.
    private static int MonthOf(ReadOnlySpan<byte> token)
    {
        const int Letters = 3;
        ReadOnlySpan<byte> months = "janfebmaraprmayjunjulaugsepoctnovdec"u8;
        for (int at = 0; at < months.Length && token.Length >= Letters; at += Letters)
        {
            if (Ascii.EqualsIgnoreCase(token[..Letters], months.Slice(at, Letters)))
            {
                return (at / Letters) + 1;
            }
        }

        return -1;
    }
}
