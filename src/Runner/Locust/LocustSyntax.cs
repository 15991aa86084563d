using System.Collections.Generic;
using System.CommandLine;

namespace Runner.Locust;

// The options of `runner locust` in terms of System.CommandLine, with the environment variables that stand for them.
// Values are texts here; LocustReader says what they mean. Names are Locust's and boomer's (locust/argument_parser.py).
internal sealed class LocustSyntax
{
    private readonly Dictionary<Option, string> _environment = [];

    public LocustSyntax()
    {
        Command = new Command("locust", "Make load for a Locust master, or alone with --headless.");
        Url = new Argument<string?>("url")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "What to load: http://host:port/path, or a path where --host or the master gives the host",
        };
        Command.Arguments.Add(Url);
        MasterHost = Text("--master-host", "host", "The master's host (127.0.0.1)", "LOCUST_MASTER_NODE_HOST");
        MasterPort = Text("--master-port", "port", "The master's port (5557)", "LOCUST_MASTER_NODE_PORT");
        ConnectTimeout = Text("--connect-timeout", "time", "How long to look for a master; for ever if not given");
        Host = Text("--host", "url", "The target without a path", "LOCUST_HOST", "-H");
        Script = Text(
            "--locustfile", "file", "A Lua script as for 'runner wrk -s'", "LOCUST_LOCUSTFILE", "-f", "--script");
        Classes = Texts("--user-class", "name=file", "A user class and its script; repeatable");
        Method = Text("--method", "name", "The method of the request (GET)", null, "-m");
        Body = Text("--body", "text", "The body of the request; @file for a file's content", null, "-b");
        Urls = Text("--urls", "file", "Requests from a file: [weight] METHOD URL [header...] [@body file]");
        Data = Text("--data", "file", "Fill {{column}} in URL, headers and body from a CSV file");
        Headers = Texts("--header", "field", "A header field, 'Name: value'; repeatable");
        Wait = Text("--wait", "time", "A user's pause: constant:1, between:1,2, pacing:1 or throughput:5 (none)");
        NamePatterns = Texts("--name-pattern", "regex=>name", "Puts similar paths into one row; repeatable");
        Threads = Text("--threads", "n", "Threads of this one worker (all cores)", null, "--processes");
        Transport = Text("--transport", "name", "auto, epoll or sockets");
        RequestTimeout = Text("--request-timeout", "time", "A request without an answer fails after this (60s)");
        MaxRps = Text("--max-rps", "n", "Requests per second of this worker at most");
        IncreaseRate = Text("--request-increase-rate", "n[/t]", "Raises that limit step by step: 10 or 10/1m");
        Headless = Flag("--headless", "Run without a master and print Locust's table", "LOCUST_HEADLESS");
        Users = Text("--users", "n", "Users at the peak (1); with --headless", "LOCUST_USERS", "-u");
        SpawnRate = Text(
            "--spawn-rate", "n", "Users started per second (1)", "LOCUST_SPAWN_RATE", "-r", "--hatch-rate");
        RunTime = Text("--run-time", "time", "How long to run: 20, 20s, 3m, 1h20m", "LOCUST_RUN_TIME", "-t");
        StopTimeout = Text("--stop-timeout", "time", "How long users may finish (0)", "LOCUST_STOP_TIMEOUT", "-s");
        ResetStats = Flag("--reset-stats", "Counts from when all users run", "LOCUST_RESET_STATS");
        RunTasks = Text("--run-tasks", "a,b", "Sends one request of each of these user classes, and ends");
        Csv = Text("--csv", "prefix", "Writes prefix_stats.csv and three more files", "LOCUST_CSV");
        CsvFullHistory = Flag("--csv-full-history", "Each row in prefix_stats_history.csv", "LOCUST_CSV_FULL_HISTORY");
        Json = Flag("--json", "Prints the final statistics as JSON on stdout");
        OnlySummary = Flag("--only-summary", "Prints the table at the end only", "LOCUST_ONLY_SUMMARY");
        ExitCode = Text("--exit-code-on-error", "n", "Exit code after a failure (1)", "LOCUST_EXIT_CODE_ON_ERROR");
        LogLevel = Text("--loglevel", "level", "DEBUG, INFO, WARNING, ERROR or CRITICAL", "LOCUST_LOGLEVEL", "-L");
        LogFile = Text("--logfile", "file", "Log into a file instead of stderr", "LOCUST_LOGFILE");
        Results = new ResultSyntax(Command);
        _environment.Add(Results.Html, "LOCUST_HTML");
        Worker = Hidden<bool>("--worker");
        _environment.Add(Worker, "LOCUST_MODE_WORKER");
        Ignored = [Hidden<bool>("--print-stats"), Hidden<bool>("--skip-log-setup")];
        Useless = new Dictionary<Option, string>
        {
            [Hidden<string>("--tags", "-T")] = "a user class has no tagged tasks here",
            [Hidden<string>("--exclude-tags", "-E")] = "a user class has no tagged tasks here",
            [Hidden<string>("--cpu-profile")] = "dotnet-trace makes profiles",
            [Hidden<string>("--cpu-profile-duration")] = "dotnet-trace makes profiles",
            [Hidden<string>("--mem-profile")] = "dotnet-gcdump shows what is in memory",
            [Hidden<string>("--mem-profile-duration")] = "dotnet-gcdump shows what is in memory",
        };
        Master = Hidden<bool>("--master");
    }

    public Command Command { get; }

    public Argument<string?> Url { get; }

    public Option<string?> MasterHost { get; }

    public Option<string?> MasterPort { get; }

    public Option<string?> ConnectTimeout { get; }

    public Option<string?> Host { get; }

    public Option<string?> Script { get; }

    public Option<string[]> Classes { get; }

    public Option<string?> Method { get; }

    public Option<string?> Body { get; }

    public Option<string?> Urls { get; }

    public Option<string?> Data { get; }

    public Option<string[]> Headers { get; }

    public Option<string?> Wait { get; }

    public Option<string[]> NamePatterns { get; }

    public Option<string?> Threads { get; }

    public Option<string?> Transport { get; }

    public Option<string?> RequestTimeout { get; }

    public Option<string?> MaxRps { get; }

    public Option<string?> IncreaseRate { get; }

    public Option<bool> Headless { get; }

    public Option<string?> Users { get; }

    public Option<string?> SpawnRate { get; }

    public Option<string?> RunTime { get; }

    public Option<string?> StopTimeout { get; }

    public Option<bool> ResetStats { get; }

    public Option<string?> RunTasks { get; }

    public Option<string?> Csv { get; }

    public Option<bool> CsvFullHistory { get; }

    public Option<bool> Json { get; }

    public Option<bool> OnlySummary { get; }

    public Option<string?> ExitCode { get; }

    public Option<string?> LogLevel { get; }

    public Option<string?> LogFile { get; }

    /// <summary>What is said as to `runner wrk`.</summary>
    public ResultSyntax Results { get; }

    /// <summary>Makes it a worker whatever else is said: what Locust's own workers do with <c>--headless</c>.</summary>
    public Option<bool> Worker { get; }

    /// <summary>Accepted because they say what is so anyway.</summary>
    public IReadOnlyList<Option> Ignored { get; }

    /// <summary>Accepted with a warning that says why it has no effect.</summary>
    public IReadOnlyDictionary<Option, string> Useless { get; }

    /// <summary>Refused, with the way to a master.</summary>
    public Option<bool> Master { get; }

    /// <summary>Which variable stands for an option that is not typed.</summary>
    public IReadOnlyDictionary<Option, string> Environment => _environment;

    private Option<string?> Text(
        string name, string valueName, string help, string? variable = null, params string[] aliases)
    {
        Option<string?> option = new(name, aliases) { Description = help, HelpName = valueName };
        return Add(option, variable);
    }

    private Option<string[]> Texts(string name, string valueName, string help)
    {
        Option<string[]> option = new(name)
        {
            Description = help,
            HelpName = valueName,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
        return Add(option, null);
    }

    private Option<bool> Flag(string name, string help, string? variable = null) =>
        Add(new Option<bool>(name) { Description = help }, variable);

    private Option<T> Hidden<T>(string name, params string[] aliases) =>
        Add(new Option<T>(name, aliases) { Hidden = true }, null);

    private T Add<T>(T option, string? variable)
        where T : Option
    {
        Command.Options.Add(option);
        if (variable is not null)
        {
            _environment.Add(option, variable);
        }

        return option;
    }
}
