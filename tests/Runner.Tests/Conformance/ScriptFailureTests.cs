using System;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// Conformance cases 60-63: scripts that cannot be loaded, that fail, or that return no request. Messages are wrk's;
// what becomes of the run is ours, and documented.
public sealed class ScriptFailureTests
{
    private const string Panic = "PANIC: unprotected error in call to Lua API ";

    [RequiresPeerTheory("wrk")]
    [InlineData("missing.lua")]
    [InlineData("syntax.lua")]
    [SpecCase("wrk", 60, 61)]
    public async Task Cases60_61_a_script_that_cannot_be_loaded_stops_us_alone(string script)
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase(script));
        Assert.Equal((0, true), (wrk.ExitCode, wrk.HasReport));
        Assert.Equal((1, "", 0L), (ours.ExitCode, ours.Outcome.Output, ours.RequestCount));

        // One line for each of its two states, with the file before what we say.
        string line = $"{ScriptRuns.FileOf(script)}: {ours.Outcome.Error.Split('\n')[0]}\n";
        Assert.Equal(line + line, wrk.Error);
        ScriptDocumentation.HasRow("A script that cannot be loaded");
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 62)]
    public async Task Case62_a_failing_top_level_stops_us_alone()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(
            Failing("load") with { Options = "-t1 -c1 -d1" });
        Assert.Equal((0, true), (wrk.ExitCode, wrk.HasReport));
        Assert.Equal((1, ""), (ours.ExitCode, ours.Outcome.Output));
        string line = $"{ScriptRuns.FileOf("fail.lua")}: {ours.Outcome.Error}";
        Assert.Equal(line + line, wrk.Error);
    }

    [RequiresPeerTheory("wrk")]
    [InlineData("setup")]
    [InlineData("init")]
    [InlineData("request")]
    [SpecCase("wrk", 62)]
    public async Task Case62_what_fails_before_the_run_stops_both(string where)
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(Failing(where));
        Assert.Equal((1, 1), (wrk.ExitCode, ours.ExitCode));
        Assert.Equal(("", 0L), (ours.Outcome.Output, ours.RequestCount));
        AssertSameMessage(wrk, ours, where);
    }

    [RequiresPeerTheory("wrk")]
    [InlineData("delay")]
    [InlineData("later")]
    [InlineData("response")]
    [SpecCase("wrk", 62)]
    public async Task Case62_what_fails_in_the_run_ends_it_with_our_report(string where)
    {
        // With two threads, wrk's may write into each other's line.
        ScriptRun wrk = await ScriptRuns.RunAsync(WrkTool.Wrk, Failing(where) with { Options = "-t1 -c4 -d30" });
        ScriptRun ours = await ScriptRuns.RunAsync(WrkTool.Runner, Failing(where));
        Assert.Equal((1, false), (wrk.ExitCode, wrk.HasReport));
        Assert.Equal((107, true), (ours.ExitCode, ours.HasReport));
        AssertSameMessage(wrk, ours, where);

        // 30 s were asked for; both lanes ended at once, and nothing that was given up is an error.
        Assert.Matches(" requests in (?:[0-9.]+[um]s|[0-9]\\.[0-9]+s),", ours.Report);
        Assert.False(ours.Fields.HasErrorLine);
        ScriptDocumentation.HasRow("An error in a callback");
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 62)]
    public async Task Case62_what_fails_in_done_fails_after_the_report()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(Failing("done") with { Options = "-t2 -c2 -d1" });
        Assert.Equal((1, true), (wrk.ExitCode, wrk.HasReport));
        Assert.Equal((107, true), (ours.ExitCode, ours.HasReport));
        AssertSameMessage(wrk, ours, "done");
    }

    [RequiresPeerTheory("wrk")]
    [InlineData("nothing", "incomplete request at 1:1")]
    [InlineData("empty", "incomplete request at 1:1")]
    [InlineData("number", null)]
    [InlineData("method", null)]
    [InlineData("case", null)]
    [InlineData("path", null)]
    [InlineData("space", null)]
    [InlineData("open", null)]
    [InlineData("header", null)]
    [InlineData("short", null)]
    [SpecCase("wrk", 63)]
    public async Task Case63_the_first_request_is_checked(string result, string? message)
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(
            new ScriptCase("invalid.lua") { Arguments = [result] });
        Assert.Equal((1, 1), (wrk.ExitCode, ours.ExitCode));
        Assert.Equal(("", ""), (wrk.Outcome.Output, ours.Outcome.Output));
        Assert.Equal(wrk.Outcome.Error, ours.Outcome.Error);
        Assert.Matches("^[a-zA-Z -]+ at [0-9]+:[0-9]+\n$", ours.Outcome.Error);
        Assert.True(message is null || ours.Outcome.Error == message + "\n");
    }

    [RequiresPeerTheory("wrk")]
    [InlineData("nothing")]
    [InlineData("empty")]
    public async Task No_request_later_ends_the_connection_and_with_the_last_one_our_run(string result)
    {
        // Much time for ours, which is to end early.
        ScriptCase item = new("invalid.lua", "-t1 -c2 -d4") { Arguments = [result, "later"] };
        ScriptRun wrk = await ScriptRuns.RunAsync(WrkTool.Wrk, item);
        ScriptRun ours = await ScriptRuns.RunAsync(WrkTool.Runner, item with { Options = "-t1 -c2 -d50 -T50" });
        Assert.Equal((0, 0), (wrk.ExitCode, ours.ExitCode));
        Assert.Equal(wrk.Fields.Requests, ours.Fields.Requests);
        Assert.Matches(" requests in (?:[4-9]|[1-9][0-9]+)\\.[0-9]+s,", wrk.Report);
        Assert.Matches(" requests in (?:[0-9.]+[um]s|[1-4]?[0-9]\\.[0-9]+s),", ours.Report);
        Assert.Contains(
            "runner: 2 connections stopped early: request() returned nothing\n",
            ours.Outcome.Error,
            StringComparison.Ordinal);
        ScriptDocumentation.HasRow("`request()` that later returns nil");
    }

    [RequiresPeerTheory("wrk")]
    [InlineData("number", "2 bytes: 42")]
    [InlineData("open", "25 bytes: GET / HTTP/1.1\\r\\nHost: x\\r\\n")]
    public async Task No_whole_request_later_is_an_error_with_us(string result, string end)
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(
            new ScriptCase("invalid.lua") { Arguments = [result, "later"], LeastRequests = 0 });
        Assert.Equal((0, 107), (wrk.ExitCode, ours.ExitCode));
        Assert.True(ours.HasReport);
        Assert.Equal($"request() returned no whole request but {end}\n", ours.Error);
        ScriptDocumentation.HasRow("`request()` that later returns other text");
    }

    [RequiresPeerFact("wrk")]
    public async Task A_lookup_that_finds_nothing_ends_both()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("lookup.lua"));
        Assert.Equal((1, 1), (wrk.ExitCode, ours.ExitCode));
        Assert.StartsWith("unable to resolve 127.0.0.1:nosuchservice ", ours.Outcome.Error, StringComparison.Ordinal);
        Assert.Equal(wrk.Outcome.Error, ours.Outcome.Error);
    }

    private static ScriptCase Failing(string where) =>
        new("fail.lua", "-t2 -c4 -d30") { Header = $"X-Fail: {where}" };

    // wrk wraps it; both have it once.
    private static void AssertSameMessage(ScriptRun wrk, ScriptRun ours, string where)
    {
        Assert.EndsWith($"fail.lua:5: failed in {where}\n", ours.Error, StringComparison.Ordinal);
        string first = wrk.Error.Split('\n')[0];
        Assert.Equal($"{Panic}({ours.Error.TrimEnd('\n')})", first);
        Assert.Single(ours.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
