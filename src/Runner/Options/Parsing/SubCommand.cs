using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Linq;
using Runner.Options.Values;

namespace Runner.Options.Parsing;

/// <summary>
/// How the small commands (serve, demo) are parsed and run: one line on stderr and exit code 1 for a wrong argument,
/// where System.CommandLine alone would print its help page after it.
/// </summary>
internal static class SubCommand
{
    /// <summary>
    /// Parses <paramref name="arguments"/> as those of <paramref name="command"/> and runs its action.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">What follows its name.</param>
    /// <param name="help">What <c>--help</c> prints; null for what System.CommandLine has to say.</param>
    public static int Invoke(Command command, string[] arguments, string? help = null)
    {
        // Under a root, so that the usage line reads "runner serve" and --help is there.
        RootCommand root = new("A load generator for HTTP.") { command };

        if (help is not null)
        {
            root.Options.OfType<HelpOption>().First().Action = new PrintAction(help);
        }

        // An argument that starts with '@' is a value here, never a file to read arguments from.
        ParserConfiguration configuration = new() { ResponseFileTokenReplacer = null };
        ParseResult result = root.Parse([command.Name, .. WithEmptyValues(command, arguments)], configuration);
        if (result.Errors.Count > 0)
        {
            string why = UnknownOf(command, arguments) is { } unknown
                ? $"unknown option '{unknown}'."
                : result.Errors[0].Message;
            Console.Error.WriteLine($"runner {command.Name}: {why} See 'runner {command.Name} --help'.");
            return 1;
        }

        // What an action does not catch is the program's to tell.
        return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    /// <summary>Refuses what is no path: a validator of an argument or an option that takes one.</summary>
    public static void CheckPath(SymbolResult result)
    {
        if (result.Tokens.FirstOrDefault(token => !PathText.IsPath(token.Value)) is { } wrong)
        {
            result.AddError($"'{wrong.Value}' is not the path of a file or a folder.");
        }
    }

    // "--html=$F" without $F has an empty value; System.CommandLine would take the next argument for it.
    private static IEnumerable<string> WithEmptyValues(Command command, string[] arguments)
    {
        int end = Array.IndexOf(arguments, "--");
        foreach ((int index, string argument) in arguments.Index())
        {
            bool isEmpty = (end < 0 || index < end)
                && argument is ['-', .., '=']
                && OptionOf(command, argument[..^1]) is { } option && option.ValueType != typeof(bool);
            yield return isEmpty ? argument[..^1] : argument;
            if (isEmpty)
            {
                yield return "";
            }
        }
    }

    private static Option? OptionOf(Command command, string name) =>
        command.Options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));

    // What looks like an option and is none: System.CommandLine takes it for an argument, and blames what follows it.
    private static string? UnknownOf(Command command, string[] arguments)
    {
        foreach (string argument in arguments)
        {
            if (argument == "--")
            {
                break;
            }

            string name = argument.Split('=')[0];
            if (argument is ['-', '-', _, ..]
                && name != "--help"
                && OptionOf(command, name) is null)
            {
                return name;
            }
        }

        return null;
    }

    private sealed class PrintAction(string text) : SynchronousCommandLineAction
    {
        // What else was wrong does not matter to a user who asks for help.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            Console.Out.Write(text);
            return 0;
        }
    }
}
