using System.Collections.Generic;
using System.Linq;
using System.Text;
using Runner.Options.Entries;

namespace Runner.Help;

// Options as a terminal shows them: under heads, with what each is for and what holds without it.
internal static class OptionHelp
{
    private const int Column = 27;
    private const int Indent = 2;
    private const int Width = 100;

    /// <summary>What an option stands under.</summary>
    public static string HeadOf(OptionGroup group) => group switch
    {
        OptionGroup.Connection => "Connection and TLS",
        OptionGroup.Live => "While it runs",
        OptionGroup.Gates => "When a run has failed",
        OptionGroup.Elsewhere => "From elsewhere",
        _ => group.ToString(),
    };

    /// <summary>Those that are shown, by group.</summary>
    public static IEnumerable<IGrouping<OptionGroup, OptionSpec>> Groups(IEnumerable<OptionSpec> options) =>
        options.Where(option => !option.IsHidden).GroupBy(option => option.Group).OrderBy(group => group.Key);

    /// <summary>The lines on options.</summary>
    public static string Of(IEnumerable<OptionSpec> options)
    {
        StringBuilder text = new();
        foreach (IGrouping<OptionGroup, OptionSpec> group in Groups(options))
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(HeadOf(group.Key)).Append('\n');
            foreach (OptionSpec option in group)
            {
                AppendOption(text, option);
            }
        }

        return text.ToString();
    }

    /// <summary>All there is to know of an option, in each command that has it; null where none has.</summary>
    /// <param name="spelling">The option as it is typed.</param>
    /// <param name="commands">The commands.</param>
    public static string? Explain(string spelling, IEnumerable<CommandSpec> commands)
    {
        StringBuilder text = new();
        foreach (CommandSpec command in commands)
        {
            foreach (OptionSpec option in command.Options.Where(option => option.Spellings.Contains(spelling)))
            {
                text.Append(text.Length == 0 ? "" : "\n").Append($"runner {command.Name} {NamesOf(option)}\n");
                AppendWords(text, new StringBuilder(), Indent, LineOf(option));
                foreach (string sentence in SentencesOf(option, command.Options))
                {
                    AppendWords(text, new StringBuilder(), Indent, sentence);
                }
            }
        }

        return text.Length == 0 ? null : text.ToString();
    }

    /// <summary>What more there is to know of an option than its line says.</summary>
    public static IEnumerable<string> SentencesOf(OptionSpec option, IReadOnlyList<OptionSpec> all)
    {
        string[] excluded = [.. Others(option.Excludes)];
        string[] needed = [.. Others(option.Needs)];
        return new[]
        {
            option.Details,
            excluded.Length == 0 ? null : $"Not with {string.Join(", ", excluded)}.",
            needed.Length == 0 ? null : $"Needs {string.Join(" and ", needed)}.",
        }.OfType<string>();

        IEnumerable<string> Others(IEnumerable<OptionRule> rules) =>
            from rule in rules
            from other in all
            where other.Name == rule.Other
            select $"`{other.Spelling}`";
    }

    private static void AppendOption(StringBuilder text, OptionSpec option)
    {
        string names = (option.Letter is null ? "      " : "  ") + NamesOf(option);
        StringBuilder line = new(names);
        if (names.Length > Column - 2)
        {
            text.Append(names).Append('\n');
            line.Clear();
        }

        AppendWords(text, line, Column, LineOf(option));
    }

    private static void AppendWords(StringBuilder text, StringBuilder line, int column, string sentence)
    {
        line.Append(' ', column - line.Length);
        bool isFirst = true;
        foreach (string word in sentence.Split(' '))
        {
            if (!isFirst && line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line.Clear().Append(' ', column);
                isFirst = true;
            }

            line.Append(isFirst ? "" : " ").Append(word);
            isFirst = false;
        }

        text.Append(line).Append('\n');
    }

    private static string NamesOf(OptionSpec option) =>
        string.Join(", ", option.Spellings) + (option.TakesValue ? $" {option.ValueName}" : "");

    private static string LineOf(OptionSpec option)
    {
        string repeatable = option.IsRepeatable ? "; may be repeated" : "";
        string without = option.Default is null ? "" : $" ({option.Default})";
        return option.Help + repeatable + without;
    }
}
