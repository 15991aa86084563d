using System;
using System.Diagnostics.CodeAnalysis;

namespace Runner.Options.Entries;

// An option with what it does to the options of a command. Immutable.
internal sealed record OptionSpec<TOptions> : OptionSpec
    where TOptions : class
{
    public OptionSpec(string name, char? letter = null)
        : base(name, letter)
    {
    }

    [SetsRequiredMembers]
    private OptionSpec(OptionSpec described, OptionReader<TOptions> read)
        : base(described)
    {
        Read = read;
    }

    /// <summary>Takes one occurrence with its value.</summary>
    public required OptionReader<TOptions> Read { get; init; }

    /// <summary>The same option for options that hold these.</summary>
    /// <param name="variant">What is otherwise there.</param>
    /// <param name="get">Takes these options out.</param>
    /// <param name="set">Puts them back.</param>
    public OptionSpec<TOuter> In<TOuter>(
        OptionVariant variant, Func<TOuter, TOptions> get, Func<TOuter, TOptions, TOuter> set)
        where TOuter : class =>
        new OptionSpec<TOuter>(this, (outer, text) => Read(get(outer), text) is { } read ? set(outer, read) : null)
        {
            Name = variant.Name ?? Name,
            Letter = variant.KeepsLetter ? Letter : null,
            Help = variant.Help ?? Help,
            Details = variant.Help is null ? Details : null,
            Default = variant.Default ?? Default,
            Variable = variant.Variable,
            Excludes = variant.Excludes ?? Excludes,
            Needs = variant.Needs ?? Needs,
        };
}

// Reads one occurrence of an option into the options: its value, or an empty text where it takes none. Returns null
// when the value has the wrong syntax.
internal delegate TOptions? OptionReader<TOptions>(TOptions options, string text)
    where TOptions : class;
