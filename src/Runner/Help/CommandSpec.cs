using System.Collections.Generic;
using Runner.Options.Entries;

namespace Runner.Help;

// A command that has many options: what help, completion and the page of all options say of it. Immutable.
internal sealed record CommandSpec(string Name, IReadOnlyList<OptionSpec> Options)
{
    /// <summary>What follows the name in a usage line.</summary>
    public required string Usage { get; init; }

    /// <summary>What it does.</summary>
    public required string Summary { get; init; }

    /// <summary>What help says after the options.</summary>
    public required string More { get; init; }

    /// <summary>What the page of all options says before them.</summary>
    public required string Details { get; init; }

    /// <summary>What <c>--help</c> prints.</summary>
    public string Help =>
        $"Usage: runner {Name} {Usage}\n\n{Summary}\n\n{OptionHelp.Of(Options)}\n{More}\n";
}
