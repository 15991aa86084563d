using System.Collections.Generic;
using System.ComponentModel;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;

using Bench.Comparison;

using BenchmarkDotNet.Mathematics;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Bench;

/// <summary>
/// The table of the headline set: a row for each case, and time and bytes allocated for each client.
/// </summary>
internal static class HeadlineReport
{
    private const string Ours = "FastHttpClient";
    private const string Baseline = "HttpClient";

    private static readonly string[] s_clients = [Baseline, "HttpMessageInvoker", Ours, "HttpConnection"];

    /// <summary>What a case is called in the table.</summary>
    public static string NameOf(BenchmarkCase benchmark)
    {
        System.Type type = benchmark.Descriptor.Type;
        return type.GetCustomAttribute<DescriptionAttribute>()?.Description ?? type.Name;
    }

    public static void Print(TextWriter writer, IReadOnlyList<Summary> summaries)
    {
        writer.WriteLine();
        writer.WriteLine($"time ± standard deviation, and bytes allocated, an operation; {PeersReport.Machine()}; "
            + RuntimeInformation.FrameworkDescription);
        writer.WriteLine();
        TextTable table = new(["", .. s_clients, "HttpClient / FastHttpClient"]);
        foreach (Summary summary in summaries)
        {
            Dictionary<string, BenchmarkReport> reports = summary.Reports
                .ToDictionary(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name);
            string name = summary.Reports.Length == 0 ? summary.Title : NameOf(summary.Reports[0].BenchmarkCase);
            table.Add([name, .. s_clients.Select(client => Cell(reports.GetValueOrDefault(client))), Ratio(reports)]);
        }

        table.Print(writer);
    }

    private static string Cell(BenchmarkReport? report)
    {
        if (report is null)
        {
            return "-";
        }

        if (report.ResultStatistics is not { } statistics)
        {
            return "failed";
        }

        // What is left over from warming up, and from the measuring itself, rounds to nothing.
        long? bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase);
        return $"{Time(statistics)} {bytes?.ToString("#,0", CultureInfo.InvariantCulture) ?? "?",8} B";
    }

    private static string Time(Statistics statistics)
    {
        bool isLong = statistics.Mean >= 1_000;
        double unit = isLong ? 1_000 : 1;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{statistics.Mean / unit:0.0} ± {statistics.StandardDeviation / unit:0.0} {(isLong ? "µs" : "ns")}");
    }

    private static string Ratio(Dictionary<string, BenchmarkReport> reports) =>
        reports.GetValueOrDefault(Baseline)?.ResultStatistics is { } baseline
        && reports.GetValueOrDefault(Ours)?.ResultStatistics is { } ours
            ? (baseline.Mean / ours.Mean).ToString("0.00", CultureInfo.InvariantCulture)
            : "-";
}
