using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// Conformance cases 19-28: the bytes of the request. wrk's order of fields is that of a hash table and no two runs
// need agree, so the lines are compared without their order. "{p}" in an argument is the server's port.
public sealed class WireComparisonTests
{
    private const string Url = "http://127.0.0.1:{p}";

    private static readonly string[] s_same =
    [
        .. SpecRow.Of("wrk", 19, $"{Url}/cl", $"{Url}/", "http://localhost:{p}/"),
        .. SpecRow.Of("wrk", 20, Url),
        .. SpecRow.Of("wrk", 21, $"{Url}/a%20b?c=[1]&d='x'", $"{Url}/%zz|{{}}\"<>^`\\"),
        .. SpecRow.Of("wrk", 22, $"http://user:pw@127.0.0.1:{{p}}/u"),
        .. SpecRow.Of("wrk", 23, "http://[::1]:{p}/"),
        .. SpecRow.Of("wrk", 24, $"-H|A: b: c|{Url}/", $"-H|E: |{Url}/", $"-H|S:  two |{Url}/"),
        .. SpecRow.Of("wrk", 25, $"-H|Host: example.com|{Url}/"),
        .. SpecRow.Of("wrk", 26, $"-H|X: 1|-H|X: 2|{Url}/", $"-H|X: 1|-H|x: 2|{Url}/"),
        .. SpecRow.Of("wrk", 27, $"-H|Content-Length: 5|{Url}/"),
        $"-H|Foo|{Url}/", $"-H|X: a\r\nX: b|{Url}/", $"-H|X: ü|{Url}/", $"-H|Connection: keep-alive|{Url}/",
    ];

    // Arguments, a line of ours that wrk does not have, and the line of wrk's in its place, if any.
    private static readonly (string Args, string Ours, string? Wrk)[] s_different =
    [
        .. SpecRow.Of<(string, string, string?)>(
            "wrk",
            20,
            ($"{Url}?x=1", "GET /?x=1 HTTP/1.1", "GET / HTTP/1.1"),
            ($"{Url}/a?b#frag", "GET /a?b HTTP/1.1", "GET /a?b#frag HTTP/1.1")),
        .. SpecRow.Of<(string, string, string?)>(
            "wrk", 24, ($"-H|Foo:bar|{Url}/", "Foo: bar", null), ($"-H|Foo:|{Url}/", "Foo: ", null)),
    ];

    private static readonly ConcurrentDictionary<(WrkTool Tool, string Args), Task<string[]>> s_runs = new();

    public static TheoryData<string> Same() => [.. s_same];

    public static TheoryData<string, string, string?> Different()
    {
        TheoryData<string, string, string?> data = [];
        foreach ((string args, string ours, string? wrk) in s_different)
        {
            data.Add(args, ours, wrk);
        }

        return data;
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 19)]
    public async Task The_default_request_of_wrk_is_three_lines()
    {
        Assert.Equal(["", "GET /cl HTTP/1.1", "Host: 127.0.0.1:{p}"], await LinesAsync(WrkTool.Wrk, s_same[0]));
    }

    [RequiresPeerTheory("wrk")]
    [MemberData(nameof(Different))]
    public async Task Wrk_is_as_described(string args, string ours, string? wrk)
    {
        string[] lines = await LinesAsync(WrkTool.Wrk, args);
        Assert.DoesNotContain(ours, lines);
        Assert.True(wrk is null || lines.Contains(wrk));
    }

    [RequiresPeerTheory("wrk")]
    [MemberData(nameof(Same))]
    [SpecCase("wrk", 19, 20, 21, 22, 23, 24, 25, 26, 27)]
    public async Task We_send_the_same_lines(string args) =>
        Assert.Equal(await LinesAsync(WrkTool.Wrk, args), await LinesAsync(WrkTool.Runner, args));

    [RequiresPeerTheory("wrk")]
    [MemberData(nameof(Different))]
    [SpecCase("wrk", 20, 24)]
    public async Task We_differ_in_one_line(string args, string ours, string? wrk)
    {
        IEnumerable<string> expected = (await LinesAsync(WrkTool.Wrk, args)).Where(line => line != wrk).Append(ours);
        Assert.Equal(expected.Order(StringComparer.Ordinal), await LinesAsync(WrkTool.Runner, args));
    }

    private static Task<string[]> LinesAsync(WrkTool tool, string args)
    {
        // The first caller starts them all.
        foreach (string item in s_same.Concat(s_different.Select(row => row.Args)))
        {
            s_runs.GetOrAdd((tool, item), static key => RunAsync(key.Tool, key.Args));
        }

        return s_runs[(tool, args)];
    }

    private static async Task<string[]> RunAsync(WrkTool tool, string args)
    {
        bool isV6 = args.Contains("[::1]", StringComparison.Ordinal);
        await using ScriptedServer server = ScriptedServer.Start(isV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback);
        string port = $"{server.Port}";
        IEnumerable<string> words = args.Replace("{p}", port, StringComparison.Ordinal).Split('|');
        if (args.Contains("%zz", StringComparison.Ordinal))
        {
            words = [args.Replace("{p}", port, StringComparison.Ordinal)];
        }

        WrkOutcome outcome = await WrkProcess.RunAsync(tool, ["-t1", "-c1", "-d50", .. words], async process =>
        {
            await ScriptedServer.WaitUntilAsync(() => server.RequestCount > 9);
            await WrkProcess.InterruptAsync(tool, process);
        });
        Assert.Equal(0, outcome.ExitCode);

        // One thread sends one form, whatever its order is.
        string request = Assert.Single(server.Requests.Distinct());
        Assert.EndsWith("\r\n\r\n", request, StringComparison.Ordinal);
        string[] lines = request[..^4].Replace(port, "{p}", StringComparison.Ordinal).Split("\r\n");
        return [.. lines.Append("").Order(StringComparer.Ordinal)];
    }
}
