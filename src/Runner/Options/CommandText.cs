using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Text;
using Runner.Options.Entries;
using Runner.Options.Values;

namespace Runner.Options;

// A command line as it could be typed into a shell again, without its secrets.
internal static class CommandText
{
    private const string Field = "--header=";

    public static string Of(IEnumerable<TypedOption> options, IEnumerable<string> operands) =>
        string.Join(
            ' ', ["runner", "wrk", .. options.Select(TextOf), .. operands.Select(text => Quote(UrlText.Blot(text)))]);

    /// <summary>Of a command whose options are each in one word with their value.</summary>
    public static string Of(string command, IEnumerable<string> words) =>
        string.Join(' ', ["runner", command, .. words.Select(word => Quote(UrlText.Blot(BlotField(word))))]);

    /// <summary>A word that a shell reads as itself.</summary>
    public static string Quote(string text) => text.Length != 0 && text.All(IsPlain)
        ? text
        : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static string TextOf(TypedOption item) => item.Value is null
        ? item.Option.Spelling
        : $"{item.Option.Spelling} {Quote(item.Option.Conceal?.Invoke(item.Value) ?? item.Value)}";

    private static string BlotField(string word) => word.StartsWith(Field, StringComparison.Ordinal)
        ? Field + SecretText.OfField(word[Field.Length..])
        : word;

    private static bool IsPlain(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || "-_./:=@%+,".Contains(letter, StringComparison.Ordinal);
}

// One occurrence of an option, and where it was given when that was not the command line: "run.yml, line 3".
internal sealed record TypedOption(OptionSpec<CliOptions> Option, string? Value, string? Place = null)
{
    /// <summary>Whether it says that an option without a value is off, whatever lower layers say.</summary>
    public bool IsOff { get; init; }
}
