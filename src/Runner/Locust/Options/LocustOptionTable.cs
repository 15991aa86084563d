using System;
using System.Collections.Generic;
using System.Globalization;
using FastHttp.Load.Text;
using LocustBridge.Tasks;
using Runner.Options;
using Runner.Options.Entries;
using static Runner.Options.Values.Reads<Runner.Locust.Options.LocustOptions>;

namespace Runner.Locust.Options;

// The options of `runner locust`: names and variables are Locust's and boomer's (locust/argument_parser.py), then those
// that it shares with `runner wrk`.
internal static class LocustOptionTable
{
    private const string Time = "a time such as 20, 20s, 3m or 1h20m";

    public static readonly OptionSpec<LocustOptions> Script = new("locustfile", 'f')
    {
        Group = OptionGroup.Basic,
        Scope = OptionScope.Locust,
        Aliases = ["--script"],
        Variable = "LOCUST_LOCUSTFILE",
        ValueName = "FILE",
        TakesFile = true,
        Help = "a Lua script as for 'runner wrk -s'",
        Excludes = [new("user-class", "a class has its own script. Drop one")],
        Read = Text((o, v) => o with { Classes = [new UserClassOption(UserClassOption.DefaultName, v)] }),
    };

    public static readonly OptionSpec<LocustOptions> UserClass = new("user-class")
    {
        Group = OptionGroup.Basic,
        Scope = OptionScope.Locust,
        IsRepeatable = true,
        ValueName = "NAME=FILE",
        Expected = "name=script.lua",
        Help = "a user class and its script",
        Read = (o, text) =>
            text.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && equals < text.Length - 1
            ? o with { Classes = [.. o.Classes, new UserClassOption(text[..equals], text[(equals + 1)..])] }
            : null,
    };

    public static readonly OptionSpec<LocustOptions> Host = new("host", 'H')
    {
        Group = OptionGroup.Basic,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_HOST",
        ValueName = "URL",
        Help = "the target without a path",
        Read = Text((o, v) => o with { Host = v.Length == 0 ? null : v }),
    };

    public static readonly OptionSpec<LocustOptions> Threads = new("threads")
    {
        Group = OptionGroup.Basic,
        Scope = OptionScope.Locust,
        Aliases = ["--processes"],
        ValueName = "N",
        Default = "all cores",
        Expected = "1 to 1024",
        Help = "threads of this one worker",
        Read = Number(1, 1024, (o, v) => o with { Threads = (int)v }),
    };

    public static readonly OptionSpec<LocustOptions> RequestTimeout = new("request-timeout")
    {
        Group = OptionGroup.Basic,
        Scope = OptionScope.Locust,
        ValueName = "TIME",
        Default = "60s",
        Expected = Time,
        Help = "a request without an answer fails after this",
        Read = Value<TimeSpan>(NumberSyntax.TryParseTime, (o, v) => o with { RequestTimeout = v }),
    };

    public static readonly OptionSpec<LocustOptions> LogLevel = new("loglevel", 'L')
    {
        Group = OptionGroup.Basic,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_LOGLEVEL",
        ValueName = "LEVEL",
        Default = "INFO",
        Expected = "DEBUG, INFO, WARNING, ERROR or CRITICAL",
        Help = "DEBUG, INFO, WARNING, ERROR or CRITICAL",
        Read = Choice<LogLevel>((o, v) => o with { LogLevel = v }),
    };

    public static readonly OptionSpec<LocustOptions> LogFile = new("logfile")
    {
        Group = OptionGroup.Basic,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_LOGFILE",
        ValueName = "FILE",
        Default = "stderr",
        TakesFile = true,
        Expected = "the path of a file",
        Help = "where the log goes",
        Read = Path((o, v) => o with { LogFile = v }),
    };

    public static readonly OptionSpec<LocustOptions> MasterHost = new("master-host")
    {
        Group = OptionGroup.Master,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_MASTER_NODE_HOST",
        ValueName = "HOST",
        Default = "127.0.0.1",
        Help = "the master's host",
        Read = Text((o, v) => o with { MasterHost = v }),
    };

    public static readonly OptionSpec<LocustOptions> MasterPort = new("master-port")
    {
        Group = OptionGroup.Master,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_MASTER_NODE_PORT",
        ValueName = "PORT",
        Default = "5557",
        Expected = "1 to 65535",
        Help = "the master's port",
        Read = Number(1, 65_535, (o, v) => o with { MasterPort = (int)v }),
    };

