using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Text;
using Runner.Options.Entries;
using Runner.Options.Values;
using static Runner.Options.Values.Reads<Runner.Options.CliOptions>;

namespace Runner.Options;

// Every option of `runner wrk`, and those that the other commands share with it, in the order in which getopt lists
// candidates. wrk's come first and keep wrk's order.
internal static class OptionTable
{
    public static readonly OptionSpec<CliOptions> Connections = new("connections", 'c')
    {
        Group = OptionGroup.Basic,
        IsWrks = true,
        ValueName = "N",
        Default = "10",
        Expected = "a number such as 100 or 1k",
        Help = "connections to keep open, one request in flight on each",
        Read = Value<long>(
            NumberSyntax.TryParseMetric,
            (o, v) => o with { Connections = v, Load = o.Load with { AreConnectionsTyped = true } }),
    };

    public static readonly OptionSpec<CliOptions> Duration = new("duration", 'd')
    {
        Group = OptionGroup.Basic,
        IsWrks = true,
        ValueName = "T",
        Default = "10s",
        Expected = "a time such as 10s or 500ms",
        Help = "length of the run",
        Read = Value<TimeSpan>(
            NumberSyntax.TryParseTime,
            (o, v) => o with { Duration = v, Load = o.Load with { IsDurationTyped = true } }),
    };

    public static readonly OptionSpec<CliOptions> Threads = new("threads", 't')
    {
        Group = OptionGroup.Basic,
        IsWrks = true,
        ValueName = "N",
        Default = "2",
        Expected = "a number such as 100 or 1k",
        Help = "threads, each with an event loop and its share of the connections",
        Read = Value<long>(
            NumberSyntax.TryParseMetric, (o, v) => o with { Threads = v, AreThreadsTyped = true }),
    };

    public static readonly OptionSpec<CliOptions> Script = new("script", 's')
    {
        Group = OptionGroup.Basic,
        IsWrks = true,
        ValueName = "FILE",
        TakesFile = true,
        Help = "Lua script, as wrk takes it, or a scenario; see 'runner help scripting'",
        Read = Text((o, v) => o with { ScriptPath = v }),
    };

    public static readonly OptionSpec<CliOptions> Header = new("header", 'H')
    {
        Group = OptionGroup.Request,
        Scope = OptionScope.Wrk | OptionScope.Http | OptionScope.Locust,
        InLocust = new() { KeepsLetter = false },
        IsWrks = true,
        IsRepeatable = true,
        ValueName = "'N: V'",
        Help = "adds a header field",
        Conceal = SecretText.OfField,
        Read = Text((o, v) => o with { Headers = [.. o.Headers, v] }),
    };

    public static readonly OptionSpec<CliOptions> Latency = new("latency", 'L')
    {
        Group = OptionGroup.Output,
        IsWrks = true,
        Help = "prints the percentiles; with -R wrk2's whole spectrum",
        Read = Flag(o => o with { PrintLatency = true }),
    };

    public static readonly OptionSpec<CliOptions> Timeout = new("timeout", 'T')
    {
        Group = OptionGroup.Basic,
        IsWrks = true,
        ValueName = "T",
        Default = "2s",
        Expected = "a time such as 10s or 500ms",
        Help = "a response that takes longer counts as a timeout",
        Read = Value<TimeSpan>(NumberSyntax.TryParseTime, (o, v) => o with { Timeout = v }),
    };

    public static readonly OptionSpec<CliOptions> Help = new("help")
    {
        Group = OptionGroup.Basic,
        IsWrks = true,
        IsForFiles = false,
        Help = "prints the options",
        Read = Flag(o => o),
    };

    public static readonly OptionSpec<CliOptions> Version = new("version", 'v')
    {
        Group = OptionGroup.Basic,
        IsWrks = true,
        IsForFiles = false,
        Help = "prints the version",
        Read = Flag(o => o with { PrintVersion = true }),
    };

    public static readonly IReadOnlyList<OptionSpec<CliOptions>> All =
    [
        Connections, Duration, Threads, Script, Header, Latency, Timeout, Help, Version,
        .. LoadTable.All, .. RequestTable.All, .. ConnectionTable.All, .. OutputTable.All, .. LiveTable.All,
        .. GateTable.All, .. ConfigTable.All,
    ];

    /// <summary>Letters that getopt knows and wrk answers with the usage, without a message.</summary>
    public const string SilentLetters = "r?";

    public static OptionSpec<CliOptions>? OfLetter(char letter) =>
        All.FirstOrDefault(option => option.Letter == letter);

    /// <summary>The option of that very name, else all of which it is a prefix.</summary>
    public static IReadOnlyList<OptionSpec<CliOptions>> Matching(string name)
    {
        OptionSpec<CliOptions>? exact = All.FirstOrDefault(option => option.Name == name);
        if (exact is not null)
        {
            return [exact];
        }

        OptionSpec<CliOptions>[] candidates =
            [.. All.Where(option => option.Name.StartsWith(name, StringComparison.Ordinal))];
        OptionSpec<CliOptions>[] original = [.. candidates.Where(option => option.IsWrks)];
        return original.Length > 0 ? original : candidates;
    }

    /// <summary>Those of another command, whose options hold these.</summary>
    /// <param name="scope">The command.</param>
    /// <param name="get">Takes these options out of the command's.</param>
    /// <param name="set">Puts them back.</param>
    public static IEnumerable<OptionSpec<TOuter>> SharedWith<TOuter>(
        OptionScope scope, Func<TOuter, CliOptions> get, Func<TOuter, CliOptions, TOuter> set)
        where TOuter : class =>
        from option in All
        where option.Scope.HasFlag(scope)
        select option.In(scope == OptionScope.Http ? option.InHttp : option.InLocust, get, set);
}
