using System;
using System.Collections.Generic;
using System.Linq;
using Runner.Options.Entries;

namespace Runner.Commands;

// A command whose options a shell completes. Immutable.
internal sealed record CompletedCommand(string Name, IEnumerable<OptionSpec> All)
{
    /// <summary>Those that are shown.</summary>
    public IEnumerable<OptionSpec> Options => All.Where(option => !option.IsHidden);

    /// <summary>All spellings of all options.</summary>
    public string Flags => string.Join(
        ' ', Options.SelectMany(option => option.Spellings).Order(StringComparer.Ordinal));

    /// <summary>Those that a file follows, as a shell's pattern.</summary>
    public string Files => string.Join(
        '|', Options.Where(option => option.TakesFile).SelectMany(option => option.Spellings));
}
