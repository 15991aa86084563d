using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// Conformance cases 1-18 as far as no request is sent: the same command lines through wrk and through the built runner,
// and the same streams and exit code from both. A line that is accepted ends at a port that refuses.
public sealed class CliComparisonTests
{
    private const string Url = "http://127.0.0.1:1/";

    private static readonly string[] s_lines =
    [
        .. SpecRow.Of("wrk", 1, ""),
        .. SpecRow.Of("wrk", 2, "-v", "--version"),
        $"-v|{Url}", "-v|-z", "-z|-v", "-v|-c|5x",
        .. SpecRow.Of("wrk", 4, "--help", "-h"),
        .. SpecRow.Of(
            "wrk", 5, "-r", "-?", "-z", "-Lz", "-c", "--connections", "--nosuch", "--nosuch=1", "--t|1", "--t=1", "--h",
            "--=1", "--latency=1", "--lat=1"),
        .. SpecRow.Of("wrk", 6, $"--lat|--th|1|--co|1|--du|1|{Url}"),
        .. SpecRow.Of(
            "wrk", 7, $"-t1|-c1|-d1|{Url}", $"--threads=1|--connections|1|--duration=1s|{Url}", $"-LT2|-c2|{Url}"),
        .. SpecRow.Of("wrk", 8, $"-c5x|-z|{Url}", $"-z|-c5x|{Url}", $"-c5x|-c5|{Url}", $"-t|abc|{Url}"),
        .. SpecRow.Of(
            "wrk", 10, "-t0", "-t0|-c0|x", "-d0|x", $"-d0|{Url}", $"-c0|{Url}", $"-t2|-c1|{Url}", $"-c3|-c1|-t2|{Url}"),
        $"-c1|-c3|-t2|{Url}",
        .. SpecRow.Of("wrk", 11, "-t2|-c1|notaurl"),
        .. SpecRow.Of("wrk", 13, Url, "https://127.0.0.1:1/", "http://[::1]:1/", "http://u:p@127.0.0.1:1/"),
        .. SpecRow.Of("wrk", 14, "http://nosuchhost.invalid/"),
        .. SpecRow.Of("wrk", 15, $"{Url}|-t1|-c1", $"{Url}|-z", $"{Url}|--|-z", $"-t1|{Url}|http://second/"),
        .. SpecRow.Of("wrk", 16, $"-L|{Url}", $"--latency|{Url}", $"-T|2s|{Url}", $"--timeout|2|{Url}"),
        $"-H|-z|{Url}", $"-H|--|{Url}", $"-H||{Url}", $"-H|@a: b|{Url}", $"-H=a: b|{Url}", "-", "--", "-t1|--|-c1",
        "-t1|",
    ];

    private static readonly string[] s_metrics =
    [
        .. SpecRow.Of("wrk", 9, "5", "5k", "5K", "5 k", "5 k x", "+3", " 7", "7 "),
        .. SpecRow.Of("wrk", 8, "1E", "5x", "1.5", "1kb", "1ks", "0x10", "1e3", "k", "", "+", "abc"),
    ];

    private static readonly string[] s_times =
    [
        .. SpecRow.Of("wrk", 9, "5", "1s", "1S", "2M", "2m", "2h", "2H", "1 s"),
        .. SpecRow.Of("wrk", 8, "5k", "1G", "1sec", "1e3", "s", "", "x1"),
    ];

    private static readonly string[] s_urls = SpecRow.Of(
        "wrk",
        12,
        "foo", "/foo", "127.0.0.1:80", "host:80", " http://h/", "http://", "http:///x", "http:/h", "http//h",
        "http://h:99999/", "http://h:65536/", "http://h:abc/", "http://h:/", "http://h/a b", "http://h/a\tb",
        "http://h/a\fb", "http://h/a\nb", "http://h/\u007f", "http://h/ü", "http://ü/", "http://a_b:1/", "http://h#f",
        "http://h:1#f", "http://a@b@h/", "http://[]:1/", "http://[::1/", "http://[::1]x:1/", "http://[::g]/",
        "http://127.0.0.1]:1/", "http://127.0.0.1:0/", "http://?x", "http://@/", "http://127.0.0.1:00001/",
        "http://127.0.0.1:1", "http://127.0.0.1:1?x", "http://127.0.0.1:1/#f", "http://@127.0.0.1:1/",
        "http://127.0.0.1:1/%zz|{}\"<>^`\\[]'@:?/#", "http://a:b:c@127.0.0.1:1/", "http://a/b@127.0.0.1:1/",
        "HTTP://127.0.0.1:1/", "http://[::1%]/", "http://h\\x/", "http://h%41/", "1http://h/", "ht-tp://h/", "://h/",
        $"http://{new string('a', 300)}/");

    private static readonly Dictionary<string, Task<(WrkOutcome Wrk, WrkOutcome Ours)>> s_outcomes =
        Lines().ToDictionary(line => line, CompareAsync);

    public static TheoryData<string> AllLines() => [.. Lines()];

