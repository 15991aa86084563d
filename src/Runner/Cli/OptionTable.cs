using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Text;

namespace Runner.Cli;

// Every option, in the order in which getopt lists candidates. wrk's come first and keep wrk's order.
internal static class OptionTable
{
    public static readonly OptionSpec Connections = new("connections", 'c') { IsValid = IsMetric };
    public static readonly OptionSpec Duration = new("duration", 'd') { IsValid = IsTime };
    public static readonly OptionSpec Threads = new("threads", 't') { IsValid = IsMetric };
    public static readonly OptionSpec Script = new("script", 's') { IsValid = IsAny };
    public static readonly OptionSpec Header = new("header", 'H') { IsValid = IsAny, IsRepeatable = true };
    public static readonly OptionSpec Latency = new("latency", 'L');
    public static readonly OptionSpec Timeout = new("timeout", 'T') { IsValid = IsTime };
    public static readonly OptionSpec Help = new("help");
    public static readonly OptionSpec Version = new("version", 'v');

    public static readonly OptionSpec LatencyCorrection = new("latency-correction")
    {
        IsAddition = true,
        IsValid = text => IsOneOf<LatencyCorrection>(text),
        Expected = "wrk or none",
    };

    public static readonly OptionSpec UnixSocket = new("unix-socket")
    {
        IsAddition = true,
        IsValid = text => text.Length > 0,
        Expected = "the path of a socket",
    };

    public static readonly OptionSpec Transport = new("transport")
    {
        IsAddition = true,
        IsValid = text => IsOneOf<TransportChoice>(text),
        Expected = "auto, epoll or sockets",
    };

    public static readonly IReadOnlyList<OptionSpec> All =
    [
        Connections, Duration, Threads, Script, Header, Latency, Timeout, Help, Version,
        LatencyCorrection, UnixSocket, Transport, .. LoadTable.All, .. RequestTable.All, .. ConnectionTable.All,
        .. OutputTable.All,
        .. GateTable.All, .. LiveTable.All, .. ConfigTable.All,
    ];

    /// <summary>Letters that getopt knows and wrk answers with the usage, without a message.</summary>
    public const string SilentLetters = "r?";

    public static OptionSpec? OfLetter(char letter) => All.FirstOrDefault(option => option.Letter == letter);

    /// <summary>The option of that very name, else all of which it is a prefix.</summary>
    public static IReadOnlyList<OptionSpec> Matching(string name)
    {
        OptionSpec? exact = All.FirstOrDefault(option => option.Name == name);
        if (exact is not null)
        {
            return [exact];
        }

        OptionSpec[] candidates = [.. All.Where(option => option.Name.StartsWith(name, StringComparison.Ordinal))];
        OptionSpec[] original = [.. candidates.Where(option => !option.IsAddition)];
        return original.Length > 0 ? original : candidates;
    }

    private static bool IsMetric(string text) => NumberSyntax.TryParseMetric(text, out _);

    private static bool IsTime(string text) => NumberSyntax.TryParseTime(text, out _);

    private static bool IsAny(string text) => true;

    /// <summary>Whether a text is the name of an enum's member, in any case.</summary>
    public static bool IsOneOf<T>(string text)
        where T : struct, Enum =>
        Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase);
}
