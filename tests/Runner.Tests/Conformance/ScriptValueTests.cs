using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// Conformance cases 64-71: what scripts see and make. The oracle is what wrk prints and sends.
public sealed class ScriptValueTests
{
    [RequiresPeerTheory("wrk")]
    [InlineData("format.lua", 10)]
    [InlineData("random.lua", 2)]
    [InlineData("dialect.lua", 12)]
    [InlineData("ffi.lua", 2)]
    [SpecCase("wrk", 65, 70, 71)]
    public async Task Cases65_70_71_the_same_is_printed_before_the_run(string script, int lines)
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase(script));
        Assert.Equal(lines, wrk.Before.Split('\n').Length - 1);
        Assert.Equal(wrk.Before, ours.Before);
        Assert.Equal((0, 0, "", ""), (wrk.ExitCode, ours.ExitCode, wrk.Error, ours.Error));
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 64)]
    public async Task Case64_arguments_follow_the_url()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(
            new ScriptCase("arguments.lua") { Arguments = ["foo", "bar", "--latency"] });
        Assert.Equal("/cl\tfoo\tbar\t--latency\t3\tnil\n", ours.Before);
        Assert.Equal(wrk.Before, ours.Before);
    }

    [RequiresPeerTheory("wrk")]
    [InlineData("/cl", "200 2 ok Content-Length=[2]\ttrue\n")]
    [InlineData("/chunked", "200 5 abcde Transfer-Encoding=[chunked]\ttrue\n")]
    [InlineData("/trailers", "200 3 abc Transfer-Encoding=[chunked] X-End=[yes] X-Sum=[1]\ttrue\n")]
    [InlineData("/404", "404 0  Content-Length=[0]\ttrue\n")]
    [SpecCase("wrk", 66)]
    public async Task Case66_a_response_looks_the_same(string path, string seen)
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("fields.lua", Path: path));
        Assert.Equal(seen, ours.After);
        Assert.Equal(wrk.After, ours.After);
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 66)]
    public async Task Case66_fields_keep_their_case_and_lose_their_blanks()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("fields.lua", Path: "/fields"));
        Assert.Equal(
            "200 5 a0b0c Content-Length=[5] Content-Type=[text/plain] Set-Cookie=[b] X-Empty=[] X-Fold=[a b] X-Low=[2] "
            + "X-Pad=[pad] x-low=[1]\ttrue\n",
            ours.After);
        Assert.Equal(wrk.After.Replace("[pad  ]", "[pad]", StringComparison.Ordinal), ours.After);
        Assert.NotEqual(wrk.After, ours.After);
        ScriptDocumentation.HasRow("Trailing blanks of a field's value");
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 66)]
    public async Task Case66_a_response_without_fields_is_seen_by_us_alone()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("fields.lua", Path: "/204"));
        Assert.Equal("nothing\tfalse\n", wrk.After);
        Assert.Equal("204 0  \ttrue\n", ours.After);
        ScriptDocumentation.HasRow("`response()` is not called for a response without fields");
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 66)]
    public async Task Case66_each_response_of_a_batch_is_seen_as_it_is()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("mixed.lua"));
        Assert.Equal("200 abc ok, 200 none abcde, 404 none \n", ours.After);
        Assert.Equal(wrk.After, ours.After);
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 67)]
    public async Task Case67_flat_tables_cross()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("tables.lua"));
        Assert.Equal("false\tcannot transfer 'function' to thread\n1\ttwo\ttrue\tnil\tfalse\n", ours.Before);
        Assert.Equal("10\tx\tfalse\tnil\tfalse\n", ours.After);
        Assert.Equal((wrk.Before, wrk.After), (ours.Before, ours.After));
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 67)]
    public async Task Case67_nested_tables_cross_with_us_alone()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("nested.lua"));
        Assert.NotEqual(0, wrk.ExitCode);
        Assert.Equal((0, "2\t3\n", "deep\n"), (ours.ExitCode, ours.Before, ours.After));
        ScriptDocumentation.HasRow("`thread:set` and `thread:get` of nested tables");
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 68)]
    public async Task Case68_done_gets_the_same_types_and_relations()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("results.lua"));
        string[] expected = wrk.After.Split('\n');
        string[] lines = ours.After.Split('\n');
        Assert.Equal(expected[..8], lines[..8]);
        Assert.Equal(("unknown\tfalse", "nil\ttrue"), (expected[8], lines[8]));
        ScriptDocumentation.HasRow("Reading an unknown field of a thread or of `latency`");
        ScriptDocumentation.HasRow("The 100th percentile");
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 69)]
    public async Task Case69_addresses_and_threads_refuse_what_they_cannot_be()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("addresses.lua"));
        string expected = wrk.Before.Replace("cannot set 'number'", "cannot set 'foo'", StringComparison.Ordinal);
        Assert.Equal(expected, ours.Before);
        Assert.StartsWith(
            "true\tuserdata\tuserdata\tnil\t1\ntrue\tfalse\t127.0.0.1:81\n", ours.Before, StringComparison.Ordinal);
        ScriptDocumentation.HasRow("`cannot set 'TYPE' on thread`");
    }

    [RequiresPeerFact("wrk")]
    public async Task Connections_go_where_setup_says()
    {
        foreach (WrkTool tool in Enum.GetValues<WrkTool>())
        {
            await using ScriptedServer other = ScriptedServer.Start();
            ScriptRun run = await ScriptRuns.RunAsync(
                tool, new ScriptCase("elsewhere.lua") { Header = $"X-Port: {other.Port}", LeastRequests = 0 });
            Assert.Equal((0, "true\n", 0L), (run.ExitCode, run.Before, run.RequestCount));
            Assert.InRange(run.Fields.Requests, other.RequestCount - 1, other.RequestCount);

            // The Host field does not follow.
            Assert.Contains($"Host: 127.0.0.1:{run.Port}\r\n", other.Requests[0], StringComparison.Ordinal);
        }
    }

    [RequiresPeerTheory("wrk")]
    [InlineData("binary.lua")]
    [InlineData("large.lua")]
    public async Task Bodies_arrive_as_they_are(string script)
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase(script));
        Assert.Equal(wrk.Forms, ours.Forms);
        foreach (ScriptRun run in (ScriptRun[])[wrk, ours])
        {
            Assert.Equal("requests bytes latency rate", run.Fields.Shape);
            Assert.InRange(run.RequestCount - run.Fields.Requests, 0, 1);
        }

        if (script == "binary.lua")
        {
            Assert.EndsWith("|a\0b\u00ff\r\n\r\nc", Assert.Single(ours.Forms), StringComparison.Ordinal);
        }
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 38)]
    public async Task Head_from_a_script_completes_with_us_alone()
    {
        ScriptCase item = new("head.lua", Path: "/head");
        ScriptRun wrk = await ScriptRuns.RunAsync(WrkTool.Wrk, item with { LeastRequests = 0 });
        ScriptRun ours = await ScriptRuns.RunAsync(WrkTool.Runner, item);
        Assert.Equal(0, wrk.Fields.Requests);
        Assert.Equal("requests bytes latency rate", ours.Fields.Shape);
        Assert.StartsWith("HEAD /head ", ours.Requests[0], StringComparison.Ordinal);
        ScriptDocumentation.HasRow("A response to HEAD with `Content-Length`");
    }

    [RequiresPeerFact("wrk")]
    public async Task Requests_are_counted_for_each_string()
    {
        ScriptRun ours = await ScriptRuns.RunAsync(WrkTool.Runner, new ScriptCase("counts.lua"));
        Assert.Equal((0, "true\n"), (ours.ExitCode, ours.After));

        // Batch 1 went into the check; a batch is sent when the last one is answered, so the sizes are those made.
        IEnumerable<int> sizes = Enumerable.Range(1, 30).Select(turn => (turn % 3) + 1);
        Assert.Equal(sizes.Take(ours.Batches.Count), ours.Batches.Take(30));
        ScriptDocumentation.HasRow("How many requests a string holds");
    }
}
