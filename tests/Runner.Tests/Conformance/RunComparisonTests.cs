using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// Conformance cases 29-41: each case through both tools against the same server. That wrk itself behaves as the table
// says is a test of its own, so that the table cannot drift from the oracle.
public sealed class RunComparisonTests
{
    public static TheoryData<string> Names() => [.. RunCases.All.Select(item => item.Name)];

    [RequiresPeerTheory("wrk")]
    [MemberData(nameof(Names))]
    [SpecCase("wrk", 29, 30, 31, 32, 33, 34, 35, 36, 37, 39, 40, 41, 48)]
    public async Task Wrk_is_as_described(string name)
    {
        RunResult run = await ConformanceRuns.GetAsync(WrkTool.Wrk, name);
        RunExpectations.Verify(WrkTool.Wrk, ConformanceRuns.CaseOf(name), run);
        Assert.Equal("", run.Outcome.Error);
    }

    [RequiresPeerTheory("wrk")]
    [MemberData(nameof(Names))]
    [SpecCase("wrk", 29, 30, 31, 32, 33, 34, 35, 36, 37, 39, 40, 41, 48)]
    public async Task We_agree_or_differ_as_described(string name)
    {
        RunResult wrk = await ConformanceRuns.GetAsync(WrkTool.Wrk, name);
        RunResult ours = await ConformanceRuns.GetAsync(WrkTool.Runner, name);
        RunExpectations.Verify(WrkTool.Runner, ConformanceRuns.CaseOf(name), ours);

        // The two lines before the figures, up to the port; one of the two may have had to run for longer.
        Assert.Equal(HeaderOf(wrk), HeaderOf(ours));
    }

    private static string HeaderOf(RunResult run)
    {
        string[] lines = run.Outcome.Output.Split('\n');
        return Regex.Replace(lines[0][..lines[0].LastIndexOf(':')], "(?<=^Running )[0-9]+(?=s )", "N") + lines[1];
    }
}
