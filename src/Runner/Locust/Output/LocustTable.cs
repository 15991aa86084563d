using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using LocustBridge.Outputs;

namespace Runner.Locust.Output;

// Locust's three tables, column for column as its console has them (locust/stats.py): statistics, percentiles, errors.
//
internal static class LocustTable
{
    private const int TypeWidth = 8;
    private const int NameWidth = 80;
    private const int ErrorWidth = 141;

    // The columns to the right are narrower than in the percentile table, which the name makes up for.
    private const int StatsNameWidth = NameWidth - TypeWidth + 4;

    private static readonly string s_separator =
        string.Join('|', new[] { TypeWidth, StatsNameWidth, 7, 13, 7, 7, 7, 7, 8, 11 }.Select(Dashes));

    private static readonly string s_percentileSeparator =
        string.Join('|', new[] { TypeWidth, NameWidth, 8 }.Concat(Percentiles.All.Select(_ => 6)).Select(Dashes));

    /// <summary>Writes the statistics.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="snapshot">What.</param>
    /// <param name="isCurrent">Rates of the last seconds rather than of the whole run.</param>
    public static void Write(TextWriter writer, LocustSnapshot snapshot, bool isCurrent)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{"Type",-TypeWidth} {"Name",-StatsNameWidth} ");
        text.Append(" # reqs      # fails |    Avg     Min     Max    Med |   req/s  failures/s\n");
        text.Append(s_separator).Append('\n');
        foreach (SnapshotRow row in snapshot.Rows)
        {
            AppendRow(text, row, isCurrent);
        }

        text.Append(s_separator).Append('\n');
        AppendRow(text, snapshot.Total, isCurrent);
        writer.Write(text.Append('\n').ToString());
        writer.Flush();
    }

    /// <summary>Writes what Locust writes at the end: all three tables.</summary>
    public static void WriteSummary(TextWriter writer, LocustSnapshot snapshot)
    {
        Write(writer, snapshot, isCurrent: false);
        StringBuilder text = new("Response time percentiles (approximated)\n");
        text.Append(CultureInfo.InvariantCulture, $"{"Type",-TypeWidth} {"Name",-NameWidth} {"50%",8}");
        foreach (string name in Percentiles.All.Skip(1).Select(Percentiles.NameOf).Append("# reqs"))
        {
            text.Append(CultureInfo.InvariantCulture, $" {name,6}");
        }

        text.Append('\n').Append(s_percentileSeparator).Append('\n');
        foreach (SnapshotRow row in snapshot.Rows)
        {
            AppendPercentiles(text, row);
        }

        text.Append(s_percentileSeparator).Append('\n');
        if (snapshot.Total.NumRequests != 0)
        {
            AppendPercentiles(text, snapshot.Total);
        }

        AppendErrors(text.Append('\n'), snapshot.Errors);
        writer.Write(text.ToString());
        writer.Flush();
    }

    private static void AppendRow(StringBuilder text, SnapshotRow row, bool isCurrent)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string method = row.Method.Length == 0 ? "" : row.Method + " ";
        string fails = string.Create(culture, $"{row.NumFailures}({row.FailRatio * 100:0.00}%)");
        double rate = isCurrent ? row.CurrentRps : row.TotalRps;
        double failRate = isCurrent ? row.CurrentFailuresPerSecond : row.TotalFailuresPerSecond;
        text.Append(culture, $"{method,-TypeWidth} {row.Name,-StatsNameWidth} {row.NumRequests,7} {fails,12} |");
        text.Append(culture, $"{(long)row.Average,7} {(long)row.Min,7} {(long)row.Max,7}{(long)row.Median,7} | ");
        text.Append(culture, $"{rate,7:0.00} {failRate,11:0.00}\n");
    }

    private static void AppendPercentiles(StringBuilder text, SnapshotRow row)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        text.Append(culture, $"{row.Method,-TypeWidth} {row.Name,-NameWidth} {row.Percentile(0.5),8}");
        foreach (double share in Percentiles.All.Skip(1))
        {
            text.Append(culture, $" {row.Percentile(share),6}");
        }

        text.Append(culture, $" {row.NumRequests,6}\n");
    }

    private static void AppendErrors(StringBuilder text, IReadOnlyList<SnapshotError> errors)
    {
        if (errors.Count == 0)
        {
            return;
        }

        text.Append("Error report\n");
        text.Append(CultureInfo.InvariantCulture, $"{"# occurrences",-18} {"Error",-100}\n");
        text.Append(Dashes(18)).Append('|').Append(Dashes(ErrorWidth)).Append('\n');
        foreach (SnapshotError error in errors)
        {
            string what = $"{error.Method} {error.Name}: {error.Error}";
            text.Append(CultureInfo.InvariantCulture, $"{error.Occurrences,-18} {what,-100}\n");
        }

        text.Append(Dashes(18)).Append('|').Append(Dashes(ErrorWidth)).Append("\n\n");
    }

    private static string Dashes(int count) => new('-', count);
}
