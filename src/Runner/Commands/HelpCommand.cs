using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Text;
using Runner.Help;

namespace Runner.Commands;

/// <summary>
/// <c>runner help</c>: the overview, a topic's page, or a command's own options. Also has the message for a user who
/// names a command that does not exist.
/// </summary>
internal static class HelpCommand
{
    private const string Overview =
        """
        runner: HTTP load with wrk's command line, scripts and report

        Usage: runner <command> [options]

        Commands
        {0}
        First steps
          runner demo                              a server, loaded for 5 s
          runner serve &                           a server of your own to try things on
          runner wrk -t2 -c50 -d10s --latency http://127.0.0.1:8080/
          runner wrk -c50 --threshold 'p99<250ms' http://127.0.0.1:8080/    for CI: exit code 99

        Help
          runner help wrk                          all options in groups, with defaults
          runner help {1}
          runner help --rate                       all there is to know of an option
          runner <command> --help                  the options of a command

        """;

    /// <summary>Prints a page.</summary>
    /// <param name="arguments">What follows <c>help</c>.</param>
    /// <param name="commands">The commands with their summaries.</param>
    /// <param name="described">Those of them that have many options.</param>
    /// <param name="runner">Runs a whole command line.</param>
    public static int Run(
        string[] arguments,
        IReadOnlyList<(string Name, string Summary)> commands,
        IReadOnlyList<CommandSpec> described,
        Func<string[], int> runner)
    {
        if (arguments.Length == 0)
        {
            PrintOverview(commands);
            return 0;
        }

        string topic = arguments[0];
        if ((HelpTopics.Read(topic) ?? OptionHelp.Explain(topic, described)) is { } page)
        {
            Console.Out.Write(page);
            return 0;
        }

        if (topic != "help" && commands.Any(command => command.Name == topic))
        {
            return runner([topic, "--help"]);
        }

        string topics = string.Join(", ", HelpTopics.Names);
        Console.Error.Write(
            $"runner: there is no help on '{topic}'. There is on {topics}, on every command and option\n");
        return 1;
    }

    /// <summary>Prints what there is.</summary>
    public static void PrintOverview(IReadOnlyList<(string Name, string Summary)> commands)
    {
        string list = string.Concat(commands.Select(command => $"  {command.Name,-11}{command.Summary}\n"));
        string topics = string.Join(" | ", HelpTopics.Names.Where(name => name != "wrk"));
        Console.Out.Write(Overview
            .Replace("{0}", list, StringComparison.Ordinal)
            .Replace("{1}", topics, StringComparison.Ordinal));
    }

    /// <summary>One line for a word that is no command.</summary>
    public static string NoCommand(string word, IReadOnlyList<(string Name, string Summary)> commands)
    {
        if (word.Contains("://", StringComparison.Ordinal) || word.StartsWith('-'))
        {
            return $"runner: '{word}' is not a command. To load a server: runner wrk [options] URL";
        }

        string? near = Spelling.Nearest(word, commands.Select(command => command.Name));
        string next = near is null ? "See 'runner help'" : $"Did you mean 'runner {near}'?";
        return $"runner: '{word}' is not a command. {next}";
    }
}
