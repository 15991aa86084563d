using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Runner.Pages.Html;

namespace Runner.Pages.Charts;

/// <summary>
/// A heat map as markup: one path for each shade, made of the boxes that have it, so that thousands of boxes cost a
/// few kilobytes and are there without a script.
/// </summary>
internal static class HeatRenderer
{
    /// <summary>How many shades the style sheet has.</summary>
    public const int Shades = 7;

    public static void Write(HtmlWriter page, HeatChart chart)
    {
        long largest = chart.Counts.SelectMany(column => column).DefaultIfEmpty().Max();
        page.Open("div", ("class", "chart heat"), ("id", chart.Id), ("style", "--height:260px"));
        page.Open(
            "div", ("class", "plot"), ("tabindex", "0"), ("role", "group"),
            ("aria-label", $"{chart.Title}. {chart.Summary} Arrow keys read it box by box."));
        AxisRenderer.WriteVertical(page, chart.Vertical);
        page.Open("div", ("class", "area")).Open(
            "svg", ("viewBox", "0 0 1000 1000"), ("preserveAspectRatio", "none"), ("role", "img"),
            ("shape-rendering", "crispEdges"), ("aria-label", chart.Summary));
        for (int shade = 1; shade <= Shades; shade++)
        {
            string path = Boxes(chart, shade, largest);
            if (path.Length > 0)
            {
                page.Leaf("path", "", ("class", $"mark heat-{shade}"), ("d", path));
            }
        }

        page.Close();
        page.Leaf("div", "", ("class", "box"), ("hidden", "")).Leaf("output", "", ("class", "tip"), ("hidden", ""));
        page.Close();
        AxisRenderer.WriteHorizontal(page, chart.Horizontal);
        page.Close();
        WriteKey(page, largest);
        page.Data(DataOf(chart), ("class", "points"));
        page.Close();
    }

    /// <summary>The shade of a count, 1 to <see cref="Shades"/>: each stands for the same factor.</summary>
    public static int ShadeOf(long count, long largest) => count <= 0 ? 0
        : largest <= 1 ? Shades
        : 1 + (int)Math.Min(Shades - 1, Math.Log(count) / Math.Log(largest) * Shades);

    private static string Boxes(HeatChart chart, int shade, long largest)
    {
        StringBuilder path = new();
        double[] across = [.. chart.Columns.Select(chart.Horizontal.Map)];
        double[] upwards = [.. chart.Rows.Select(chart.Vertical.Map)];
        for (int row = 0; row + 1 < upwards.Length; row++)
        {
            for (int column = 0; column < chart.Counts.Count; column++)
            {
                int start = column;
                while (column < chart.Counts.Count && ShadeOf(chart.Counts[column][row], largest) == shade)
                {
                    column++;
                }

                if (column > start)
                {
                    PathBuilder.Box(
                        path, across[start], upwards[row], across[column] - across[start],
                        upwards[row + 1] - upwards[row]);
                }
            }
        }

        return path.ToString();
    }

    private static void WriteKey(HtmlWriter page, long largest)
    {
        page.Open("p", ("class", "heat-key"), ("aria-hidden", "true")).Text("1 ");
        for (int shade = 1; shade <= Shades; shade++)
        {
            page.Leaf("i", "", ("class", $"heat-{shade}"));
        }

        page.Text($" {Quantity.Count(largest)} requests").Close();
    }

    private static string DataOf(HeatChart chart) => PointData.Write(json =>
    {
        json.WriteStartObject();
        PointData.Places(json, "x", chart.Columns.Select(place => (double?)chart.Horizontal.Map(place)));
        PointData.Places(json, "y", chart.Rows.Select(place => (double?)chart.Vertical.Map(place)));
        PointData.Texts(json, "columns", chart.Columns.Select(chart.ColumnFormat));
        PointData.Texts(json, "rowNames", chart.Rows.Select(chart.RowFormat));
        json.WriteStartArray("counts");
        foreach (IReadOnlyList<long> column in chart.Counts)
        {
            json.WriteStartArray();
            foreach (long count in column)
            {
                json.WriteNumberValue(count);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
