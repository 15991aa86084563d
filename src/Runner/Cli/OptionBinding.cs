using System.CommandLine;
using System.Linq;

namespace Runner.Cli;

// From our options to those of System.CommandLine. The texts have been checked before they come here.
internal static class OptionBinding
{
    public static Option<T> Single<T>(OptionSpec option, TextParser<T> parse, T fallback) => new(NameOf(option))
    {
        DefaultValueFactory = _ => fallback,
        CustomParser = result => parse(result.Tokens[^1].Value, out T value) ? value : fallback,
    };

    public static Option<T[]> Many<T>(OptionSpec option, TextParser<T> parse) => new(NameOf(option))
    {
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
        CustomParser = result => [.. result.Tokens.Select(token => parse(token.Value, out T value) ? value : default!)],
    };

    public static Option<string[]> Texts(OptionSpec option) =>
        new(NameOf(option)) { Arity = ArgumentArity.ZeroOrMore };

    public static string NameOf(OptionSpec option) => $"--{option.Name}";

    /// <summary>Whether the option was typed.</summary>
    public static bool IsTyped(this ParseResult result, Option option) =>
        result.GetResult(option) is { Implicit: false };
}
