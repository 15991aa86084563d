using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// Conformance cases 75-81, and the load models that wrk has none of: the runner as a process against a scripted server.
// Only counts and orders are looked at, since the machine may be busy. wrk2 itself is not there to be compared with.
public sealed partial class LoadModelTests
{
    [Theory]
    [InlineData("-R", "0")]
    [InlineData("-U", "-L")]
    [SpecCase("wrk", 75)]
    public async Task Case_75_no_rate(string option, string value)
    {
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync("wrk", option, value, "http://h/");
        Assert.Equal(1, exitCode);
        Assert.StartsWith(
            "Throughput MUST be specified with the --rate or -R option\n", error, StringComparison.Ordinal);
        Assert.Contains("Usage: wrk <options> <url>", output, StringComparison.Ordinal);
    }

    [Fact]
    [SpecCase("wrk", 76)]
    public async Task Case_76_the_rate_is_held_and_reported_as_wrk2_does()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (string output, string error) = await LoadAsync(server, "/cl", "-t2", "-c4", "-R200", "-n400", "-d20s", "-L");

        // What a busy machine delays is made up for; nothing is ever sent before it is due.
        Assert.Equal(400, Completed(output));
        Assert.InRange(Runtime(output), 1.98, 20);
        Assert.Equal(8, PercentileLine().Count(output));
        Assert.Equal(3, Regex.Count(output, "(?m)^#\\["));
        Assert.Equal(1, Regex.Count(output, "(?m)^-{58}$"));
        Assert.Matches("runner: rate: 200.00 requests/s due, [0-9.]+ answered \\([0-9.]+%\\)\n", error);
    }

    [Fact]
    [SpecCase("wrk", 77, 78)]
    public async Task Cases_77_and_78_a_slow_server_shows_in_the_corrected_latency_alone()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (string output, string error) = await LoadAsync(server, "/sleep300", "-t1", "-c1", "-R100", "-d2s", "-U");
        string[] halves = output.Split("Uncorrected Latency (measured without taking delayed starts into account))");
        Assert.Equal(2, halves.Length);
        Assert.True(Median(halves[0]) > 1.5 * Median(halves[1]), output);
        Assert.Contains(" requests were sent more than 1 ms after they were due", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-U", 80)]
    [InlineData("-B", 20)]
    [SpecCase("wrk", 79)]
    public async Task Case_79_a_batch_has_a_latency_for_each_response_or_one(string option, int samples)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (string output, _) = await LoadAsync(server, "/cl", "-t1", "-c2", "-R400", "-n80", "-p4", "-L", option);
        Assert.Equal(80, Completed(output));
        Assert.Contains($"Total count    = {samples,12}]", output, StringComparison.Ordinal);
    }

    [Fact]
    [SpecCase("wrk", 80)]
    public async Task Case_80_nothing_is_calibrated_and_the_warm_up_is_left_out()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (string output, _) = await LoadAsync(server, "/cl", "-t1", "-c2", "-R50", "-w2s", "-d2s", "-L");
        Assert.DoesNotContain("calibration", output, StringComparison.Ordinal);

        // What a busy machine owes at the end of either half is sent later, or missing.
        long measured = Completed(output);
        Assert.InRange(measured, 10, 190);
        Assert.InRange(server.RequestCount - measured, 10, 102);
        Assert.InRange(server.RequestCount, measured, 202);
    }

    [Fact]
    [SpecCase("wrk", 81)]
    public async Task Case_81_a_low_rate_has_no_false_timeouts()
    {
        await using ScriptedServer server = ScriptedServer.Start();

        // With the timeout that is the default: each connection is idle for longer.
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t2", "-c4", "-R1", "-d4s", $"http://127.0.0.1:{server.Port}/cl");
        Assert.True(exitCode == 0, error);
        Assert.DoesNotContain("timeout", output, StringComparison.Ordinal);
        Assert.InRange(Completed(output), 1, 5);
    }

    [Theory]
    [InlineData(1000, 7, 3)]
    [InlineData(3, 10, 2)]
    [InlineData(1, 1, 1)]
    public async Task A_number_of_requests_is_exact(int requests, int connections, int threads)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (string output, _) = await LoadAsync(server, "/cl", $"-n{requests}", $"-c{connections}", $"-t{threads}");
        Assert.StartsWith($"Running {requests} requests test @ ", output, StringComparison.Ordinal);
        Assert.Equal((requests, requests), (Completed(output), server.RequestCount));
    }

    [Fact]
    public async Task The_first_of_requests_and_duration_ends_it()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (string output, _) = await LoadAsync(server, "/sleep300", "-t1", "-c1", "-n1000", "-d1s");
        Assert.InRange(Completed(output), 0, 3);
        Assert.StartsWith("Running 1s test @ ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ramp_sends_the_area_under_it()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (string output, _) = await LoadAsync(server, "/cl", "-t1", "-c4", "-R0:50", "-n100", "-d8s");

        // Half of the area is under the last 2.3 s. At a steady 25 a second it would take four seconds.
        Assert.Equal(100, Completed(output));
        Assert.InRange(Runtime(output), 5.6, 8.1);
    }

    [Fact]
    public async Task Stages_of_connections_open_that_many()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        using RunnerProcess runner = RunnerProcess.Start(
            "wrk", "-T60s", "-t2", "--stage=1s:6", "--stage=60s:6", "--think=10ms",
            $"http://127.0.0.1:{server.Port}/cl");
        await ScriptedServer.WaitUntilAsync(() => server.ConnectionCount >= 6);

        // One more would come by now.
        await Task.Delay(1000);
        runner.Signal("INT");
        (int exitCode, string output, string error) = await runner.EndAsync();
        Assert.True(exitCode == 0, error);
        Assert.Contains("  2 threads and 6 connections\n", output, StringComparison.Ordinal);
        Assert.Equal(6, server.ConnectionCount);
    }

    [Fact]
    public async Task Thinking_bounds_the_rate()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (string output, _) = await LoadAsync(server, "/cl", "-t1", "-c2", "-d2s", "--think", "200ms..300ms");
        Assert.InRange(Completed(output), 1, 22);
    }

    [Fact]
    public async Task A_connection_may_end_after_some_requests()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (string output, _) = await LoadAsync(server, "/cl", "-t1", "-c1", "-n10", "--requests-per-connection", "4");
        Assert.Equal((10, 3L), (Completed(output), server.ConnectionCount));
        int[] closing = [.. server.Requests.Index()
            .Where(request => request.Item.Contains("Connection: close\r\n", StringComparison.Ordinal))
            .Select(request => request.Index)];
        Assert.Equal([3, 7], closing);
    }

    [Fact]
    public async Task Without_keep_alive_each_request_has_its_connection()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (string output, _) = await LoadAsync(server, "/cl", "-t1", "-c2", "-n10", "--no-keepalive");
        Assert.Equal((10, 10L), (Completed(output), server.ConnectionCount));
    }

    [Fact]
    public async Task Options_of_the_request_arrive_byte_for_byte()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        await LoadAsync(
            server, "/p", "-t1", "-c1", "-n2", "-m", "PUT", "-b", "body", "-a", "u:p", "--cookie", "k=v", "-H", "X: 1");
        string sent = $"PUT /p HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\nX: 1\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: Basic dTpw\r\nCookie: k=v\r\n"
            + "Content-Length: 4\r\n\r\nbody";
        Assert.Equal([sent, sent], server.Requests);
    }

    [Fact]
    public async Task Connections_may_go_elsewhere_and_come_from_elsewhere()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c2", "-n4", "-T60s", "--connect-to", $"nowhere.test:80:there.test:{server.Port}",
            "--resolve", $"there.test:{server.Port}:127.0.0.1", "--local-addr", "127.0.0.2,127.0.0.3",
            "http://nowhere.test/x");
        Assert.Equal((0, ""), (exitCode, GeneratorLine.RemovedFrom(error)));
        Assert.Equal(4, Completed(output));
        Assert.All(server.Requests, request => Assert.Equal("GET /x HTTP/1.1\r\nHost: nowhere.test\r\n\r\n", request));
    }

    [Fact]
    public async Task A_certificate_is_refused_only_when_asked_to_look()
    {
        await using ScriptedServer server = ScriptedServer.Start(isTls: true);
        string url = $"https://localhost:{server.Port}/cl";
        (_, string trusting, _) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", "-n3", "-T20s", "-4", "--servername", "other", "--tls-min", "1.2", url);
        Assert.Equal(3, Completed(trusting));
        Assert.Equal(["other"], server.ServerNames.Distinct());
        using RunnerProcess runner = RunnerProcess.Start("wrk", "-t1", "-c1", "-d60s", "-T20s", "-4", "--verify", url);

        // The one that tries the target, one that is refused, and the next one.
        await server.WaitForConnectionsAsync(server.AcceptedCount + 3);
        runner.Signal("INT");
        (_, string verifying, string error) = await runner.EndAsync();
        Assert.Equal(0, Completed(verifying));
        Assert.Contains("connect errors: the TLS handshake failed", error, StringComparison.Ordinal);
    }

    private static async Task<(string Output, string Error)> LoadAsync(
        ScriptedServer server, string path, params string[] args)
    {
        (int exitCode, string output, string error) =
            await RunnerProcess.RunAsync(["wrk", "-T60s", .. args, $"http://127.0.0.1:{server.Port}{path}"]);
        Assert.True(exitCode == 0, error);
        return (output, error);
    }

    private static long Completed(string output) =>
        long.Parse(CompletedLine().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);

    private static double Runtime(string output)
    {
        Match match = RuntimeLine().Match(output);
        double value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value == "ms" ? value / 1000 : value;
    }

    private static double Median(string output)
    {
        Match match = MedianLine().Match(output);
        double value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value == "s" ? value * 1000 : value;
    }

    [GeneratedRegex(@"(?m)^  ([0-9]+) requests in ")]
    private static partial Regex CompletedLine();

    [GeneratedRegex(@"(?m) requests in ([0-9.]+)(ms|s),")]
    private static partial Regex RuntimeLine();

    [GeneratedRegex(@"(?m)^[ 0-9]{3}\.[0-9]{3}%[ 0-9.]+(us|ms|s) *$")]
    private static partial Regex PercentileLine();

    [GeneratedRegex(@" 50\.000% +([0-9.]+)(ms|s)")]
    private static partial Regex MedianLine();
}
