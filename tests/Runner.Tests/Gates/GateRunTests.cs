using System;
using System.IO;
using System.Threading.Tasks;
using Runner.Tests.Conformance;

namespace Runner.Tests.Gates;

// Runs that can fail, as a CI job sees them: exit code, verdicts on stderr, and wrk's report left alone.
public sealed class GateRunTests
{
    [Theory]
    [InlineData("/cl", 0, "--threshold|errors==0|--threshold|p99<1h", "pass: errors==0 (0)")]
    [InlineData("/cl", 99, "--threshold|requests>1M|--threshold|errors==0", "FAIL: requests>1M (20)")]
    [InlineData(
        "/cl",
        0,
        "--expect-status|2xx|--expect-body|ok",
        "pass: unexpected==0 with --expect-status 2xx with --expect-body ok (0)")]
    [InlineData("/404", 99, "--expect-status|2xx", "FAIL: unexpected==0 with --expect-status 2xx (20)")]
    [InlineData("/404", 0, "--expect-status|2xx|--threshold|unexpected<=100%", "pass: unexpected<=100% (100%)")]
    [InlineData("/cl", 99, "--expect-body|/no+/i", "the first unexpected body: 200 with 2 bytes: ok")]
    [InlineData("/302", 0, "--redirects|1|--expect-status|200|--expect-body|ok", "pass: unexpected==0")]
    [InlineData("/elsewhere", 99, "--redirects|1|--expect-status|200", "FAIL: unexpected==0")]
    [InlineData("/404", 7, "--exit-code-on-error|7", null)]
    public async Task The_exit_code_says_how_it_came_out(string path, int exitCode, string options, string? line)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        string[] typed = options.Split('|', StringSplitOptions.RemoveEmptyEntries);
        (int code, string output, string error) = await RunnerProcess.RunAsync(
            ["wrk", "-t1", "-c2", "-n20", "-T60s", .. typed, $"http://127.0.0.1:{server.Port}{path}"]);
        Assert.True(code == exitCode, $"{code}: {error}");
        Assert.Contains(line is null ? "" : $"runner: {line}", error, StringComparison.Ordinal);
        Assert.Contains("  20 requests in ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("pass", output, StringComparison.Ordinal);
    }

    // No server listens at port 1: what is wrong with a gate is said before anything is tried.
    [Fact]
    public async Task A_gate_that_cannot_be_read_is_one_line_before_the_run()
    {
        (int code, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "--threshold", "p99<250", "http://127.0.0.1:1/");
        Assert.Equal(
            (1, "", "runner: --threshold 'p99<250': '250' has no unit; write 250ms, 250us or 250s. "
                + "See 'runner help thresholds'\n"),
            (code, output, error));
    }

    [Fact]
    public async Task An_interrupted_run_passes_no_gate()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        using RunnerProcess runner = RunnerProcess.Start(
            "wrk", "-t1", "-c1", "-d60s", "--threshold", "requests>=0", $"http://127.0.0.1:{server.Port}/sleep100");
        while (server.RequestCount == 0)
        {
            await Task.Delay(10);
        }

        runner.Signal("INT");
        (int code, string output, string error) = await runner.EndAsync();
        Assert.True(code == 130, $"{code}: {error}");
        Assert.Contains("runner: pass: requests>=0 ", error, StringComparison.Ordinal);
        Assert.Contains(" requests in ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("errors{/404}==0", 99)]
    [InlineData("errors{GET /cl}==0", 0)]
    [InlineData("status_404{/404}<100%", 99)]
    [InlineData("status_4xx{/cl}==0", 0)]
    public async Task Entries_of_a_list_have_gates_of_their_own(string threshold, int exitCode)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        string list = Path.GetTempFileName();
        await File.WriteAllTextAsync(list, "GET /404\nGET /cl\n");
        (int code, _, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", "-n4", "-T60s", "--urls", list, "--threshold", threshold,
            $"http://127.0.0.1:{server.Port}/");
        File.Delete(list);
        Assert.True(code == exitCode, $"{code}: {error}");
    }

    [Fact]
    public async Task A_run_that_has_failed_is_ended_early_if_that_is_asked_for()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int code, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", "-d1h", "--threshold", "status_4xx==0", "--abort-on-fail",
            $"http://127.0.0.1:{server.Port}/404");
        Assert.True(code == 99, $"{code}: {error}");
        Assert.Contains("runner: ended early, since a threshold was missed", error, StringComparison.Ordinal);
        Assert.Contains("runner: FAIL: status_4xx==0 (", error, StringComparison.Ordinal);
        Assert.Contains(" requests in ", output, StringComparison.Ordinal);
    }
}
