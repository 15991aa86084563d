using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using LocustBridge.Outputs;

namespace Runner.Locust;

// Locust's four CSV files (locust/stats.py, StatsCSVFileWriter), written anew each second but for the history, which
// grows. One thread at a time; complete once disposed of.
internal sealed class LocustCsv : ILocustOutput, IDisposable
{
    private static readonly string s_percentiles = string.Join(',', Percentiles.All.Select(Percentiles.NameOf));

    private readonly string _prefix;
    private readonly bool _isFull;
    private readonly StreamWriter _history;

    /// <exception cref="IOException">The files cannot be made.</exception>
    public LocustCsv(string prefix, bool isFull)
    {
        _prefix = prefix;
        _isFull = isFull;
        _history = new StreamWriter(prefix + "_stats_history.csv");
        _history.Write("Timestamp,User Count,Type,Name,Requests/s,Failures/s," + s_percentiles
            + ",Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,"
            + "Total Min Response Time,Total Max Response Time,Total Average Content Size\r\n");
        WriteExceptions([]);
    }

    public void Start()
    {
    }

    public void Report(LocustSnapshot snapshot)
    {
        WriteStats(snapshot);
        WriteFailures(snapshot);
        long time = snapshot.Time.ToUnixTimeSeconds();
        foreach (SnapshotRow row in _isFull ? snapshot.Rows : [])
        {
            AppendHistory(time, snapshot.UserCount, row);
        }

        AppendHistory(time, snapshot.UserCount, snapshot.Total);
        _history.Flush();
    }

    public void Stop()
    {
    }

    /// <summary>Writes the file of exceptions; equal ones are counted.</summary>
    public void WriteExceptions(IEnumerable<string> exceptions)
    {
        StringBuilder text = new("Count,Message,Traceback,Nodes\r\n");
        foreach (IGrouping<string, string> same in exceptions.GroupBy(static message => message))
        {
            AppendLine(text, [Text(same.Count()), same.Key, same.Key, "local"]);
        }

        File.WriteAllText(_prefix + "_exceptions.csv", text.ToString());
    }

    public void Dispose() => _history.Dispose();

    private void WriteStats(LocustSnapshot snapshot)
    {
        StringBuilder text = new("Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,"
            + "Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,");
        text.Append(s_percentiles).Append("\r\n");
        foreach (SnapshotRow row in snapshot.Rows.Append(snapshot.Total))
        {
            AppendLine(
                text,
                [
                    row.Method, row.Name, Text(row.NumRequests), Text(row.NumFailures), Text(row.Median),
                    Text(row.Average), Text(row.Min), Text(row.Max), Text(row.AverageContentLength),
                    Text(row.TotalRps), Text(row.TotalFailuresPerSecond), .. PercentilesOf(row),
                ]);
        }

        File.WriteAllText(_prefix + "_stats.csv", text.ToString());
    }

    private void WriteFailures(LocustSnapshot snapshot)
    {
        StringBuilder text = new("Method,Name,Error,Occurrences\r\n");
        foreach (SnapshotError error in snapshot.Errors)
        {
            AppendLine(text, [error.Method, error.Name, error.Error, Text(error.Occurrences)]);
        }

        File.WriteAllText(_prefix + "_failures.csv", text.ToString());
    }

    private void AppendHistory(long time, int users, SnapshotRow row)
    {
        StringBuilder text = new();
        AppendLine(
            text,
            [
                Text(time), Text(users), row.Method, row.Name,
                row.CurrentRps.ToString("F6", CultureInfo.InvariantCulture),
                row.CurrentFailuresPerSecond.ToString("F6", CultureInfo.InvariantCulture), .. PercentilesOf(row),
                Text(row.NumRequests), Text(row.NumFailures), Text(row.Median), Text(row.Average), Text(row.Min),
                Text(row.Max), Text(row.AverageContentLength),
            ]);
        _history.Write(text.ToString());
    }

    private static IEnumerable<string> PercentilesOf(SnapshotRow row) =>
        Percentiles.All.Select(share => row.NumRequests == 0 ? "N/A" : Text(row.Percentile(share)));

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    // RFC 4180: a cell with a comma, a quote or a line break stands in quotes, and its quotes are doubled.
    private static void AppendLine(StringBuilder text, IEnumerable<string> cells) =>
        text.AppendJoin(',', cells.Select(static cell => cell.AsSpan().ContainsAny(",\"\r\n")
            ? '"' + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
            : cell)).Append("\r\n");
}
