using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace LocustBridge.Outputs;

/// <summary>
/// Prints the statistics as a table, in boomer's manner. Text writers are used by one thread at a time.
/// </summary>
public sealed class ConsoleOutput : ILocustOutput
{
    private const string Line =
        "----------------------------------------------------------------------------------------------------------------";

    private readonly TextWriter _writer;

    /// <summary>A table on a writer.</summary>
    /// <param name="writer">Standard output when null. Not closed.</param>
    public ConsoleOutput(TextWriter? writer = null) => _writer = writer ?? Console.Out;

    /// <inheritdoc/>
    public void Start()
    {
    }

    /// <inheritdoc/>
    public void Report(LocustSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var text = new StringBuilder();
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Current time: {snapshot.Time:yyyy/MM/dd HH:mm:ss}, Users: {snapshot.UserCount}, Total RPS: {snapshot.Total.CurrentRps:0.0}, Total Fail Ratio: {snapshot.Total.FailRatio * 100:0.0}%");
        text.AppendLine(Line);
        text.AppendLine(CultureInfo.InvariantCulture, $"{"Type",-8} {"Name",-30} {"# requests",10} {"# fails",9} {"Median",8} {"Average",9} {"Min",8} {"Max",9} {"Size",9} {"reqs/s",9} {"fails/s",8}");
        foreach (SnapshotRow row in snapshot.Rows)
        {
            Append(text, row);
        }

        text.AppendLine(Line);
        Append(text, snapshot.Total);
        foreach (SnapshotError error in snapshot.Errors)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{error.Occurrences,10} x {error.Method} {error.Name}: {error.Error}");
        }

        _writer.Write(text.ToString());
        _writer.Flush();
    }

    /// <inheritdoc/>
    public void Stop()
    {
    }

    private static void Append(StringBuilder text, SnapshotRow row) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"{row.Method,-8} {row.Name,-30} {row.NumRequests,10} {row.NumFailures,9} {row.Median,8:0.##} {row.Average,9:0.##} {row.Min,8:0.##} {row.Max,9:0.##} {row.AverageContentLength,9:0.#} {row.CurrentRps,9:0.0} {row.CurrentFailuresPerSecond,8:0.0}");
}
