using System;
using System.Collections.Generic;
using System.Linq;
using Runner.Options;
using Runner.Options.Entries;

namespace Runner.Locust.Options;

// Brings a command line into the one form that System.CommandLine is sure about: Go's spelling (-master-host=h) becomes
// two dashes, a letter's value that is glued to it (-u10) is taken off, and environment variables are put in for what
// was not typed.
internal static class LocustArguments
{
    public static string[] Normalize(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        List<string> result = [];
        HashSet<OptionSpec> typed = [];
        for (int index = 0; index < arguments.Count; index++)
        {
            string argument = arguments[index];
            if (argument == "--")
            {
                result.AddRange(arguments.Skip(index));
                break;
            }

            if (argument.Length < 2 || argument[0] != '-')
            {
                result.Add(argument);
                continue;
            }

            (OptionSpec? option, string? value) = Split(argument);
            if (option is null)
            {
                result.Add(argument);
                continue;
            }

            typed.Add(option);

            // Joined by '=', a value may begin with a dash.
            if (value is null && option.TakesValue && index + 1 < arguments.Count)
            {
                value = arguments[++index];
            }

            result.Add(value is null ? option.Flag : $"{option.Flag}={value}");
        }

        // In front, since what follows "--" are operands.
        return [.. FromEnvironment(typed, environment), .. result];
    }

    private static (OptionSpec? Option, string? Value) Split(string argument)
    {
        string name = argument.TrimStart('-');
        int equals = name.IndexOf('=', StringComparison.Ordinal);
        string? value = equals < 0 ? null : name[(equals + 1)..];
        name = equals < 0 ? name : name[..equals];
        OptionSpec? option = Find("--" + name);
        if (option is not null || argument.StartsWith("--", StringComparison.Ordinal))
        {
            return (option, value);
        }

        string rest = argument[2..];
        return (Find(argument[..2]), rest.Length == 0 ? null : rest.TrimStart('='));
    }

    private static OptionSpec<LocustOptions>? Find(string spelling) =>
        LocustOptionTable.All.FirstOrDefault(option => option.Spellings.Contains(spelling));

    // Where master and workers share their variables, the locustfile is meant for the master, and so is the page.
    private static bool IsMastersOwn(OptionSpec option, string value, bool isWorker) =>
        option == LocustOptionTable.Script
            ? value.EndsWith(".py", StringComparison.OrdinalIgnoreCase)
            : option.Name == OutputTable.Html.Name && isWorker;

    private static bool IsTrue(string? value) => value is "1" || value?.ToUpperInvariant() is "TRUE" or "YES";

    private static IEnumerable<string> FromEnvironment(HashSet<OptionSpec> typed, Func<string, string?> environment)
    {
        bool isWorker = IsOn(LocustOptionTable.Worker) || !IsOn(LocustOptionTable.Headless);
        foreach (OptionSpec option in LocustOptionTable.All)
        {
            string? value = typed.Contains(option) || option.Variable is null ? null : environment(option.Variable);
            if (string.IsNullOrEmpty(value) || IsMastersOwn(option, value, isWorker))
            {
                continue;
            }

            if (option.TakesValue)
            {
                yield return $"{option.Flag}={value}";
            }
            else if (IsTrue(value))
            {
                yield return option.Flag;
            }
        }

        bool IsOn(OptionSpec flag) => typed.Contains(flag) || IsTrue(environment(flag.Variable!));
    }
}
