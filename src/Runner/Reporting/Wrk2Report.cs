using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Text;

namespace Runner.Reporting;

// The report of a run with a rate, byte for byte in wrk2's layout. Its calibration lines are not there,
// since nothing is calibrated: what is left out is said with -w.
internal static class Wrk2Report
{
    private static readonly IReadOnlyList<double> s_percentiles = [50, 75, 90, 99, 99.9, 99.99, 99.999, 100];
    private static readonly string s_rule = new('-', 58);

    /// <summary>Everything between the header and the totals.</summary>
    public static void WriteDistributions(TextWriter output, RunPlan plan, RunSnapshot run)
    {
        HdrStatistics latency = new(run.Latency);
        output.Write("  Thread Stats   Avg      Stdev     Max   +/- Stdev\n");
        WriteStatistics(output, "Latency", WrkFormat.TimeUs, latency);
        WriteStatistics(output, "Req/Sec", WrkFormat.Metric, new HdrStatistics(run.Rates));
        if (plan.PrintLatency || plan.PrintUncorrected)
        {
            WriteBlock(output, "Recorded Latency", latency, plan);
        }

        if (plan.PrintUncorrected && run.Uncorrected is { } uncorrected)
        {
            output.Write("\n");
            WriteBlock(
                output,
                "Uncorrected Latency (measured without taking delayed starts into account)",
                new HdrStatistics(uncorrected),
                plan);
        }
    }

    private static void WriteStatistics(
        TextWriter output, string name, Func<double, string> format, HdrStatistics values)
    {
        string mean = WrkFormat.Field(format(values.Mean), 8);
        string deviation = WrkFormat.Field(format(values.StandardDeviation), 10);
        string maximum = WrkFormat.Field(format(values.Maximum), 9);
        string within = WrkFormat.Fixed(values.WithinDeviationPercent, 8, 2);
        output.Write($"    {name,-10}{mean}{deviation}{maximum}{within}%\n");
    }

    private static void WriteBlock(TextWriter output, string title, HdrStatistics values, RunPlan plan)
    {
        output.Write($"  Latency Distribution (HdrHistogram - {title})\n");
        foreach (double percent in plan.Percentiles.Count > 0 ? plan.Percentiles : s_percentiles)
        {
            string value = WrkFormat.Field(WrkFormat.TimeUs(values.Percentile(percent)), 10);
            output.Write($"{WrkFormat.Fixed(percent, 7, 3)}%{value}\n");
        }

        output.Write("\n  Detailed Percentile spectrum:\n");
        output.Write($"{"Value",12} {"Percentile",12} {"TotalCount",12} {"1/(1-Percentile)",12}\n\n");
        foreach ((long value, double percent, long reached) in values.Spectrum())
        {
            double fraction = percent / 100;
            string inverse = percent == 100 ? "inf".PadLeft(12) : WrkFormat.Fixed(1 / (1 - fraction), 12, 2);
            output.Write($"{Ms(value)} {WrkFormat.Fixed(fraction, 12, 6)} {Whole(reached)} {inverse}\n");
        }

        output.Write($"#[Mean    = {Ms(values.Mean)}, StdDeviation   = {Ms(values.StandardDeviation)}]\n");
        output.Write($"#[Max     = {Ms(values.Maximum)}, Total count    = {Whole(values.Count)}]\n");
        output.Write($"#[Buckets = {Whole(HdrClass.Buckets)}, SubBuckets     = {Whole(HdrClass.SubBuckets)}]\n");
        output.Write(s_rule + "\n");
    }

    private static string Ms(double us) => WrkFormat.Fixed(us / 1000, 12, 3);

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture).PadLeft(12);
}
