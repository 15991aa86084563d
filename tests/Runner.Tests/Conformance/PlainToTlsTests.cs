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
            // On a machine that gives it no time, a run has nothing to show: it is made again, and longer.
            string url = $"http://127.0.0.1:{nginx.Port}/";
            WrkOutcome outcome = await WrkProcess.RunAsync(tool, ["-t1", "-c1", "-d1", url]);
            foreach (string longer in (string[])["-d4", "-d16"])
            {
                if (outcome.ExitCode == 0 && outcome.Fields.Requests == 0)
                {
                    outcome = await WrkProcess.RunAsync(tool, ["-t1", "-c1", longer, url]);
                }
            }

            Assert.Equal(0, outcome.ExitCode);
            Assert.True(outcome.Fields.Requests > 0, $"{tool}");
            Assert.Equal(outcome.Fields.Requests, outcome.Fields.StatusErrors);
        }
    }
}
