using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Comparing;
using Spectre.Console;

namespace Runner.Repeating;

/// <summary>How far the runs of one configuration lie apart, for a terminal.</summary>
internal static class SpreadTable
{
    public static void Write(TextWriter output, string title, IReadOnlyList<ResultDocument> runs)
    {
        IAnsiConsole console = TerminalTable.Console(output);
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumn(Markup.Escape(title.Length == 0 ? $"{runs.Count} runs" : $"{title}, {runs.Count} runs"));
        foreach (string head in (string[])["median", "lowest", "highest", "spread"])
        {
            table.AddColumn(new TableColumn(head).RightAligned().NoWrap());
        }

        foreach (Metric metric in Metric.All)
        {
            double[] values = [.. runs.Select(metric.OfRun).OfType<double>().Order()];
            if (values.Length == 0)
            {
                continue;
            }

            double median = (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
            table.AddRow(
                metric.Name, metric.Format(median), metric.Format(values[0]), metric.Format(values[^1]),
                median == 0 ? "" : Spread(values, median));
        }

        console.Write(table);
    }

    // From the lowest to the highest, in percent of the median.
    private static string Spread(double[] values, double median) =>
        ((values[^1] - values[0]) / median * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
