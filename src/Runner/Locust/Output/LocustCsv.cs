using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using LocustBridge.Outputs;
using Runner.Outputs;

namespace Runner.Locust.Output;

// Locust's four CSV files (locust/stats.py, StatsCSVFileWriter), written anew each second but for the history, which
// grows. A file that cannot be written keeps neither the run nor the other three from going on. One thread at a time;
// complete once disposed of.
internal sealed class LocustCsv : ILocustOutput, IDisposable
{
    // What Locust looks back for its current percentiles, less what a report may come early (locust/stats.py,
    // CURRENT_RESPONSE_TIME_PERCENTILE_WINDOW).
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(9.5);

    private static readonly string s_percentiles = string.Join(',', Percentiles.All.Select(Percentiles.NameOf));

    private readonly string _prefix;
    private readonly bool _isFull;
    private readonly GuardedWriter _history;
    private Exception? _failure;

    // The snapshots of the last ten seconds and the one before them; only for the full history.
    private readonly List<LocustSnapshot> _recent = [];

    /// <exception cref="IOException">The files cannot be made.</exception>
    public LocustCsv(string prefix, bool isFull)
    {
        _prefix = prefix;
        _isFull = isFull;
        StreamWriter opened = new(prefix + "_stats_history.csv");
        _history = new GuardedWriter(() => opened);
        _history.Write("Timestamp,User Count,Type,Name,Requests/s,Failures/s," + s_percentiles
            + ",Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,"
            + "Total Min Response Time,Total Max Response Time,Total Average Content Size\r\n");
        WriteExceptions([]);
        if (Failure is not null)
        {
            throw new IOException(Failure.Message, Failure);
        }
    }

    /// <summary>Why one of the files could not be written, the first time; null for all whole.</summary>
    public Exception? Failure => _failure ?? _history.Failure;

    public void Start()
    {
    }

    public void Report(LocustSnapshot snapshot)
    {
        WriteStats(snapshot);
        WriteFailures(snapshot);
        long time = snapshot.Time.ToUnixTimeSeconds();
        if (_isFull)
        {
            AppendFullHistory(time, snapshot);
        }
        else
        {
            AppendHistory(time, snapshot.UserCount, snapshot.Total, null);
        }

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

        Replace("exceptions", text);
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

        Replace("stats", text);
    }

    private void WriteFailures(LocustSnapshot snapshot)
    {
        StringBuilder text = new("Method,Name,Error,Occurrences,First Seen,Last Seen\r\n");
        foreach (SnapshotError error in snapshot.Errors)
        {
            AppendLine(
                text,
                [
                    error.Method, error.Name, error.Error, Text(error.Occurrences), Text(error.FirstSeen),
                    Text(error.LastSeen),
                ]);
        }

        Replace("failures", text);
    }

    private void Replace(string name, StringBuilder text)
    {
        try
        {
            File.WriteAllText($"{_prefix}_{name}.csv", text.ToString());
        }
        catch (Exception failure) when (OutputFile.IsExpected(failure))
        {
            // Told once, at the end of the run; a second later there may be room again.
            _failure ??= failure;
        }
    }

    // As Locust has it: with the full history, percentiles are those of the last ten seconds, of the sum too.
    private void AppendFullHistory(long time, LocustSnapshot snapshot)
    {
        int begin = _recent.FindLastIndex(item => snapshot.Time - item.Time >= s_window);
        LocustSnapshot? earlier = begin < 0 ? null : _recent[begin];
        _recent.RemoveRange(0, Math.Max(0, begin));
        _recent.Add(snapshot);
        Dictionary<(string, string), SnapshotRow> then =
            earlier?.Rows.ToDictionary(static row => (row.Method, row.Name)) ?? [];
        foreach (SnapshotRow row in snapshot.Rows)
        {
            AppendHistory(time, snapshot.UserCount, row, then.GetValueOrDefault((row.Method, row.Name)));
        }

        AppendHistory(time, snapshot.UserCount, snapshot.Total, earlier?.Total);
    }

    private void AppendHistory(long time, int users, SnapshotRow row, SnapshotRow? earlier)
    {
        StringBuilder text = new();
        AppendLine(
            text,
            [
                Text(time), Text(users), row.Method, row.Name,
                row.CurrentRps.ToString("F6", CultureInfo.InvariantCulture),
                row.CurrentFailuresPerSecond.ToString("F6", CultureInfo.InvariantCulture),
                .. PercentilesOf(row, earlier),
                Text(row.NumRequests), Text(row.NumFailures), Text(row.Median), Text(row.Average), Text(row.Min),
                Text(row.Max), Text(row.AverageContentLength),
            ]);
        _history.Write(text.ToString());
    }

    private static IEnumerable<string> PercentilesOf(SnapshotRow row, SnapshotRow? earlier = null) =>
        Percentiles.All.Select(share => row.NumRequests == 0 ? "N/A" : Text(row.Percentile(share, earlier)));

    private static string Text(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    // RFC 4180: a cell with a comma, a quote or a line break stands in quotes, and its quotes are doubled.
    private static void AppendLine(StringBuilder text, IEnumerable<string> cells) =>
        text.AppendJoin(',', cells.Select(static cell => cell.AsSpan().ContainsAny(",\"\r\n")
            ? '"' + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
            : cell)).Append("\r\n");
}
