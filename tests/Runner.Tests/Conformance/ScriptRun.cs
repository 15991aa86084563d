using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Runner.Tests.Conformance;

// A finished run of a script: what it left, cut at the report, and what the server saw.
internal sealed partial record ScriptRun(
    WrkOutcome Outcome, IReadOnlyList<string> Requests, IReadOnlyList<int> Batches, long RequestCount, int Port)
{
    public int ExitCode => Outcome.ExitCode;

    /// <summary>What was printed before the report.</summary>
    public string Before => ReportMatch().Groups["before"].Value;

    public string Report => ReportMatch().Groups["report"].Value;

    /// <summary>What was printed after it.</summary>
    public string After => ReportMatch().Groups["after"].Value;

    public bool HasReport => Split().IsMatch(Outcome.Output);

    public WrkFields Fields => WrkFields.Parse(Report);

    /// <summary>Standard error without our own findings, which depend on how busy the machine is.</summary>
    public string Error => string.Concat(Outcome.Error.Split('\n').Where(line => line.Length > 0)
        .Where(line => !line.StartsWith("runner: ", StringComparison.Ordinal)).Select(line => line + "\n"));

    /// <summary>The requests that were sent, each once, with its field lines in order of their text.</summary>
    public IReadOnlyList<string> Forms =>
        [.. Requests.Select(Sorted).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The targets, in the order in which they arrived.</summary>
    public IReadOnlyList<string> Targets => [.. Requests.Select(request => request.Split(' ', 3)[1])];

    private string Sorted(string request)
    {
        int end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string[] lines = request[..end].Replace($":{Port}", ":{p}", StringComparison.Ordinal).Split("\r\n");
        string head = string.Join('|', lines[1..].Order(StringComparer.Ordinal).Prepend(lines[0]));
        return $"{head}|{request[(end + 4)..]}";
    }

    private Match ReportMatch()
    {
        Match match = Split().Match(Outcome.Output);
        return match.Success
            ? match
            : throw new FormatException($"no report in:\n{Outcome.Output}\nand on stderr:\n{Outcome.Error}");
    }

    [GeneratedRegex("""
        \A(?<before>.*?)(?<report>Running[ ][\d.]+\w+[ ]test[ ]@[ ].*\nTransfer/sec:[^\n]*\n)(?<after>.*)\z
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Split();
}
