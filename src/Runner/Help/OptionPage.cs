using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Runner.Options.Entries;

namespace Runner.Help;

// The page of all options, docs/options.md: Markdown, one table a group.
internal static class OptionPage
{
    private const string Head =
        """
        # Options

        Every option of the commands that have many. The program makes this page from the table that it parses with; a
        test fails when the two differ (CONTRIBUTING says how to make it anew).

        Numbers take `k`, `M`, `G`; times take `us`, `ms`, `s`, `m`, `h`, `d`, fractions and sums (`1m30s`). Of an
        option that may not be repeated, the last one counts.

        """;

    public static string Of(IEnumerable<CommandSpec> commands)
    {
        StringBuilder page = new(Head);
        foreach (CommandSpec command in commands)
        {
            page.Append($"\n## `runner {command.Name} {command.Usage}`\n\n{command.Details}\n");
            bool hasVariables = command.Options.Any(option => !string.IsNullOrEmpty(option.Variable));
            foreach (IGrouping<OptionGroup, OptionSpec> group in OptionHelp.Groups(command.Options))
            {
                page.Append($"\n### {OptionHelp.HeadOf(group.Key)}\n\n| option | default | meaning |");
                page.Append(hasVariables ? " variable |\n| --- | --- | --- | --- |\n" : "\n| --- | --- | --- |\n");
                foreach (OptionSpec option in group)
                {
                    page.Append($"| {NamesOf(option)} | {option.Default} | {MeaningOf(option, command.Options)} |");
                    page.Append(hasVariables ? $" {Code(option.Variable)} |\n" : "\n");
                }
            }
        }

        return page.ToString();
    }

    private static string NamesOf(OptionSpec option)
    {
        string[] names = [.. option.Spellings];
        names[^1] += option.TakesValue ? $" {option.ValueName}" : "";
        return string.Join(", ", names.Select(Code));
    }

    private static string MeaningOf(OptionSpec option, IReadOnlyList<OptionSpec> all)
    {
        string line = option.Help + (option.IsRepeatable ? "; may be repeated" : "");
        string[] more = [.. OptionHelp.SentencesOf(option, all)];
        return (more.Length == 0 ? line : $"{line}. {string.Join(' ', more)}")
            .Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Code(string? text) => string.IsNullOrEmpty(text) ? "" : $"`{text}`";
}
