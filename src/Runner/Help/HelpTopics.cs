using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Runner.Options;

namespace Runner.Help;

/// <summary>The pages of <c>runner help</c>: texts that are embedded, one a file.</summary>
internal static class HelpTopics
{
    private const string Prefix = "Runner.Help.Topics.";

    private static readonly Assembly s_assembly = typeof(HelpTopics).Assembly;

    /// <summary>What there is a page about.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. s_assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, System.StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(),
    ];

    // Where the page on a command has its options.
    private const string Options = "{options}\n";

    /// <summary>The page on a topic; null when there is none.</summary>
    public static string? Read(string name)
    {
        using Stream? page = s_assembly.GetManifestResourceStream(Prefix + name);
        if (page is null)
        {
            return null;
        }

        using StreamReader reader = new(page);
        return reader.ReadToEnd().Replace(
            Options, OptionHelp.Of(OptionTable.All), System.StringComparison.Ordinal);
    }
}