    [RequiresPeerTheory("wrk")]
    [MemberData(nameof(AllLines))]
    [SpecCase("wrk", 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)]
    public async Task Same_streams_and_exit_code(string line)
    {
        (WrkOutcome wrk, WrkOutcome ours) = await s_outcomes[line];

        // With -v we also say, on stderr, which transport was chosen and why; what to do next comes after wrk's words.
        Assert.Equal(wrk.Error, HintLine().Replace(TransportLine().Replace(ours.Error, ""), ""));
        Assert.Equal(wrk.ExitCode, ours.ExitCode);

        // Our usage goes on after wrk's, and the version line has another name in it.
        Assert.Equal(VersionLine().IsMatch(wrk.Output), VersionLine().IsMatch(ours.Output));
        string expected = VersionLine().Replace(wrk.Output, "");
        string actual = VersionLine().Replace(ours.Output, "");
        Assert.StartsWith(expected, actual, StringComparison.Ordinal);
        Assert.Equal(expected.Length == 0, actual.Length == 0);
    }

    [RequiresPeerTheory("wrk")]
    [InlineData("-t1|-c1|-d|1ms")]
    [InlineData("-t1|-c1|-d|1.5")]
    [InlineData("-t1|-c1|-d|1d")]
    [InlineData("-t1|-c1|-d|1m30s")]
    [InlineData("-t1|-c1|--transport|sockets")]
    [SpecCase("wrk", 8)]
    public async Task We_accept_what_wrk_refuses(string line)
    {
        WrkOutcome wrk = await WrkProcess.RunAsync(WrkTool.Wrk, [.. line.Split('|'), Url]);
        WrkOutcome ours = await WrkProcess.RunAsync(WrkTool.Runner, [.. line.Split('|'), Url]);
        Assert.StartsWith("Usage: wrk", wrk.Output, StringComparison.Ordinal);
        Assert.StartsWith(
            "unable to connect to 127.0.0.1:1 Connection refused\n", ours.Error, StringComparison.Ordinal);
    }

    [RequiresPeerTheory("wrk")]
    [InlineData("ftp://127.0.0.1:1/")]
    [InlineData("httpsx://127.0.0.1:1/")]
    [InlineData("c://127.0.0.1:1/")]
    [SpecCase("wrk", 12)]
    public async Task We_refuse_schemes_that_wrk_guesses_at(string url)
    {
        WrkOutcome wrk = await WrkProcess.RunAsync(WrkTool.Wrk, url);
        WrkOutcome ours = await WrkProcess.RunAsync(WrkTool.Runner, url);
        Assert.Equal("unable to connect to 127.0.0.1:1 Connection refused\n", wrk.Error);
        Assert.StartsWith($"invalid URL: {url}\n", ours.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1m", 1_000_000)]
    [InlineData("1M", 1_000_000)]
    [InlineData("1G", 1_000_000_000)]
    public async Task More_connections_than_files_are_refused_before_anything_is_opened(string text, long connections)
    {
        string[] args = ["-t1", "-c", text, Url];
        WrkOutcome ours = await WrkProcess.RunBehindAsync("ulimit -n 1000", WrkTool.Runner, args);
        Assert.Equal((2, ""), (ours.ExitCode, ours.Output));
        Assert.Equal(
            $"runner: too few file descriptors: {connections} connections need {connections + 34}, the limit is 1000. "
            + $"Raise it (ulimit -n {connections + 34}) or use fewer connections\n",
            ours.Error);
    }

    [RequiresPeerFact("wrk")]
    public async Task Upper_case_schemes_need_no_port_with_us()
    {
        WrkOutcome wrk = await WrkProcess.RunAsync(WrkTool.Wrk, "HTTP://127.255.255.254/");
        WrkOutcome ours = await WrkProcess.RunAsync(WrkTool.Runner, "HTTP://127.255.255.254/");
        Assert.StartsWith("unable to resolve 127.255.255.254:HTTP ", wrk.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("resolve", ours.Error, StringComparison.Ordinal);
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 1)]
    public async Task The_usage_begins_with_that_of_wrk()
    {
        (WrkOutcome wrk, WrkOutcome ours) = await s_outcomes[""];
        Assert.Equal(14, wrk.Output.Split('\n').Length - 1);
        Assert.StartsWith(wrk.Output + "\n  Beyond wrk:\n", ours.Output, StringComparison.Ordinal);
    }

    private static Regex TransportLine() => new("^runner: transport [^\n]*\n", RegexOptions.None);

    private static Regex HintLine() => new("^runner: hint: [^\n]*\n\\z", RegexOptions.Multiline);

    private static Regex VersionLine() => new("^(?:wrk|runner) [^ ]+ \\[[a-z]+\\] [^\n]*\n", RegexOptions.None);

    private static IEnumerable<string> Lines() =>
        s_lines
        .Concat(s_metrics.Select(text => $"-t1|-c|{text}|{Url}"))
        .Concat(s_times.Select(text => $"-d|{text}|{Url}"))

        // wrk reserves memory for every microsecond of the timeout; hours are more than there is.
        .Concat(s_times
            .Where(text => !text.EndsWith("h", StringComparison.OrdinalIgnoreCase))
            .Select(text => $"-T|{text}|{Url}"))
        .Concat(s_urls);

    private static async Task<(WrkOutcome Wrk, WrkOutcome Ours)> CompareAsync(string line)
    {
        string[] args = line.Length == 0 ? [] : s_urls.Contains(line) ? [line] : line.Split('|');
        return (await WrkProcess.RunAsync(WrkTool.Wrk, args), await WrkProcess.RunAsync(WrkTool.Runner, args));
    }
}
