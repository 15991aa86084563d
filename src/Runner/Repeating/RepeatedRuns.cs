using System;
using System.Collections.Generic;
using System.Linq;
using Runner.Options;

namespace Runner.Repeating;

/// <summary>The command lines to repeat, as words; each begins with the name of a command. Immutable.</summary>
internal sealed record RepeatedRuns(IReadOnlyList<string> Own, IReadOnlyList<IReadOnlyList<string>> Configurations)
{
    /// <summary>The option whose value may be any name.</summary>
    public const string FolderOption = "--json-dir";

    private const string Separator = "--";

    /// <summary>Why results of repeated runs cannot go to one file.</summary>
    public const string NoOutputs = "runner: --repeat cannot write all runs to one file: "
        + "keep them with 'runner repeat N --json-dir DIR -- wrk <options> <url>'";

    // What makes a result; the word after a separator tells a configuration from a script's own separator.
    private static readonly string[] s_commands = ["wrk", "locust"];

    /// <summary>
    /// Parts the arguments of <c>repeat</c> at each "--" that a command follows; before the first one it may be
    /// missing.
    /// </summary>
    public static RepeatedRuns Split(IReadOnlyList<string> arguments)
    {
        List<string> own = [];
        List<IReadOnlyList<string>> configurations = [];
        List<string> current = own;
        for (int n = 0; n < arguments.Count; n++)
        {
            if (arguments[n] == Separator && n + 1 < arguments.Count && s_commands.Contains(arguments[n + 1]))
            {
                current = [];
                configurations.Add(current);
            }
            else if (current == own && n > 0 && s_commands.Contains(arguments[n]) && arguments[n - 1] != FolderOption)
            {
                current = [arguments[n]];
                configurations.Add(current);
            }
            else
            {
                current.Add(arguments[n]);
            }
        }

        return new RepeatedRuns(own, configurations);
    }

    /// <summary>The arguments of <c>wrk</c> without its option on repetition, however it was written.</summary>
    public static IReadOnlyList<string> WithoutRepeat(IReadOnlyList<string> arguments)
    {
        List<string> kept = [];
        for (int n = 0; n < arguments.Count && arguments[n] != Separator; n++)
        {
            string name = arguments[n].Split('=')[0];
            if (name.Length > 2 && name.StartsWith(Separator, StringComparison.Ordinal)
                && OptionTable.Matching(name[2..]) is [{ } only] && only == LoadTable.Repeat)
            {
                n += name.Length == arguments[n].Length ? 1 : 0;
                continue;
            }

            kept.Add(arguments[n]);
        }

        return [.. kept, .. arguments.SkipWhile(argument => argument != Separator)];
    }
}
