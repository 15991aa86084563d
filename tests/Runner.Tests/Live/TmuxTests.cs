using System;
using System.Threading.Tasks;
using Runner.Tests.Conformance;

namespace Runner.Tests.Live;

// The screen and the report as a person sees them, in a real terminal.
public sealed class TmuxTests
{
    [Theory]
    [InlineData(60, 20)]
    [InlineData(120, 30)]
    public async Task U3_U4_A_terminal_has_the_screen_and_then_the_whole_report(int width, int height)
    {
        if (!TmuxTerminal.IsKnown)
        {
            return;
        }

        await using ScriptedServer server = ScriptedServer.Start();
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(
            width, height, RunnerUnderTest.Executable, "wrk", "-t1", "-c2", "-d60s", "-T60s", "--live", "full",
            "--threshold", "p99>1ms", $"http://127.0.0.1:{server.Port}/sleep100");

        // A status and a histogram are there from the first answer on.
        string screen = await terminal.WaitForAsync(
            "p99>1ms  is ", $":{server.Port}/sleep100", "of 1m00s", "Requests", "Latency", "Histogram", "200",
            "none failed");
        string[] rows = screen.TrimEnd('\n').Split('\n');
        Assert.True(rows.Length <= height, screen);
        Assert.All(rows, row => Assert.True(row.Length <= width, row));

        await terminal.TypeAsync("q");
        string report = await terminal.WaitForAsync("exit code ");
        Assert.All(
            new[] { "Running 1m test @ http://", "verdict", "ended early", "histogram", "p99", "█" },
            text => Assert.Contains(text, report, StringComparison.Ordinal));
        Assert.DoesNotContain("Requests/sec:", report, StringComparison.Ordinal);
        Assert.DoesNotContain("l logarithmic", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task U4_wrks_report_is_there_for_who_asks_for_it()
    {
        if (!TmuxTerminal.IsKnown)
        {
            return;
        }

        await using ScriptedServer server = ScriptedServer.Start();
        await using TmuxTerminal terminal = await TmuxTerminal.StartAsync(
            100, 30, RunnerUnderTest.Executable, "wrk", "-t1", "-c1", "-n3", "--live", "off", "--summary", "wrk",
            $"http://127.0.0.1:{server.Port}/");
        string report = await terminal.WaitForAsync("exit code 0");
        Assert.Contains("Requests/sec:", report, StringComparison.Ordinal);
        Assert.DoesNotContain("verdict", report, StringComparison.Ordinal);
    }
}
