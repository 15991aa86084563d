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
    private static readonly string s_line = new('-', 120);

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
        text.Append(CultureInfo.InvariantCulture, $"Current time: {snapshot.Time:yyyy/MM/dd HH:mm:ss}, ");
        text.Append(CultureInfo.InvariantCulture, $"Users: {snapshot.UserCount}, ");
        text.Append(CultureInfo.InvariantCulture, $"Total RPS: {snapshot.Total.CurrentRps:0.0}, ");
        text.AppendLine(CultureInfo.InvariantCulture, $"Total Fail Ratio: {snapshot.Total.FailRatio * 100:0.0}%");
        text.AppendLine(s_line);
        text.AppendLine(
            "Type     Name                           # requests   # fails   Median   Average      Min"
            + "       Max      Size    reqs/s  fails/s");
        foreach (SnapshotRow row in snapshot.Rows)
        {
            Append(text, row);
        }

        text.AppendLine(s_line);
        Append(text, snapshot.Total);
        foreach (SnapshotError error in snapshot.Errors)
        {
            text.Append(CultureInfo.InvariantCulture, $"{error.Occurrences,10} x ");
            text.AppendLine(CultureInfo.InvariantCulture, $"{error.Method} {error.Name}: {error.Error}");
        }

        _writer.Write(text.ToString());
        _writer.Flush();
    }

    /// <inheritdoc/>
    public void Stop()
    {
    }

    private static void Append(StringBuilder text, SnapshotRow row)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        text.Append(culture, $"{row.Method,-8} {row.Name,-30} {row.NumRequests,10} {row.NumFailures,9} ");
        text.Append(culture, $"{row.Median,8:0.##} {row.Average,9:0.##} {row.Min,8:0.##} {row.Max,9:0.##} ");
        text.Append(culture, $"{row.AverageContentLength,9:0.#} {row.CurrentRps,9:0.0} ");
        text.AppendLine(culture, $"{row.CurrentFailuresPerSecond,8:0.0}");
    }
}
