using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// The conformance cases that need more than a path: TLS, a server that dies, signals, limits, shares of connections
// (13-18, 28, 42-46). Each runs for both tools; where they differ on purpose, both outcomes are spelled out.
public sealed class SpecialRunTests
{
    public static TheoryData<WrkTool> OnlyWrk() => [WrkTool.Wrk];

    public static TheoryData<WrkTool> OnlyOurs() => [WrkTool.Runner];

    [RequiresPeerTheory("wrk"), MemberData(nameof(OnlyWrk))]
    [SpecCase("wrk", 28)]
    public Task Wrk_tls_asks_for_the_name_in_the_url(WrkTool tool) => TlsAsksForTheNameInTheUrl(tool);

    [RequiresPeerTheory("wrk"), MemberData(nameof(OnlyOurs))]
    [SpecCase("wrk", 28)]
    public Task Our_tls_asks_for_the_name_in_the_url(WrkTool tool) => TlsAsksForTheNameInTheUrl(tool);

    [RequiresPeerTheory("wrk"), MemberData(nameof(OnlyWrk))]
    [SpecCase("wrk", 44)]
    public Task Wrk_tls_to_a_plain_port_is_a_connect_error(WrkTool tool) => TlsToAPlainPort(tool);

    [RequiresPeerTheory("wrk"), MemberData(nameof(OnlyOurs))]
    [SpecCase("wrk", 44)]
    public Task Our_tls_to_a_plain_port_is_a_connect_error(WrkTool tool) => TlsToAPlainPort(tool);

    [RequiresPeerTheory("wrk"), MemberData(nameof(OnlyWrk))]
    [SpecCase("wrk", 42)]
    public Task Wrk_outlives_its_server(WrkTool tool) => OutlivesItsServer(tool);

    [RequiresPeerTheory("wrk"), MemberData(nameof(OnlyOurs))]
    [SpecCase("wrk", 42)]
    public Task We_outlive_our_server(WrkTool tool) => OutlivesItsServer(tool);

    [RequiresPeerTheory("wrk"), MemberData(nameof(OnlyWrk))]
    [SpecCase("wrk", 17), SpecCase("wrk", 45)]
    public Task Wrk_reports_when_interrupted(WrkTool tool) => ReportsWhenInterrupted(tool);

