using System.Collections.Generic;

namespace Runner.Options.Entries;

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
