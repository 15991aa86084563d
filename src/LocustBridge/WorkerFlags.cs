using System;
using System.Collections.Generic;
using System.Globalization;
using LocustBridge.RateLimiting;

namespace LocustBridge;

// The flags of a program that is a worker and nothing else: boomer's names, in Go's spelling too. Immutable.
internal sealed record WorkerFlags
{
    public const string Help =
        """
        Users for a Locust master.

          --master-host HOST            name or address of the master (127.0.0.1), or LOCUST_MASTER_NODE_HOST
          --master-port PORT            its port for workers (5557), or LOCUST_MASTER_NODE_PORT
          --max-rps N                   tasks a second at most, of all users of this worker together
          --request-increase-rate RATE  reach that step by step: 10 a second more each second, 10/1m each minute
          --run-tasks A,B               run these tasks once each and leave, without a master

        """;

    public string MasterHost { get; init; } = "127.0.0.1";

    public int MasterPort { get; init; } = 5557;

    public long MaxRps { get; init; }

    public string? IncreaseRate { get; init; }

    public IReadOnlyList<string> RunTasks { get; init; } = [];

    public bool WantsHelp { get; init; }

    // Names of flags that boomer has and that do nothing here.
    public IReadOnlyList<string> Useless { get; init; } = [];

    /// <returns>The flags, or one line that says what is wrong with them.</returns>
    public static (WorkerFlags? Flags, string? Error) Parse(
        IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        WorkerFlags flags = new();
        string? error = null;
        flags = Set(flags, "master-host", environment("LOCUST_MASTER_NODE_HOST"), ref error);
        flags = Set(flags, "master-port", environment("LOCUST_MASTER_NODE_PORT"), ref error);
        for (int index = 0; index < arguments.Count && error is null; index++)
        {
            string argument = arguments[index];
            string name = argument.TrimStart('-');
            int equals = name.IndexOf('=', StringComparison.Ordinal);
            string? value = equals < 0 ? null : name[(equals + 1)..];
            name = equals < 0 ? name : name[..equals];
            if (argument is not ['-', ..])
            {
                error = $"'{argument}' is no option (all begin with a dash). See --help";
            }
            else if (name is "h" or "help")
            {
                flags = flags with { WantsHelp = true };
            }
            else if (value is null && ++index == arguments.Count)
            {
                error = $"--{name} has no value. See --help";
            }
            else
            {
                flags = Set(flags, name, value ?? arguments[index], ref error);
            }
        }

        if (error is null && !LocustRateLimiter.TryParse(flags.MaxRps, flags.IncreaseRate, out _))
        {
            error = $"invalid value '{flags.IncreaseRate}' for --request-increase-rate (10 or 10/1m is expected)";
        }

        return error is null ? (flags, null) : (null, error);
    }

    private static WorkerFlags Set(WorkerFlags flags, string name, string? value, ref string? error)
    {
        if (string.IsNullOrEmpty(value))
        {
            return flags;
        }

        switch (name)
        {
            case "master-host":
                error ??= LocustWorkerOptions.HostProblem(value);
                return flags with { MasterHost = value };
            case "master-port":
                return flags with { MasterPort = (int)Number(name, value, 1, 65_535, ref error) };
            case "max-rps":
                return flags with { MaxRps = Number(name, value, 0, long.MaxValue, ref error) };
            case "request-increase-rate":
                return flags with { IncreaseRate = value };
            case "run-tasks":
                return flags with { RunTasks = value.Split(',', StringSplitOptions.TrimEntries) };
            case "cpu-profile" or "cpu-profile-duration" or "mem-profile" or "mem-profile-duration":
                return flags with { Useless = [.. flags.Useless, "--" + name] };
            default:
                error ??= $"there is no option --{name}. See --help";
                return flags;
        }
    }

    private static long Number(string name, string value, long least, long most, ref string? error)
    {
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number >= least
            && number <= most)
        {
            return number;
        }

        error ??= most == long.MaxValue
            ? $"invalid value '{value}' for --{name} (a whole number is expected)"
            : $"invalid value '{value}' for --{name} ({least} to {most} is expected)";
        return least;
    }
}
