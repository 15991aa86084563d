using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Text;

namespace Runner.Reporting;

// The report on stdout, byte for byte in wrk's layout: other programs read it with regular expressions,
// so nothing is added to it.
internal static class WrkReport
{
    private static readonly IReadOnlyList<double> s_percentiles = [50, 75, 90, 99];

    /// <summary>The two lines before the run.</summary>
    public static void WriteHeader(TextWriter output, RunPlan plan)
    {
        string length = plan.HasTimeLimit ? WrkFormat.Duration(plan.Duration) : $"{plan.RequestLimit} requests";
        output.Write($"Running {length} test @ {plan.Url}\n");
        output.Write(string.Create(
            CultureInfo.InvariantCulture, $"  {plan.Lanes} threads and {plan.Connections} connections\n"));
    }

    /// <summary>Everything after the run.</summary>
    public static void WriteResult(TextWriter output, RunPlan plan, RunSnapshot run)
    {
        if (plan.Load.Rate is null)
        {
            WriteDistributions(output, plan, run);
        }
        else
        {
            Wrk2Report.WriteDistributions(output, plan, run);
        }

        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"  {run.Completed} requests in {WrkFormat.TimeUs(run.RuntimeUs)}, "
            + $"{WrkFormat.Binary(run.BytesRead)}B read\n"));
        WriteErrors(output, run);
        output.Write($"Requests/sec: {WrkFormat.Fixed(run.RequestsPerSecond, 9, 2)}\n");
        output.Write($"Transfer/sec: {WrkFormat.Binary(run.BytesPerSecond),10}B\n");
    }

    private static void WriteDistributions(TextWriter output, RunPlan plan, RunSnapshot run)
    {
        Distribution latency = plan.CorrectsLatency ? run.CorrectedLatency : run.Latency;
        output.Write("  Thread Stats   Avg      Stdev     Max   +/- Stdev\n");
        WriteStatistics(output, "Latency", latency, WrkFormat.TimeUs);
        WriteStatistics(output, "Req/Sec", run.Rates, WrkFormat.Metric);
        if (plan.PrintLatency)
        {
            WritePercentiles(output, latency, plan.Percentiles.Count > 0 ? plan.Percentiles : s_percentiles);
        }
    }

    private static void WriteStatistics(
        TextWriter output, string name, Distribution values, Func<double, string> format)
    {
        string mean = WrkFormat.Field(format(values.Mean), 8);
        string deviation = WrkFormat.Field(format(values.StandardDeviation), 10);
        string maximum = WrkFormat.Field(format(values.Maximum), 9);
        string within = WrkFormat.Fixed(values.WithinDeviationPercent, 8, 2);
        output.Write($"    {name,-10}{mean}{deviation}{maximum}{within}%\n");
    }

    private static void WritePercentiles(
        TextWriter output, Distribution latency, IReadOnlyList<double> percentiles)
    {
        output.Write("  Latency Distribution\n");
        int decimals = percentiles.Max(Decimals);
        foreach (double percent in percentiles)
        {
            string value = WrkFormat.Field(WrkFormat.TimeUs(latency.Percentile(percent)), 10);
            output.Write($"{WrkFormat.Fixed(percent, 7, decimals)}%{value}\n");
        }
    }

    // wrk's percentages are whole; others are shown as they were asked for.
    private static int Decimals(double percent)
    {
        string text = percent.ToString(CultureInfo.InvariantCulture);
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : text.Length - point - 1;
    }

    private static void WriteErrors(TextWriter output, RunSnapshot run)
    {
        if ((run.ConnectErrors | run.ReadErrors | run.WriteErrors | run.Timeouts) != 0)
        {
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"  Socket errors: connect {run.ConnectErrors}, read {run.ReadErrors}, "
                + $"write {run.WriteErrors}, timeout {run.Timeouts}\n"));
        }

        if (run.StatusErrors != 0)
        {
            output.Write(string.Create(
                CultureInfo.InvariantCulture, $"  Non-2xx or 3xx responses: {run.StatusErrors}\n"));
        }
    }
}
