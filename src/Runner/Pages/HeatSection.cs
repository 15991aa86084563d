using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Pages.Charts;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>Where the requests lie in time and latency: what percentiles hide, such as two groups.</summary>
internal static class HeatSection
{
    private const int MaxColumns = 120;
    private const int MaxRows = 40;
    private const int MaxTableRows = 12;
    private const int MaxTableColumns = 6;

    public static void Write(HtmlWriter page, ResultDocument run)
    {
        if (run.Heatmap is not { Counts.Count: > 0, Dt: > 0 } heat
            || !heat.Counts.Any(column => column.Any(count => count > 0)))
        {
            return;
        }

        (double[] rows, long[][] classes) = Rows(heat, MaxRows);
        (double[] columns, long[][] counts) = Columns(heat, classes, MaxColumns);
        double seconds = columns[^1];
        HeatChart chart = new()
        {
            Id = "chart-heat",
            Title = "Requests by time and latency",
            Summary = $"From {Quantity.Time(rows[0])} to {Quantity.Time(rows[^1])}, over {Quantity.Moment(seconds)}.",
            Horizontal = AxisScale.Time(seconds, Quantity.Moment),
            Vertical = AxisScale.Log(rows[0], rows[^1], value => Quantity.Time(value)),
            Columns = columns,
            Rows = rows,
            Counts = counts,
            ColumnFormat = value => value.ToString("0.##", CultureInfo.InvariantCulture),
            RowFormat = value => Quantity.Time(value),
        };
        PageFrame.BeginSection(page, "heat", "Every request");
        page.Open("figure", ("class", "figure")).Open("figcaption");
        page.Leaf("h3", "How many requests took how long, and when");
        page.Leaf(
            "p", "The stronger the colour, the more of them. Two bands are two kinds of requests; a gap is a stall.");
        page.Close();
        HeatRenderer.Write(page, chart);
        page.Open("details", ("class", "numbers")).Leaf("summary", "Figures as a table");
        WriteTable(page, heat);
        page.Close().Close().Close();
    }

    // Only the classes between the smallest and the largest that occur, put together until they fit.
    private static (double[] Edges, long[][] ByInterval) Rows(Heatmap heat, int most)
    {
        int classes = heat.Counts.Max(column => column.Count);
        bool[] used =
        [
            .. Enumerable.Range(0, classes)
                .Select(n => heat.Counts.Any(column => n < column.Count && column[n] > 0)),
        ];
        int first = Array.IndexOf(used, true);
        int last = Array.LastIndexOf(used, true);
        int stride = Math.Max(1, (int)Math.Ceiling((last - first + 1) / (double)most));
        int count = (last - first + stride) / stride;
        double[] edges =
        [
            .. Enumerable.Range(0, count + 1).Select(n => Lower(heat, Math.Min(first + (n * stride), last + 1))),
        ];
        edges[0] = Math.Max(edges[0], Math.Min(1, edges[1] / 2));
        long[][] sums =
        [
            .. heat.Counts.Select(column => Enumerable.Range(0, count)
                .Select(row => column.Skip(first + (row * stride)).Take(stride).Sum()).ToArray()),
        ];
        return (edges, sums);
    }

    private static double Lower(Heatmap heat, int index) => index == 0 ? heat.BoundsUs[0] / 2.0
        : index <= heat.BoundsUs.Count ? heat.BoundsUs[index - 1]
        : heat.BoundsUs[^1] * 2.0;

    private static (double[] Edges, long[][] Counts) Columns(Heatmap heat, long[][] byInterval, int most)
    {
        int stride = Math.Max(1, (int)Math.Ceiling(byInterval.Length / (double)most));
        long[][] sums =
        [
            .. byInterval.Chunk(stride).Select(chunk => Enumerable.Range(0, chunk[0].Length)
                .Select(row => chunk.Sum(column => column[row])).ToArray()),
        ];
        double[] edges =
        [
            .. Enumerable.Range(0, sums.Length + 1)
                .Select(n => heat.T0 + (Math.Min(n * stride, byInterval.Length) * heat.Dt)),
        ];
        return (edges, sums);
    }

    private static void WriteTable(HtmlWriter page, Heatmap heat)
    {
        (double[] rows, long[][] classes) = Rows(heat, MaxTableColumns);
        (double[] columns, long[][] counts) = Columns(heat, classes, MaxTableRows);
        page.Open("div", ("class", "scroll")).Open("table").Leaf("caption", "Requests by time and latency");
        page.Open("thead").Open("tr").Leaf("th", "Time", ("scope", "col"));
        for (int row = 0; row + 1 < rows.Length; row++)
        {
            page.Leaf("th", $"to {Quantity.Time(rows[row + 1])}", ("scope", "col"));
        }

        page.Close().Close().Open("tbody");
        foreach ((int column, IReadOnlyList<long> cells) in counts.Index())
        {
            page.Open("tr").Leaf("th", "until " + Quantity.Moment(columns[column + 1]), ("scope", "row"));
            foreach (long cell in cells)
            {
                page.Leaf("td", Quantity.Exact(cell));
            }

            page.Close();
        }

        page.Close().Close().Close();
    }
}
