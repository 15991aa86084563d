using System;
using System.Linq;
using Runner.Options.Entries;

namespace Runner.Options.Values;

// Makes what reads an option from what reads its value and what sets it: the value is read once, here.
internal static class Reads<TOptions>
    where TOptions : class
{
    /// <summary>An option without a value.</summary>
    public static OptionReader<TOptions> Flag(Func<TOptions, TOptions> set) => (options, _) => set(options);

    /// <summary>Any text.</summary>
    public static OptionReader<TOptions> Text(Func<TOptions, string, TOptions> set) =>
        (options, text) => set(options, text);

    /// <summary>A text with a syntax.</summary>
    public static OptionReader<TOptions> Text(Func<string, bool> isValid, Func<TOptions, string, TOptions> set) =>
        (options, text) => isValid(text) ? set(options, text) : null;

    /// <summary>A text that can be a path; so it is not empty.</summary>
    public static OptionReader<TOptions> Path(Func<TOptions, string, TOptions> set) =>
        Text(PathText.IsPath, set);

    /// <summary>A value of a type.</summary>
    public static OptionReader<TOptions> Value<T>(TextParser<T> parse, Func<TOptions, T, TOptions> set) =>
        (options, text) => parse(text, out T value) ? set(options, value) : null;

    /// <summary>A value of a type, within limits.</summary>
    public static OptionReader<TOptions> Value<T>(
        TextParser<T> parse, Func<T, bool> isValid, Func<TOptions, T, TOptions> set) =>
        (options, text) => parse(text, out T value) && isValid(value) ? set(options, value) : null;

    /// <summary>A member of an enum, in any case.</summary>
    public static OptionReader<TOptions> Choice<T>(Func<TOptions, T, TOptions> set)
        where T : struct, Enum =>
        (options, text) => Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase)
            ? set(options, Enum.Parse<T>(text, ignoreCase: true))
            : null;
}

// Reads the text of one option's value; false when it has the wrong syntax.
internal delegate bool TextParser<T>(string text, out T value);
