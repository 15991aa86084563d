using System;
using System.Collections.Generic;
using System.Linq;

namespace Runner.Setup;

// A command whose options a shell completes. Immutable.
internal sealed record CompletedCommand(string Name, IReadOnlyList<CompletedOption> Options)
{
    /// <summary>All spellings of all options.</summary>
    public string Flags => string.Join(
        ' ', Options.SelectMany(option => option.Spellings).Order(StringComparer.Ordinal));

    /// <summary>Those that a file follows, as a shell's pattern.</summary>
    public string Files => string.Join(
        '|', Options.Where(option => option.TakesFile).SelectMany(option => option.Spellings));
}
