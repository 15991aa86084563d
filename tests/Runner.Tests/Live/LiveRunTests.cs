using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Runner.Tests.Conformance;

namespace Runner.Tests.Live;

// What is shown of a run on a real terminal, and that nothing of it stays.
public sealed class LiveRunTests
{
    [Fact]
    public async Task The_line_shows_the_run_and_erases_itself()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int code, string output, string terminal) = await OnTerminalAsync(
            "req/s", "", 120, "wrk", "-t1", "-c2", "-d3s", $"http://127.0.0.1:{server.Port}/sleep100");
        Assert.True(code == 0, terminal);
        terminal = GeneratorLine.RemovedFrom(terminal);
        Assert.Contains("s/3s  ", terminal, StringComparison.Ordinal);
        Assert.Contains("conn 2", terminal, StringComparison.Ordinal);
        Assert.Contains(" requests in ", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', output);

        // Whatever was drawn has been erased, and nothing came after.
        int lastErase = Math.Max(
            terminal.LastIndexOf("\r\e[K", StringComparison.Ordinal),
            terminal.LastIndexOf("\r\e[J", StringComparison.Ordinal));
        Assert.Equal(terminal.Length - 4, lastErase);
    }

    [Fact]
    public async Task U3_The_screen_shows_the_machine_and_ends_with_q()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int code, string output, string terminal) = await OnTerminalAsync(
            "Machine", "lq", 120, "wrk", "-t1", "-c2", "-d60s", "--live", "full",
            $"http://127.0.0.1:{server.Port}/sleep100");
        Assert.True(code == 0, terminal);
        Assert.Contains("\e[?1049h", terminal, StringComparison.Ordinal);
        Assert.All(
            new[] { "Requests", "Latency", "Histogram", "Responses", "connections open", "each thread" },
            row => Assert.Contains(row, terminal, StringComparison.Ordinal));
        Assert.Contains("\e[?1049l", terminal, StringComparison.Ordinal);
        Assert.Contains(" requests in ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Locusts_log_stays_above_the_line()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int code, _, string terminal) = await OnTerminalAsync(
            "req/s", "", 120, "locust", "--headless", "-u2", "-r1", "-t3", "--only-summary",
            $"http://127.0.0.1:{server.Port}/sleep100");
        Assert.True(code == 0, terminal);
        Assert.Contains("s/3s  ", terminal, StringComparison.Ordinal);
        Assert.Contains("All users spawned: 2", terminal, StringComparison.Ordinal);
        Assert.Contains("Response time percentiles", terminal, StringComparison.Ordinal);

        // After the end of a row, or where one was erased, or at the very beginning.
        Assert.DoesNotMatch(@"[^\nKJ=]\[20[0-9]{2}-", terminal);
    }

    [Fact]
    public async Task Locusts_log_comes_after_the_screen()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int code, _, string terminal) = await OnTerminalAsync(
            "Machine", "q", 120, "locust", "--headless", "-t1h", "--live", "full",
            $"http://127.0.0.1:{server.Port}/sleep100");
        Assert.True(code == 0, terminal);
        int left = terminal.IndexOf("\e[?1049l", StringComparison.Ordinal);
        Assert.True(left > 0, terminal);
        Assert.Contains("All users spawned: 1", terminal[left..], StringComparison.Ordinal);
        Assert.Equal(1, terminal.Split("# reqs      # fails").Length - 1);
    }

    [Theory]
    [InlineData("-n20", "")]
    [InlineData("-n20|--live|line", "")]
    [InlineData("-d2s|--progress|1s", "s/2s  ")]
    public async Task Elsewhere_there_is_nothing_but_what_was_asked_for(string options, string expected)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int code, _, string error) = await RunnerProcess.RunAsync(
            ["wrk", "-t1", "-c1", "-T60s", .. options.Split('|'), $"http://127.0.0.1:{server.Port}/sleep100"]);
        Assert.Equal(0, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', error);
        Assert.Equal(expected.Length > 0, GeneratorLine.RemovedFrom(error).Length > 0);
    }

    private static async Task<(int Code, string Output, string Terminal)> OnTerminalAsync(
        string waitFor, string keys, int columns, params string[] arguments)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Live", "terminal.py");
        ProcessStartInfo start = new(
            "/usr/bin/python3",
            [script, waitFor, keys, $"{columns}", RunnerUnderTest.Executable, .. arguments])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        string text = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        JsonElement result = JsonDocument.Parse(text).RootElement;
        return (
            result.GetProperty("code").GetInt32(),
            result.GetProperty("output").GetString()!,
            result.GetProperty("terminal").GetString()!);
    }
}
