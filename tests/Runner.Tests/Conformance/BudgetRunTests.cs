using System;
using System.IO;
using System.Threading.Tasks;

namespace Runner.Tests.Conformance;

// -n without -d: the run ends although its server does not answer, or is not there any more. Only counts are compared.
public sealed class BudgetRunTests
{
    [Theory]
    [InlineData()]
    [InlineData("-p2", "-n6")]
    [InlineData("-R100")]
    public async Task A_server_that_hangs_costs_a_timeout_for_each_request(params string[] more)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            ["wrk", "-t1", "-c2", "-n3", "-T500ms", .. more, $"http://127.0.0.1:{server.Port}/hang"]);
        Assert.Equal(0, exitCode);
        Assert.Contains("  0 requests in ", output, StringComparison.Ordinal);
        Assert.Contains("timeout 3\n", output, StringComparison.Ordinal);
        Assert.Contains(
            "runner: timeout errors: no complete response in time (3, ", error, StringComparison.Ordinal);
        await server.SettleAsync();
        Assert.Equal(3, server.ConnectionCount);
    }

    [Fact]
    public async Task A_server_that_dies_ends_the_run()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        using RunnerProcess runner = RunnerProcess.Start(
            "wrk", "-t1", "-c2", "-n1G", "-T500ms", $"http://127.0.0.1:{server.Port}/cl");
        for (int round = 0; round < 1000 && server.RequestCount == 0; round++)
        {
            await Task.Delay(10);
        }

        server.Kill();
        (int exitCode, string output, string error) = await runner.EndAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains(" requests in ", output, StringComparison.Ordinal);
        Assert.Contains(
            "runner: ended before the last request: no connection could be made any more\n",
            error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(10, 12)]
    public async Task A_script_is_counted_by_requests(int requests, int sent)
    {
        string script = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            script, "request = function() return string.rep(wrk.format('GET', '/cl'), 4) end");
        await using ScriptedServer server = ScriptedServer.Start();
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", $"-n{requests}", "-T60s", "-s", script, $"http://127.0.0.1:{server.Port}/");
        File.Delete(script);
        Assert.True(exitCode == 0, error);
        Assert.Contains($"  {sent} requests in ", output, StringComparison.Ordinal);
        Assert.Equal(sent, server.RequestCount);
    }
}
