using System;

namespace Runner.Cli;

// One option of the command line, as getopt sees it.
internal sealed record OptionSpec(string Name, char? Letter = null)
{
    public bool TakesValue => IsValid is not null;

    /// <summary>Whether a value has the right syntax; null for an option without a value.</summary>
    public Func<string, bool>? IsValid { get; init; }

    /// <summary>Every occurrence counts; otherwise the last one wins.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>
    /// Not one of wrk's. Such an option matches a prefix only where none of wrk's does, so that scripts with
    /// abbreviated options mean what they always meant.
    /// </summary>
    public bool IsAddition { get; init; }

    /// <summary>What a bad value is answered with; null for wrk's options, which answer with the usage alone.</summary>
    public string? Expected { get; init; }
}