    [RequiresPeerTheory("wrk"), MemberData(nameof(OnlyOurs))]
    [SpecCase("wrk", 17), SpecCase("wrk", 45)]
    public Task We_report_when_interrupted(WrkTool tool) => ReportsWhenInterrupted(tool);

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 45)]
    public async Task An_interrupt_is_heard_where_the_shell_ignores_it()
    {
        // That is how a shell without job control starts what runs in its background.
        foreach (WrkTool tool in Enum.GetValues<WrkTool>())
        {
            await using ScriptedServer server = ScriptedServer.Start();
            string[] args = ["-t1", "-c1", "-d50", $"http://127.0.0.1:{server.Port}/cl"];
            WrkOutcome outcome = await WrkProcess.RunBehindAsync("trap '' INT", tool, args, async process =>
            {
                await WaitForRequestAsync(server);
                await WrkProcess.InterruptAsync(tool, process);
            });
            Assert.Equal(0, outcome.ExitCode);
            Assert.Matches(" requests in (?:[0-9.]+[um]s|[1-4]?[0-9]\\.[0-9]{2}s), ", outcome.Output);
        }
    }

    [RequiresPeerTheory("wrk"), MemberData(nameof(OnlyWrk))]
    [SpecCase("wrk", 45)]
    public Task Wrk_ends_without_a_report_when_terminated(WrkTool tool) => EndsWithoutAReportWhenTerminated(tool);

    [RequiresPeerTheory("wrk"), MemberData(nameof(OnlyOurs))]
    [SpecCase("wrk", 45)]
    public Task We_end_without_a_report_when_terminated(WrkTool tool) => EndsWithoutAReportWhenTerminated(tool);

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 46)]
    public async Task Wrk_drops_the_remainder_of_the_connections() =>
        Assert.Equal(4, await ConnectionsOfFive(WrkTool.Wrk, 4));

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 46)]
    public async Task We_open_every_connection_asked_for() =>
        Assert.Equal(5, await ConnectionsOfFive(WrkTool.Runner, 5));

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 43)]
    public async Task Wrk_leaves_out_connections_past_the_soft_limit_of_files()
    {
        WrkFields fields = await BehindLimit(WrkTool.Wrk);
        Assert.Equal("requests bytes latency rate connect", fields.Shape);
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 43)]
    public async Task We_raise_the_soft_limit_of_files()
    {
        WrkFields fields = await BehindLimit(WrkTool.Runner);
        Assert.Equal("requests bytes latency rate", fields.Shape);
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 18)]
    public async Task The_last_of_two_values_wins()
    {
        foreach (WrkTool tool in Enum.GetValues<WrkTool>())
        {
            (WrkFields fields, long connections) = await ConnectAsync(tool, 3, "-t1", "-c1", "-c3");
            Assert.Equal((3, 3), (fields.Connections, connections));
        }
    }

    [RequiresPeerTheory("wrk")]
    [InlineData("51", "1m")]
    [InlineData("90", "2m")]
    [InlineData("150", "2m")]
    [InlineData("2m", "2m")]
    [InlineData("1h", "60m")]
    [SpecCase("wrk", 17)]
    public async Task The_duration_is_said_as_wrk_says_it(string duration, string said)
    {
        foreach (WrkTool tool in Enum.GetValues<WrkTool>())
        {
            WrkOutcome outcome = await InterruptAsync(tool, "-t1", "-c1", "-d", duration);
            Assert.StartsWith($"Running {said} test @ ", outcome.Output, StringComparison.Ordinal);
        }
    }

    [RequiresPeerTheory("wrk")]
    [InlineData("-L", "-T2s")]
    [InlineData("--latency", "--timeout=2")]
    [SpecCase("wrk", 16)]
    public async Task Both_names_of_an_option_do_the_same(string latency, string timeout)
    {
        foreach (WrkTool tool in Enum.GetValues<WrkTool>())
        {
            WrkOutcome outcome = await InterruptAsync(tool, "-t1", "-c1", "-d30", latency, timeout);
            Assert.True(outcome.Fields.HasPercentiles);
        }
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 50)]
    public async Task The_rate_in_the_table_is_that_of_a_thread()
    {
        foreach (WrkTool tool in Enum.GetValues<WrkTool>())
        {
            // About ten a second on each of four threads; a mean over all of them would be as large as their sum.
            WrkOutcome outcome = await RunAsync(tool, "/sleep100", "-t4", "-c4", "-d2");
            Assert.True(outcome.Fields.MeanRate < outcome.Fields.RequestsPerSecond, outcome.Output);
        }
    }

    [RequiresPeerFact("wrk")]
    public async Task A_bad_header_is_refused_before_the_run()
    {
        foreach (WrkTool tool in Enum.GetValues<WrkTool>())
        {
            WrkOutcome outcome = await RunAsync(tool, "/cl", "-t1", "-c1", "-d1", "-H", "Bad Name: x");
            Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
            Assert.Matches("^invalid character in header at [0-9]+:4\n$", outcome.Error);
        }
    }

    [RequiresPeerFact("wrk")]
    public async Task Nothing_on_stderr_when_nothing_went_wrong()
    {
        // 300 ms a response keep the generator idle, and the end waits for the last one.
        WrkOutcome outcome = await RunAsync(WrkTool.Runner, "/sleep300", "-t1", "-c2", "-n20", "-T60s");
        Assert.Equal("", GeneratorLine.RemovedFrom(outcome.Error));
    }

    [RequiresPeerFact("wrk")]
    [SpecCase("wrk", 3)]
    public async Task The_version_line_comes_before_the_run()
    {
        foreach (WrkTool tool in Enum.GetValues<WrkTool>())
        {
            WrkOutcome outcome = await RunAsync(tool, "/cl", "-t1", "-c1", "-d1", "-v");
            Assert.Equal(0, outcome.ExitCode);
            Assert.Matches("^[a-z]+ [^ ]+ \\[[a-z]+\\] [^\n]+\nRunning 1s test @ ", outcome.Output);
        }
    }

    private static async Task TlsAsksForTheNameInTheUrl(WrkTool tool)
    {
        await using ScriptedServer server = ScriptedServer.Start(isTls: true);
        string[] args = ["-t1", "-c2", "-d60", "-T60", "-H", "Host: foo", $"https://localhost:{server.Port}/cl"];
        WrkOutcome outcome = await WrkProcess.RunAsync(tool, args, async process =>
        {
            // Handshakes in this process may take seconds when it is busy.
            await ScriptedServer.WaitUntilAsync(() => server.RequestCount > 4);
            await WrkProcess.InterruptAsync(tool, process);
        });
        Assert.Equal(0, outcome.ExitCode);
        Assert.True(outcome.Fields.Requests > 0);
        Assert.False(outcome.Fields.HasErrorLine);
        Assert.Equal(["localhost"], server.ServerNames.Distinct());
        Assert.Contains("Host: foo\r\n", server.Requests[0], StringComparison.Ordinal);
    }

    private static async Task TlsToAPlainPort(WrkTool tool)
    {
        // This server closes what does not begin like HTTP, so a run that counts each failure connects again and again.
        await using ScriptedServer server = ScriptedServer.Start();
        string[] args = ["-t1", "-c2", "-d30", $"https://127.0.0.1:{server.Port}/cl"];
        WrkOutcome outcome = await WrkProcess.RunAsync(tool, args, async process =>
        {
            await server.WaitForConnectionsAsync(9);
            await WrkProcess.InterruptAsync(tool, process);
        });
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(0, outcome.Fields.Requests);
        Assert.True(outcome.Fields.ConnectErrors > 0);
    }

    private static async Task OutlivesItsServer(WrkTool tool)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        string[] args = ["-t1", "-c4", "-d4", $"http://127.0.0.1:{server.Port}/cl"];
        WrkOutcome outcome = await WrkProcess.RunAsync(tool, args, async _ =>
        {
            await WaitForRequestAsync(server);
            server.Kill();
        });
        WrkFields fields = outcome.Fields;
        Assert.Equal(0, outcome.ExitCode);
        Assert.True(fields.Requests > 0);

        // wrk books refused connections under write; we say connect.
        Assert.True((tool == WrkTool.Wrk ? fields.ReadErrors + fields.WriteErrors : fields.ConnectErrors) > 0);
    }

    private static async Task ReportsWhenInterrupted(WrkTool tool)
    {
        WrkOutcome outcome = await InterruptAsync(tool, "-t1", "-c1", "-d51");
        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("Running 1m test @ ", outcome.Output, StringComparison.Ordinal);
        Assert.True(outcome.Fields.Requests > 0);

        // The time that passed, not the time that was asked for.
        Assert.Matches(" requests in (?:[0-9.]+[um]s|[1-4]?[0-9]\\.[0-9]{2}s), ", outcome.Output);
    }

    private static async Task EndsWithoutAReportWhenTerminated(WrkTool tool)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        string[] args = ["-t1", "-c1", "-d30", $"http://127.0.0.1:{server.Port}/cl"];
        WrkOutcome outcome = await WrkProcess.RunAsync(tool, args, async process =>
        {
            await WaitForRequestAsync(server);
            await WrkProcess.SignalAsync(process, "TERM");
        });
        Assert.Equal(143, outcome.ExitCode);
        Assert.DoesNotContain("requests in", outcome.Output, StringComparison.Ordinal);
    }

    private static async Task<long> ConnectionsOfFive(WrkTool tool, long expected)
    {
        (WrkFields fields, long connections) = await ConnectAsync(tool, expected, "-t2", "-c5");
        Assert.Equal(5, fields.Connections);
        return connections;
    }

    // A run that goes on for a second once so many connections have sent something: one more would have come by then.
    private static async Task<(WrkFields Fields, long Connections)> ConnectAsync(
        WrkTool tool, long expected, params string[] args)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        string url = $"http://127.0.0.1:{server.Port}/cl";
        WrkOutcome outcome = await WrkProcess.RunAsync(tool, [.. args, "-d50", url], async process =>
        {
            await ScriptedServer.WaitUntilAsync(() => server.ConnectionCount >= expected);
            await Task.Delay(1000);
            await WrkProcess.InterruptAsync(tool, process);
        });
        return (outcome.Fields, server.ConnectionCount);
    }

    private static async Task<WrkFields> BehindLimit(WrkTool tool)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        IEnumerable<string> args = ["-t1", "-c30", "-d2", $"http://127.0.0.1:{server.Port}/cl"];
        WrkOutcome outcome = await WrkProcess.RunBehindAsync("ulimit -S -n 20", tool, args);
        Assert.Equal(0, outcome.ExitCode);
        return outcome.Fields;
    }

    // A run that is interrupted once some requests have been answered.
    private static async Task<WrkOutcome> InterruptAsync(WrkTool tool, params string[] args)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        return await WrkProcess.RunAsync(tool, [.. args, $"http://127.0.0.1:{server.Port}/cl"], async process =>
        {
            await ScriptedServer.WaitUntilAsync(() => server.RequestCount > 10);
            await WrkProcess.InterruptAsync(tool, process);
        });
    }

    private static Task WaitForRequestAsync(ScriptedServer server) =>
        ScriptedServer.WaitUntilAsync(() => server.RequestCount > 0);

    private static async Task<WrkOutcome> RunAsync(WrkTool tool, string path, params string[] args)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        return await WrkProcess.RunAsync(tool, [.. args, $"http://127.0.0.1:{server.Port}{path}"]);
    }
}
