using System;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// Conformance case 44, second half: plain HTTP to a port of nginx that speaks TLS. nginx answers 400, which both tools
// count as a response.
public sealed class PlainToTlsTests
{
    [RequiresPeerFact("nginx")]
    [SpecCase("wrk", 44)]
    public async Task Plain_http_to_a_tls_port_is_answered_with_an_error_status()
    {
        await using NginxServer nginx = await NginxServer.StartAsync();
        foreach (WrkTool tool in Enum.GetValues<WrkTool>())
        {
            WrkOutcome outcome = await LongerRuns.RunAsync(
                "-t1 -c1 -d1",
                options => WrkProcess.RunAsync(tool, [.. options.Split(' '), $"http://127.0.0.1:{nginx.Port}/"]),
                run => run.ExitCode == 0 && run.Fields.Requests == 0);
            Assert.Equal(0, outcome.ExitCode);
            Assert.True(outcome.Fields.Requests > 0, $"{tool}");
            Assert.Equal(outcome.Fields.Requests, outcome.Fields.StatusErrors);
        }
    }
}
