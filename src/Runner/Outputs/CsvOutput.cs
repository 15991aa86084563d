using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CsvHelper;
using FastHttp.Load.Results;

namespace Runner.Outputs;

// The figures of the run as a table for spreadsheets: a row for each named request, and one for all of them. What was
// not measured is an empty cell.
internal sealed class CsvOutput(OutputFile file) : IResultOutput
{
    private static readonly string[] s_columns =
    [
        "name", "method", "sent", "completed", "failed", "rate_per_s", "latency_min_us", "latency_mean_us",
        "latency_stdev_us", "latency_p50_us", "latency_p75_us", "latency_p90_us", "latency_p95_us", "latency_p99_us",
        "latency_p99_9_us", "latency_p99_99_us", "latency_max_us",
    ];

    public void Write(ResultDocument document)
    {
        using CsvWriter csv = CsvWriter.Create(file.Stream, CsvWriterOptions.Default, leaveOpen: true);
        WriteRow(csv, s_columns);
        foreach (GroupFigures group in document.Groups ?? [])
        {
            WriteRow(csv, [group.Name, group.Method, .. Cells(group.Requests, group.Rate, group.Latency)]);
        }

        WriteRow(csv, ["Aggregated", null, .. Cells(document.Requests, document.Rate.Achieved, document.Latency)]);
    }

    public void Dispose() => file.Dispose();

    private static IEnumerable<string?> Cells(RequestFigures requests, double? rate, LatencyFigures? latency)
    {
        double?[] cells =
        [
            requests.Sent, requests.Completed, requests.Failed, rate, latency?.Min, latency?.Mean, latency?.Stdev,
            latency?.P50, latency?.P75, latency?.P90, latency?.P95, latency?.P99, latency?.P999, latency?.P9999,
            latency?.Max,
        ];
        return cells.Select(cell => cell?.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteRow(CsvWriter csv, IEnumerable<string?> cells)
    {
        foreach (string? cell in cells)
        {
            csv.WriteField(cell);
        }

        csv.EndRecord();
    }
}
