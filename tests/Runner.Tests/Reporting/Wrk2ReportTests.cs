using System;
using System.Globalization;
using System.IO;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using Runner.Options.Parsing;
using Runner.Planning;
using Runner.Reporting;
using Testing;

namespace Runner.Tests.Reporting;

// wrk2's own histogram, statistics and printing, fed with the same samples, wrote the expected texts.
public sealed class Wrk2ReportTests
{
    private const string Rates = "    Req/Sec       -nan      -nan   0.00      0.00%\n";
    private const string Titles = "  Thread Stats   Avg      Stdev     Max   +/- Stdev\n";
    private const string Dashes = "----------------------------------------------------------\n";

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(300)]
    [SpecCase("wrk", 76)]
    public void Blocks_are_those_of_wrk2(int samples)
    {
        string expected = File.ReadAllText(
            Path.Combine(AppContext.BaseDirectory, string.Create(
                CultureInfo.InvariantCulture, $"Reporting/wrk2-{samples}.txt")));
        int firstLine = expected.IndexOf('\n', StringComparison.Ordinal) + 1;
        Assert.Equal(
            Titles + expected[..firstLine] + Rates + expected[firstLine..] + Dashes, Report(samples, "-L"));
    }

    [Fact]
    [SpecCase("wrk", 77)]
    public void Uncorrected_latency_is_a_second_block()
    {
        string both = Report(300, "-U");
        Assert.StartsWith(Report(300, "-L") + "\n", both, StringComparison.Ordinal);
        Assert.Contains(
            "\n\n  Latency Distribution (HdrHistogram - Uncorrected Latency "
            + "(measured without taking delayed starts into account))\n 50.000%    7.00us\n",
            both,
            StringComparison.Ordinal);
        Assert.EndsWith(Dashes, both, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_L_there_is_the_frame_alone() =>
        Assert.Equal(
            Titles + "    Latency     -nanus    -nanus   0.00us    0.00%\n" + Rates, Report(0, "-v"));

    private static string Report(int samples, string option)
    {
        LaneRecorder lane = new(TimeSpan.FromSeconds(2), isPaced: true);
        for (long sample = 1; sample <= samples; sample++)
        {
            long latency = (sample * sample * 97 % 7919 * (sample % 50 == 0 ? 100 : 1)) + 90;
            lane.RecordPacedLatency(latency, 7);
        }

        RunPlan plan = RunPlanner.Plan(CliParser.Parse(["-R100", option, "http://h/"]).Options).Plan!;
        using StringWriter output = new();
        Wrk2Report.WriteDistributions(output, plan, RunSnapshot.Merge([lane], 1, TimeSpan.FromSeconds(3)));
        return output.ToString();
    }
}
