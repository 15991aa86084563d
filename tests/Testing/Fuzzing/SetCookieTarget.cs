using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using FastHttp;

namespace Testing.Fuzzing;

/// <summary>Set-Cookie lines, against a reading by text.</summary>
internal sealed partial class SetCookieTarget : FuzzTarget
{
    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        .. new[]
        {
            "id=a3fWa; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/; Secure; HttpOnly",
            "a=b; Max-Age=-1; Domain=.x.test",
            "__Host-x=1; SameSite=None; Partitioned",
            "n=\"v\"; Max-Age=99999999999; samesite=Strict; PATH=x", "a", "=b",
            " sp = ace ;;; Secure=1; Lax",
            "a=b; expires=Thu, 01-Jan-70 00:00:10 GMT", "a=b; Expires=Sun Nov  6 08:49:37 1994; expires=never",
            "a=b; EXPIRES=29 february 55x 9:5:07+0000", "a=b; Expires=Mon, 31-Dec-2068 23:59:60 UTC",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    public override string Interesting => "=;, \t\"-+.:/0123456789aeMPSxG\0\u00ff";

    public override bool Run(ReadOnlySpan<byte> input, Mutator mutator)
    {
        bool isRead = SetCookie.TryParse(input, out SetCookie cookie);
        string[] parts = Encoding.Latin1.GetString(input).Split(';');
        (string name, string value) = Cut(parts[0]);
        bool isExpected = parts[0].Contains('=', StringComparison.Ordinal) && name.Length > 0;
        Require(isRead == isExpected, $"{isRead}", input);
        if (!isRead)
        {
            return false;
        }

        (string Key, string Value)[] attributes = [.. parts.Skip(1).Select(Cut)];
        Require(Text(cookie.Name) == name && Text(cookie.Value) == value, "another name or value", input);
        string path = Last("path") ?? "";
        Require(Text(cookie.Path) == (path.StartsWith('/') ? path : ""), "another path", input);
        Require(Text(cookie.Domain) == (Last("domain") ?? "").TrimStart('.'), "another domain", input);
        Require(cookie.IsSecure == (Last("secure") is not null), "secure or not", input);
        Require(cookie.IsHttpOnly == (Last("httponly") is not null), "for scripts or not", input);
        Require(cookie.IsPartitioned == (Last("partitioned") is not null), "partitioned or not", input);
        string sameSite = (Last("samesite") ?? "").ToLowerInvariant();
        string policy = sameSite is "none" or "lax" or "strict" ? sameSite : "unspecified";
        Require(Is(cookie.SameSite.ToString(), policy), "another policy", input);
        string? age = attributes.LastOrDefault(pair => Is(pair.Key, "max-age") && IsAge(pair.Value)).Value;
        Require(cookie.MaxAge == AgeOf(age), $"{cookie.MaxAge} for {age}", input);
        DateTimeOffset? date = attributes.Where(pair => Is(pair.Key, "expires")).Select(pair => DateOf(pair.Value))
            .LastOrDefault(date => date is not null);
        Require(cookie.Expires == date, $"{cookie.Expires:s} and not {date:s}", input);
        return true;

        string? Last(string key) =>
            attributes.Any(pair => Is(pair.Key, key)) ? attributes.Last(pair => Is(pair.Key, key)).Value : null;
    }

    private static (string Key, string Value) Cut(string part)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? (part.Trim(' ', '\t'), "")
            : (part[..equals].Trim(' ', '\t'), part[(equals + 1)..].Trim(' ', '\t'));
    }

    private static bool Is(string key, string name) => key.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsAge(string text) =>
        text.TrimStart('-').Length > 0 && text.LastIndexOf('-') <= 0 && text.TrimStart('-').All(char.IsAsciiDigit);

    private static TimeSpan? AgeOf(string? text) =>
        text is null ? null
        : text[0] == '-' ? TimeSpan.Zero
        : TimeSpan.FromSeconds((int)BigInteger.Min(int.MaxValue, BigInteger.Parse(text, CultureInfo.InvariantCulture)));

    // RFC 6265 §5.1.1, word by word.
    private static DateTimeOffset? DateOf(string text)
    {
        string[] words = [.. Word().Matches(text).Select(match => match.Value)];
        int time = FindNext(Time());
        int day = FindNext(Day(), time);
        int month = FindNext(Month(), time, day);
        int year = FindNext(Year(), time, day, month);
        if (time < 0 || day < 0 || month < 0 || year < 0)
        {
            return null;
        }

        int number = int.Parse(Year().Match(words[year]).Value);
        number += number < 70 ? 2000 : number < 100 ? 1900 : 0;
        string date = $"{number:0000} {Month().Match(words[month]).Value} {Day().Match(words[day]).Value} "
            + Time().Match(words[time]).Value;
        bool isDate = DateTimeOffset.TryParseExact(
            date, "yyyy MMM d H:m:s", null, DateTimeStyles.AssumeUniversal, out DateTimeOffset parsed);
        return isDate && number >= 1601 ? parsed : null;

        int FindNext(Regex kind, params int[] taken) => Enumerable.Range(0, words.Length).Except(taken)
            .Where(place => kind.IsMatch(words[place])).DefaultIfEmpty(-1).First();
    }

    [GeneratedRegex(@"[\x00-\x08\x0a-\x1f0-9:A-Za-z\x7f-\xff]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\A[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?![0-9])")]
    private static partial Regex Time();

    [GeneratedRegex(@"\A[0-9]{1,2}(?![0-9])")]
    private static partial Regex Day();

    [GeneratedRegex(@"\A(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", RegexOptions.IgnoreCase)]
    private static partial Regex Month();

    [GeneratedRegex(@"\A[0-9]{2,4}(?![0-9])")]
    private static partial Regex Year();

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