    public static readonly OptionSpec<LocustOptions> ConnectTimeout = new("connect-timeout")
    {
        Group = OptionGroup.Master,
        Scope = OptionScope.Locust,
        ValueName = "TIME",
        Default = "for ever",
        Expected = Time,
        Help = "how long to look for a master",
        Read = Value<TimeSpan>(NumberSyntax.TryParseTime, (o, v) => o with { ConnectTimeout = v }),
    };

    public static readonly OptionSpec<LocustOptions> Headless = new("headless")
    {
        Group = OptionGroup.Users,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_HEADLESS",
        Help = "runs without a master and prints Locust's table",
        Read = Flag(o => o with { Headless = true }),
    };

    public static readonly OptionSpec<LocustOptions> Users = new("users", 'u')
    {
        Group = OptionGroup.Users,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_USERS",
        ValueName = "N",
        Default = "1",
        Expected = "1 to 10000000",
        Help = "users at the peak; with --headless",
        Read = Number(1, 10_000_000, (o, v) => o with { Users = (int)v }),
    };

    public static readonly OptionSpec<LocustOptions> SpawnRate = new("spawn-rate", 'r')
    {
        Group = OptionGroup.Users,
        Scope = OptionScope.Locust,
        Aliases = ["--hatch-rate"],
        Variable = "LOCUST_SPAWN_RATE",
        ValueName = "N",
        Default = "1",
        Expected = "a number above 0",
        Help = "users started per second",
        Read = Value<double>(TryParseRate, (o, v) => o with { SpawnRate = v }),
    };

    public static readonly OptionSpec<LocustOptions> RunTime = new("run-time", 't')
    {
        Group = OptionGroup.Users,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_RUN_TIME",
        ValueName = "TIME",
        Expected = Time,
        Help = "how long to run: 20, 20s, 3m, 1h20m",
        Read = Value<TimeSpan>(NumberSyntax.TryParseTime, (o, v) => o with { RunTime = v }),
    };

    public static readonly OptionSpec<LocustOptions> StopTimeout = new("stop-timeout", 's')
    {
        Group = OptionGroup.Users,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_STOP_TIMEOUT",
        ValueName = "TIME",
        Default = "0",
        Expected = Time,
        Help = "how long users may finish",
        Read = Value<TimeSpan>(NumberSyntax.TryParseTime, (o, v) => o with { StopTimeout = v }),
    };

    public static readonly OptionSpec<LocustOptions> Wait = new("wait")
    {
        Group = OptionGroup.Users,
        Scope = OptionScope.Locust,
        ValueName = "TIME",
        Default = "none",
        Expected = "constant:1, between:1,2, pacing:1 or throughput:5",
        Help = "a user's pause: constant:1, between:1,2, pacing:1 or throughput:5",
        Read = Value<LocustWait>(WaitSyntax.TryParse, (o, v) => o with { Wait = v }),
    };

    public static readonly OptionSpec<LocustOptions> ResetStats = new("reset-stats")
    {
        Group = OptionGroup.Users,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_RESET_STATS",
        Help = "counts from when all users run",
        Read = Flag(o => o with { ResetStats = true }),
    };

    public static readonly OptionSpec<LocustOptions> RunTasks = new("run-tasks")
    {
        Group = OptionGroup.Users,
        Scope = OptionScope.Locust,
        ValueName = "A,B",
        Help = "sends one request of each of these user classes, and ends",
        Read = Text((o, v) => o with { RunTasks = v.Split(',', StringSplitOptions.TrimEntries) }),
    };

    public static readonly OptionSpec<LocustOptions> MaxRps = new("max-rps")
    {
        Group = OptionGroup.Users,
        Scope = OptionScope.Locust,
        ValueName = "N",
        Default = "no limit",
        Expected = "a whole number",
        Help = "requests per second of this worker at most",
        Read = Number(0, long.MaxValue, (o, v) => o with { MaxRps = v }),
    };

    public static readonly OptionSpec<LocustOptions> IncreaseRate = new("request-increase-rate")
    {
        Group = OptionGroup.Users,
        Scope = OptionScope.Locust,
        ValueName = "N[/T]",
        Expected = "10 or 10/1m",
        Help = "raises that limit step by step: 10 or 10/1m",
        Read = Text((o, v) => o with { RequestIncreaseRate = v }),
    };

    public static readonly OptionSpec<LocustOptions> NamePatterns = new("name-pattern")
    {
        Group = OptionGroup.Request,
        Scope = OptionScope.Locust,
        IsRepeatable = true,
        ValueName = "REGEX=>NAME",
        Help = "puts similar paths into one row",
        Explain = text =>
        {
            _ = NamePattern.TryParse(text, out string error);
            return error;
        },
        Read = (o, text) => NamePattern.TryParse(text, out _) is { } pattern
            ? o with { NamePatterns = [.. o.NamePatterns, pattern] }
            : null,
    };

