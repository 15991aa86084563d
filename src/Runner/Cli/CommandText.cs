using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Text;

namespace Runner.Cli;

// A command line as it could be typed into a shell again, without what nobody else should read: results are kept, sent
// around and published. Stateless.
internal static class CommandText
{
    private const string Blot = UrlText.Secret;
    private static readonly string[] s_secretFields = ["authorization", "proxy-authorization", "cookie"];

    public static string Of(IEnumerable<TypedOption> options, IEnumerable<string> operands) =>
        string.Join(
            ' ', ["runner", "wrk", .. options.Select(TextOf), .. operands.Select(text => Quote(UrlText.Blot(text)))]);

    /// <summary>Of a command whose options are none of the table's: each in one word with its value.</summary>
    public static string Of(string command, IEnumerable<string> words) =>
        string.Join(' ', ["runner", command, .. words.Select(word => Quote(UrlText.Blot(BlotField(word))))]);

    private static string TextOf(TypedOption item)
    {
        string name = item.Option.Letter is { } letter ? $"-{letter}" : $"--{item.Option.Name}";
        return item.Value is null ? name : $"{name} {Quote(ValueOf(item.Option, item.Value))}";
    }

    private static string ValueOf(OptionSpec option, string value)
    {
        if (option == RequestTable.Auth)
        {
            return BlotAfter(value, ':');
        }

        if (option == RequestTable.Cookie)
        {
            return BlotAfter(value, '=');
        }

        if (option == OptionTable.Header)
        {
            return IsSecret(value) ? BlotAfter(value, ':') : value;
        }

        return option == ConnectionTable.Proxy ? UrlText.Blot(value) : value;
    }

    private static string BlotField(string word) =>
        word.StartsWith("--header=", StringComparison.Ordinal) && IsSecret(word["--header=".Length..])
            ? BlotAfter(word, ':')
            : word;

    private static bool IsSecret(string field) =>
        s_secretFields.Contains(field.Split(':')[0].Trim().ToLowerInvariant());

    private static string BlotAfter(string text, char mark)
    {
        int index = text.IndexOf(mark, StringComparison.Ordinal);
        return index < 0 ? text : text[..(index + 1)] + Blot;
    }

    private static string Quote(string text) => text.Length != 0 && text.All(IsPlain)
        ? text
        : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static bool IsPlain(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || "-_./:=@%+,".Contains(letter, StringComparison.Ordinal);
}
