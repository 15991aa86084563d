using System;
using System.Collections.Generic;
using System.Linq;
using Runner.Options.Entries;

namespace Runner.Options.Parsing;

// What is said in a file, by the environment and on the command line, as one command line: file < environment < flags.
// An option of a higher layer replaces that of a lower one, also where it may be repeated or is off.
internal static class OptionLayers
{
    private const string Prefix = "RUNNER_";

    /// <summary>Puts the lower layers before what was typed; with an error, one line.</summary>
    /// <param name="typed">The command line.</param>
    /// <param name="environment">Reads a variable.</param>
    public static (NormalizedArguments Arguments, string? Error) Merge(
        NormalizedArguments typed, Func<string, string?> environment)
    {
        (List<TypedOption> fromEnvironment, string? error) = FromEnvironment(environment);
        if (error is not null)
        {
            return (typed, error);
        }

        string? path = fromEnvironment.Concat(typed.Options)
            .LastOrDefault(item => item.Option == ConfigTable.Config)?.Value;
        IReadOnlyList<TypedOption> fromFile = [];
        string? url = null;

        // What is no path is refused where the option is read.
        if (path is { Length: > 0 })
        {
            (fromFile, url, error) = ConfigFile.Read(path);
        }

        url = environment(Prefix + "URL") is { Length: > 0 } named ? named : url;
        IEnumerable<TypedOption> options = Over(Over(fromFile, fromEnvironment), typed.Options);
        IReadOnlyList<string> operands = typed.Operands.Count == 0 && url is not null ? [url] : typed.Operands;
        return (typed with { Options = [.. options.Where(item => !item.IsOff)], Operands = operands }, error);
    }

    /// <summary>The variable that stands for an option of <c>runner wrk</c>; null for none.</summary>
    public static string? VariableOf(OptionSpec option) =>
        !option.IsForFiles || option.Variable is { Length: 0 } ? null
        : option.Variable ?? Prefix + option.Name.Replace('-', '_').ToUpperInvariant();

    private static IEnumerable<TypedOption> Over(IEnumerable<TypedOption> low, IReadOnlyList<TypedOption> high)
    {
        HashSet<OptionSpec<CliOptions>> replaced = [.. high.Select(item => item.Option)];
        return low.Where(item => !replaced.Contains(item.Option)).Concat(high);
    }

    // RUNNER_CONNECTIONS for --connections; one value each.
    private static (List<TypedOption> Options, string? Error) FromEnvironment(Func<string, string?> environment)
    {
        List<TypedOption> options = [];
        foreach (OptionSpec<CliOptions> option in OptionTable.All)
        {
            string? name = VariableOf(option);
            string? value = name is null ? null : environment(name);
            if (string.IsNullOrEmpty(value))
            {
                continue;
            }

            if (option.TakesValue)
            {
                options.Add(new TypedOption(option, value, name));
            }
            else if (!ConfigFile.AddFlag(option, value, name!, options))
            {
                return (options, $"{name} is '{value}'; it may be true or false");
            }
        }

        return (options, null);
    }
}
