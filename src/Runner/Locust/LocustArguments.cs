using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;

namespace Runner.Locust;

// Brings a command line into the one form that System.CommandLine is sure about: Go's spelling (-master-host=h) becomes
// two dashes, a letter's value that is glued to it (-u10) is taken off, and environment variables are put in for what
// was not typed. Stateless.
internal static class LocustArguments
{
    public static string[] Normalize(
        IReadOnlyList<string> arguments, LocustSyntax syntax, Func<string, string?> environment)
    {
        List<string> result = [];
        HashSet<Option> typed = [];
        bool isValue = false;
        for (int index = 0; index < arguments.Count; index++)
        {
            string argument = arguments[index];
            if (argument == "--")
            {
                result.AddRange(arguments.Skip(index));
                break;
            }

            if (isValue || argument.Length < 2 || argument[0] != '-')
            {
                result.Add(argument);
                isValue = false;
                continue;
            }

            (Option? option, string? value) = Split(argument, syntax);
            if (option is null)
            {
                result.Add(argument);
                continue;
            }

            typed.Add(option);
            isValue = value is null && option.ValueType != typeof(bool);

            // Joined by '=', a value may begin with a dash.
            if (isValue && index + 1 < arguments.Count)
            {
                value = arguments[++index];
                isValue = false;
            }

            result.Add(value is null ? option.Name : $"{option.Name}={value}");
        }

        // In front, since what follows "--" are operands.
        return [.. FromEnvironment(syntax, typed, environment), .. result];
    }

    private static (Option? Option, string? Value) Split(string argument, LocustSyntax syntax)
    {
        string name = argument.TrimStart('-');
        int equals = name.IndexOf('=', StringComparison.Ordinal);
        string? value = equals < 0 ? null : name[(equals + 1)..];
        name = equals < 0 ? name : name[..equals];
        Option? option = syntax.Command.Options.FirstOrDefault(candidate => Has(candidate, "--" + name));
        if (option is not null || argument.StartsWith("--", StringComparison.Ordinal))
        {
            return (option, value);
        }

        option = syntax.Command.Options.FirstOrDefault(candidate => Has(candidate, argument[..2]));
        string rest = argument[2..];
        return (option, rest.Length == 0 ? null : rest.TrimStart('='));
    }

    // Where master and workers share their variables, the locustfile is meant for the master, and so is the page.
    private static bool IsMastersOwn(Option option, string value, LocustSyntax syntax, bool isWorker) =>
        option == syntax.Script
            ? value.EndsWith(".py", StringComparison.OrdinalIgnoreCase)
            : option == syntax.Results.Html && isWorker;

    private static bool IsTrue(string? value) => value is "1" || value?.ToUpperInvariant() is "TRUE" or "YES";

    private static bool Has(Option option, string name) => option.Name == name || option.Aliases.Contains(name);

    private static IEnumerable<string> FromEnvironment(
        LocustSyntax syntax, HashSet<Option> typed, Func<string, string?> environment)
    {
        bool isWorker = IsOn(syntax.Worker) || !IsOn(syntax.Headless);
        foreach ((Option option, string variable) in syntax.Environment)
        {
            string? value = typed.Contains(option) ? null : environment(variable);
            if (string.IsNullOrEmpty(value) || IsMastersOwn(option, value, syntax, isWorker))
            {
                continue;
            }

            if (option.ValueType != typeof(bool))
            {
                yield return $"{option.Name}={value}";
            }
            else if (IsTrue(value))
            {
                yield return option.Name;
            }
        }

        bool IsOn(Option flag) => typed.Contains(flag) || IsTrue(environment(syntax.Environment[flag]));
    }
}