    public static readonly OptionSpec<LocustOptions> Csv = new("csv")
    {
        Group = OptionGroup.Output,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_CSV",
        ValueName = "PREFIX",
        Help = "writes PREFIX_stats.csv and three more files",
        Read = Text((o, v) => o with { Csv = v }),
    };

    public static readonly OptionSpec<LocustOptions> CsvFullHistory = new("csv-full-history")
    {
        Group = OptionGroup.Output,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_CSV_FULL_HISTORY",
        Help = "each row in PREFIX_stats_history.csv",
        Read = Flag(o => o with { CsvFullHistory = true }),
    };

    public static readonly OptionSpec<LocustOptions> Json = new("json")
    {
        Group = OptionGroup.Output,
        Scope = OptionScope.Locust,
        Help = "prints the final statistics as JSON on stdout",
        Read = Flag(o => o with { Json = true }),
    };

    public static readonly OptionSpec<LocustOptions> OnlySummary = new("only-summary")
    {
        Group = OptionGroup.Output,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_ONLY_SUMMARY",
        Help = "prints the table at the end only",
        Read = Flag(o => o with { OnlySummary = true }),
    };

    public static readonly OptionSpec<LocustOptions> ExitCode = new("exit-code-on-error")
    {
        Group = OptionGroup.Gates,
        Scope = OptionScope.Locust,
        Variable = "LOCUST_EXIT_CODE_ON_ERROR",
        ValueName = "N",
        Default = "1",
        Expected = "0 to 255",
        Help = "exit code after a failure",
        Read = Number(0, 255, (o, v) => o with { ExitCodeOnError = (int)v }),
    };

    public static readonly OptionSpec<LocustOptions> Worker =
        Hidden("worker", "makes it a worker whatever else is said", o => o with { IsWorker = true }) with
        {
            Variable = "LOCUST_MODE_WORKER",
        };

    public static readonly IReadOnlyList<OptionSpec<LocustOptions>> All =
    [
        Host, Script, UserClass, Threads, RequestTimeout, LogLevel, LogFile, MasterHost, MasterPort, ConnectTimeout,
        Headless, Users, SpawnRate, RunTime, StopTimeout, Wait, ResetStats, RunTasks, MaxRps, IncreaseRate,
        NamePatterns, Csv, CsvFullHistory, Json, OnlySummary, ExitCode, Worker,
        .. OptionTable.SharedWith<LocustOptions>(
            OptionScope.Locust, o => o.Shared, (o, shared) => o with { Shared = shared }),
        Hidden("master", "refused, with the way to a master", o => o with { AsksForMaster = true }),
        Hidden("print-stats", "holds anyway", o => o),
        Hidden("skip-log-setup", "holds anyway", o => o),
        Useless("tags", 'T', "a user class has no tagged tasks here"),
        Useless("exclude-tags", 'E', "a user class has no tagged tasks here"),
        Useless("cpu-profile", null, "dotnet-trace makes profiles"),
        Useless("cpu-profile-duration", null, "dotnet-trace makes profiles"),
        Useless("mem-profile", null, "dotnet-gcdump shows what is in memory"),
        Useless("mem-profile-duration", null, "dotnet-gcdump shows what is in memory"),
    ];

    private static OptionReader<LocustOptions> Number(
        long least, long most, Func<LocustOptions, long, LocustOptions> set) =>
        Value<long>(NumberSyntax.TryParseMetric, value => value >= least && value <= most, set);

    private static bool TryParseRate(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && value > 0
        && double.IsFinite(value);

    // Accepted, since Locust has it.
    private static OptionSpec<LocustOptions> Hidden(
        string name, string help, Func<LocustOptions, LocustOptions> set) => new(name)
        {
            Group = OptionGroup.Basic,
            Scope = OptionScope.Locust,
            IsHidden = true,
            Help = help,
            Read = Flag(set),
        };

    // Accepted with a warning that says why it has no effect.
    private static OptionSpec<LocustOptions> Useless(string name, char? letter, string why) => new(name, letter)
    {
        Group = OptionGroup.Basic,
        Scope = OptionScope.Locust,
        IsHidden = true,
        ValueName = "X",
        Help = why,
        Read = Text((o, _) => o with { Warnings = [.. o.Warnings, $"--{name} has no effect: {why}"] }),
    };
}
