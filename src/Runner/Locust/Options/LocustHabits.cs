using System;
using System.Collections.Generic;

namespace Runner.Locust.Options;

// What people type who know Locust's own command line: the master's options, a process for each core. Looked at before
// the line is parsed, which would blame the value of what it does not know.
internal static class LocustHabits
{
    private const string MastersOwn = "is the master's (this is a worker). Give it to: locust --master";

    private static readonly Dictionary<string, string> s_foreign = new(StringComparer.Ordinal)
    {
        ["--config"] = "is not read here. Give its options on the command line, or as LOCUST_... variables",
        ["--autostart"] = MastersOwn,
        ["--autoquit"] = MastersOwn,
        ["--expect-workers"] = MastersOwn,
        ["--expect-workers-max-wait"] = MastersOwn,
        ["--enable-rebalancing"] = MastersOwn,
        ["--equal-weights"] = MastersOwn,
        ["--class-picker"] = MastersOwn,
        ["--master-bind-host"] = MastersOwn,
        ["--master-bind-port"] = MastersOwn,
        ["--web-host"] = MastersOwn,
        ["--web-port"] = MastersOwn,
        ["--web-auth"] = MastersOwn,
        ["--web-login"] = MastersOwn,
        ["--web-base-path"] = MastersOwn,
        ["--tls-cert"] = MastersOwn,
        ["--tls-key"] = MastersOwn,
        ["--json-file"] = "is Locust's. Write --json, and send standard output to the file",
        ["--list"] = "is Locust's. The user classes here are those of --user-class",
    };

    /// <summary>Returns the line as this command takes it.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="refusal">One line that says what is wrong with it, or null.</param>
    public static string[] Adapt(IReadOnlyList<string> arguments, out string? refusal)
    {
        List<string> adapted = [];
        refusal = null;
        for (int index = 0; index < arguments.Count; index++)
        {
            string argument = arguments[index];
            if (argument == "--")
            {
                for (; index < arguments.Count; index++)
                {
                    adapted.Add(arguments[index]);
                }

                break;
            }

            string name = NameOf(argument, out string? value);
            value ??= index + 1 < arguments.Count ? arguments[index + 1] : null;
            bool isJoined = argument.Contains('=', StringComparison.Ordinal);
            if (name == "--processes" && value == "-1")
            {
                // One for each core: so are the threads of this one process.
                index += isJoined ? 0 : 1;
                continue;
            }

            if (s_foreign.TryGetValue(name, out string? why))
            {
                refusal ??= $"{name} {why}";
            }

            adapted.Add(argument);
        }

        return [.. adapted];
    }

    // Two dashes, whether typed so or in Go's way.
    private static string NameOf(string argument, out string? value)
    {
        value = null;
        if (argument is not ['-', _, _, ..])
        {
            return argument;
        }

        string name = argument.TrimStart('-');
        int equals = name.IndexOf('=', StringComparison.Ordinal);
        value = equals < 0 ? null : name[(equals + 1)..];
        return "--" + (equals < 0 ? name : name[..equals]);
    }
}
