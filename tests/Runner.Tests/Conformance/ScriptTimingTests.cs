using System;
using System.IO;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// Conformance cases 72-74, and when things happen: signals, the order of what is printed. Bounds follow from the pauses
// of the script, never from the machine's speed.
public sealed class ScriptTimingTests
{
    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 72)]
    public async Task Case72_a_server_that_closes_idle_connections_does_not_speed_up_a_delay()
    {
        // 250 ms a request, so at most eight in two seconds; without the pause carried over there would be none.
        ScriptCase item = new("idle.lua", "-t1 -c1 -d2") { IdleLimit = TimeSpan.FromMilliseconds(200) };
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(item);
        Assert.Equal(0, wrk.ExitCode);
        Assert.InRange(ours.RequestCount, 1, 8);
        Assert.True(ours.Fields.ReadErrors > 0);
        ScriptDocumentation.HasRow("A connection that is lost during `delay()`");
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 73)]
    public async Task Case73_a_slow_init_does_not_count()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(new ScriptCase("slow_init.lua", "-t3 -c3 -d1"));
        Assert.Equal((0, 0), (wrk.ExitCode, ours.ExitCode));

        // Ten a second on each connection; wrk's first threads have a head start of half a second each.
        Assert.True(ours.Fields.Requests > 0);
        Assert.InRange(ours.Fields.RequestsPerSecond, 0, 30);
        ScriptDocumentation.HasRow("Threads start one by one");
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 74)]
    public async Task Case74_a_batch_is_one_sample_and_takes_as_long_as_it_takes()
    {
        (ScriptRun wrk, ScriptRun ours) = await ScriptRuns.BothAsync(
            new ScriptCase("slow_pipeline.lua", "-t1 -c1 -d2 --latency"));

        // wrk says 0.00us for all of them, unless a single batch took longer than the others.
        Assert.Equal(0, wrk.ExitCode);
        // A timer of the server's may fire a little early, so three pauses of 100 ms are known to be above 270 ms only.
        Assert.DoesNotMatch(
            "\n +(?:50|75|90|99)% +(?:[0-9.]+us|(?:[0-9]{1,2}|1[0-9]{2}|2[0-6][0-9])\\.[0-9]+ms)\n", ours.Report);
        ScriptDocumentation.HasRow("The correction for coordinated omission");
    }

    [RequiresPeerFact("wrk")]
    public async Task An_interrupted_run_still_calls_done()
    {
        foreach (WrkTool tool in Enum.GetValues<WrkTool>())
        {
            ScriptCase item = new("report.lua", "-t1 -c1 -d51");
            ScriptRun run = await ScriptRuns.RunAsync(tool, item, async process =>
            {
                await WrkProcess.InterruptAsync(tool, process);
            });
            Assert.Equal(0, run.ExitCode);
            Assert.StartsWith("------------------------------\n50%,", run.After, StringComparison.Ordinal);
        }
    }

    [RequiresPeerFact("wrk")]
    public async Task A_stop_in_delay_does_not_wait_for_the_pause()
    {
        ScriptRun ours = await ScriptRuns.RunAsync(
            WrkTool.Runner, new ScriptCase("pause_stops.lua", "-t2 -c2 -d20"));
        Assert.Equal((0, 0L), (ours.ExitCode, ours.RequestCount));
        Assert.Matches("  0 requests in (?:[0-9.]+[um]s|[0-9]\\.[0-9]+s),", ours.Report);
    }

    [RequiresPeerFact("wrk")]
    public async Task Print_and_report_keep_their_order_in_a_file()
    {
        foreach (WrkTool tool in Enum.GetValues<WrkTool>())
        {
            await using ScriptedServer server = ScriptedServer.Start();
            string file = Path.GetTempFileName();
            try
            {
                WrkOutcome outcome = await WrkProcess.RunBehindAsync(
                    $"exec >{file}", tool, ScriptRuns.CommandLine(new ScriptCase("order.lua"), server.Port));
                WrkOutcome written = outcome with { Output = await File.ReadAllTextAsync(file) };
                ScriptRun run = new(written, [], [], 0, server.Port);
                Assert.Equal("top\ntop\nsetup\ninit, first request\n", run.Before);
                Assert.Equal("done\nthe end", run.After);
            }
            finally
            {
                File.Delete(file);
            }
        }
    }
}
