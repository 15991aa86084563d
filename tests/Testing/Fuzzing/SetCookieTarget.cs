using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp;

namespace Testing.Fuzzing;

/// <summary>Set-Cookie lines, against a reading by text.</summary>
internal sealed class SetCookieTarget : FuzzTarget
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
        : TimeSpan.FromSeconds((int)decimal.Min(int.MaxValue, decimal.Parse("0" + text[..Math.Min(27, text.Length)])));

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
