using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// Conformance cases 51-59 and the users' own script: the same file under wrk and under ours, with the same outcome.
public sealed class ScriptExampleTests
{
    // A busy machine ends a run of a second late, and never early.
    private const string NotEarly = " requests in (?:[1-9][0-9]*\\.[0-9]+s|[0-9.]+m),";

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 51)]
    public async Task Case51_each_thread_tells_its_address()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("addr.lua", "-t2 -c2 -d1"));
        foreach (ScriptRun run in (ScriptRun[])[wrk, ours])
        {
            string line = $"thread addr: 127.0.0.1:{run.Port}\n";
            Assert.Equal((0, line + line), (run.ExitCode, run.Before));
            Assert.True(run.Fields.Requests > 0);
        }
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 52)]
    public async Task Case52_a_token_is_taken_from_a_response()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("auth.lua"));
        Assert.Equal(
            [
                "GET /authenticate HTTP/1.1|Host: 127.0.0.1:{p}|",
                "GET /resource HTTP/1.1|Host: 127.0.0.1:{p}|X-Token: abc|",
            ],
            ours.Forms);
        Assert.Equal(wrk.Forms, ours.Forms);
        Assert.Equal(["/authenticate", "/resource", "/resource"], ours.Targets.Take(3));
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 53)]
    public async Task Case53_the_first_count_goes_into_the_check()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("counter.lua", "-t2 -c2 -d1"));
        foreach (ScriptRun run in (ScriptRun[])[wrk, ours])
        {
            // One thread begins at 1, the other at 0, so 0 comes once.
            Assert.Single(run.Targets, "/0");
            Assert.All(run.Requests, request => Assert.Contains(
                $"\r\nX-Counter: {request.Split(' ', 3)[1][1..]}\r\n", request, StringComparison.Ordinal));
            int last = run.Targets.Max(target => int.Parse(target[1..], CultureInfo.InvariantCulture));
            Assert.Contains("/1", run.Targets);
            Assert.Contains($"/{last - 1}", run.Targets);
        }
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 54)]
    public async Task Case54_a_delay_holds_the_requests_back()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("delay.lua", "-t1 -c4 -d1"));
        foreach (ScriptRun run in (ScriptRun[])[wrk, ours])
        {
            // 10 ms at least, and wrk's threads may run for a tenth more than its clock.
            Assert.True(run.Fields.Requests > 0);
            Assert.InRange(run.Fields.RequestsPerSecond, 0, 4 * 110);
            Assert.Equal("requests bytes latency rate", run.Fields.Shape);
        }
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 55)]
    public async Task Case55_three_requests_go_in_one_batch()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("pipeline.lua"));
        foreach (ScriptRun run in (ScriptRun[])[wrk, ours])
        {
            Assert.Equal(["/?foo", "/?bar", "/?baz", "/?foo"], run.Targets.Take(4));
            Assert.Equal([3], run.Batches.Distinct());
            Assert.True(run.Fields.Requests > 0);
        }
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 56)]
    public async Task Case56_a_form_is_posted()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("post.lua"));
        Assert.Equal(
            "POST /cl HTTP/1.1|Content-Length: 16|Content-Type: application/x-www-form-urlencoded|"
            + "Host: 127.0.0.1:{p}|foo=bar&baz=quux",
            Assert.Single(ours.Forms));
        Assert.Equal(wrk.Forms, ours.Forms);
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 57)]
    public async Task Case57_done_prints_percentiles()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("report.lua"));
        Assert.All((ScriptRun[])[wrk, ours], run => Assert.Matches(
            "^-{30}\n50%,[0-9]+\n90%,[0-9]+\n99%,[0-9]+\n99\\.999%,[0-9]+\n$", run.After));
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 58)]
    public async Task Case58_threads_are_numbered_and_counted()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("setup.lua", "-t2 -c2 -d1"));
        foreach (ScriptRun run in (ScriptRun[])[wrk, ours])
        {
            Assert.Equal("thread 1 created\nthread 2 created\n", run.Before);
            MatchCollection lines = Regex.Matches(
                run.After, "thread ([12]) made ([0-9]+) requests and got ([0-9]+) responses\n");
            Assert.Equal(2, lines.Count);
            long[] made = [.. lines.Select(line => Number(line, 2))];
            long[] got = [.. lines.Select(line => Number(line, 3))];
            Assert.Equal(run.Fields.Requests, got.Sum());
            Assert.All(got, count => Assert.True(count > 0));

            // One may be under way; the first thread made one more for the check.
            Assert.InRange(made[0] - got[0], 1, 2);
            Assert.InRange(made[1] - got[1], 0, 1);
        }
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 59)]
    public async Task Case59_stopped_threads_end_our_run_early()
    {
        // Few responses for wrk's time, and much time for ours.
        ScriptCase item = new("stop.lua", "-t2 -c2 -d5") { Arguments = ["5"] };
        ScriptRun wrk = await ScriptRuns.RunAsync(WrkTool.Wrk, item);
        ScriptRun ours = await ScriptRuns.RunAsync(WrkTool.Runner, item with { Options = "-t2 -c2 -d50 -T50" });
        Assert.Equal((10, 10), (wrk.Fields.Requests, ours.Fields.Requests));
        Assert.Matches(" 10 requests in (?:[5-9]|[1-9][0-9]+)\\.[0-9]+s,", wrk.Report);
        Assert.Matches(" 10 requests in (?:[0-9.]+[um]s|[1-4]?[0-9]\\.[0-9]+s),", ours.Report);
        ScriptDocumentation.HasRow("`thread:stop()`");
    }

    [RequiresPeerFact("wrk")]
    public async Task The_users_script_asks_for_the_same_users_in_the_same_order()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("seed.lua"));
        Assert.Equal("/user/699", ours.Targets[0]);
        int both = Math.Min(wrk.Targets.Count, ours.Targets.Count);
        Assert.Equal(wrk.Targets.Take(both), ours.Targets.Take(both));
        Assert.Equal(wrk.Requests[0].Replace($":{wrk.Port}", "", StringComparison.Ordinal),
            ours.Requests[0].Replace($":{ours.Port}", "", StringComparison.Ordinal));
    }

    [RequiresPeerFact("wrk")]
    public async Task One_thread_that_stops_leaves_the_others_running()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("one_stops.lua", "-t2 -c2 -d1"));
        foreach (ScriptRun run in (ScriptRun[])[wrk, ours])
        {
            Assert.True(run.Fields.Requests > 2);
            Assert.Matches(NotEarly, run.Report);
        }
    }

    [RequiresPeerFact("wrk")]
    public async Task A_stop_before_the_run_has_no_effect()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("early_stop.lua"));
        IEnumerable<ScriptRun> runs = [wrk, ours];
        Assert.All(runs, run => Assert.True(run.Fields.Requests > 1));
        Assert.All(runs, run => Assert.Matches(NotEarly, run.Report));
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 18)]
    public async Task Of_two_scripts_the_last_one_runs()
    {
        string first = ScriptRuns.FileOf("post.lua");
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(
            new ScriptCase("counter.lua", $"-t1 -c1 -d1 -s {first}"));
        Assert.Equal(("/1", "/1"), (wrk.Targets[0], ours.Targets[0]));
    }

    private static long Number(Match line, int group) =>
        long.Parse(line.Groups[group].Value, CultureInfo.InvariantCulture);
}
