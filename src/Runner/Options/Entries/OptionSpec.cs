using System;
using System.Collections.Generic;

namespace Runner.Options.Entries;

// One option, said once: what parses it, completes it, explains it, reads it from a file or a variable, and says what
// it does not go with, is made from this. What it does to the options is in the derived type. Immutable.
internal abstract record OptionSpec(string Name, char? Letter = null)
{
    /// <summary>Under which head help and pages show it.</summary>
    public required OptionGroup Group { get; init; }

    /// <summary>Which commands have it.</summary>
    public OptionScope Scope { get; init; } = OptionScope.Wrk;

    /// <summary>What its value is called in help; null for an option without a value.</summary>
    public string? ValueName { get; init; }

    /// <summary>What it does, in one line: it begins with a verb, or says what the value is.</summary>
    public required string Help { get; init; }

    /// <summary>What more there is to know, for the page of all options.</summary>
    public string? Details { get; init; }

    /// <summary>What holds where it is not given, for help; null where that goes without saying.</summary>
    public string? Default { get; init; }

    /// <summary>What a value has to be, for messages; null where any text will do.</summary>
    public string? Expected { get; init; }

    /// <summary>Says what is wrong with a value, where <see cref="Expected"/> cannot.</summary>
    public Func<string, string>? Explain { get; init; }

    /// <summary>Every occurrence counts; otherwise the last one wins.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether the value names a file, which a shell can complete.</summary>
    public bool TakesFile { get; init; }

    /// <summary>
    /// One of wrk's. A prefix matches another option only where it matches none of these, so that scripts with
    /// abbreviated options mean what they always meant.
    /// </summary>
    public bool IsWrks { get; init; }

    /// <summary>Whether it is left out of help and completion.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Whether a file or a variable may give it.</summary>
    public bool IsForFiles { get; init; } = true;

    /// <summary>The variable that stands for it; null for <c>RUNNER_</c> and its name.</summary>
    public string? Variable { get; init; }

    /// <summary>Further spellings, with their dashes.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What it does not go with.</summary>
    public IReadOnlyList<OptionRule> Excludes { get; init; } = [];

    /// <summary>What it means nothing without.</summary>
    public IReadOnlyList<OptionRule> Needs { get; init; } = [];

    /// <summary>Makes a value fit to be kept and published: without passwords. Null where a value has none.</summary>
    public Func<string, string>? Conceal { get; init; }

    /// <summary>What is otherwise in <c>runner http</c>.</summary>
    public OptionVariant InHttp { get; init; } = OptionVariant.Same;

    /// <summary>What is otherwise in <c>runner locust</c>.</summary>
    public OptionVariant InLocust { get; init; } = OptionVariant.Same;

    public bool TakesValue => ValueName is not null;

    /// <summary>The long name as it is typed.</summary>
    public string Flag => $"--{Name}";

    /// <summary>The shortest way to type it, for messages.</summary>
    public string Spelling => Letter is { } letter ? $"-{letter}" : Flag;

    /// <summary>That, with what its value is called.</summary>
    public string Usage => TakesValue ? $"{Spelling} {ValueName}" : Spelling;

    /// <summary>Everything that may be typed for it.</summary>
    public IReadOnlyList<string> Spellings =>
        Letter is { } letter ? [$"-{letter}", Flag, .. Aliases] : [Flag, .. Aliases];

    /// <summary>What is wrong with a value.</summary>
    public string Refusal(string value) => Explain?.Invoke(value) ?? $"expected {Expected}";
}

// The heads under which help and pages show options, in their order.
internal enum OptionGroup
{
    Basic,
    Master,
    Load,
    Users,
    Request,
    Connection,
    Response,
    Output,
    Live,
    Gates,
    Elsewhere,
}

// The commands that have an option.
[Flags]
internal enum OptionScope
{
    None = 0,
    Wrk = 1,
    Http = 2,
    Locust = 4,
}

// Another option, by its long name, that one does not go with or cannot do without, and why: what follows a colon, or
// null. Immutable.
internal sealed record OptionRule(string Other, string? Why = null);

// What of an option is otherwise in another command than `runner wrk`. Null is the same. Immutable.
internal sealed record OptionVariant
{
    public static OptionVariant Same { get; } = new();

    public string? Name { get; init; }

    /// <summary>Whether its letter means it there too.</summary>
    public bool KeepsLetter { get; init; } = true;

    public string? Help { get; init; }

    public string? Default { get; init; }

    /// <summary>The variable that stands for it there; null for none.</summary>
    public string? Variable { get; init; }

    public IReadOnlyList<OptionRule>? Excludes { get; init; }

    public IReadOnlyList<OptionRule>? Needs { get; init; }
}
