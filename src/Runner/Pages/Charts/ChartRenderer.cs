using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Runner.Pages.Html;

namespace Runner.Pages.Charts;

/// <summary>
/// A chart as markup: the marks in an SVG that fills whatever room there is, the words as text of the page, which keeps
/// its size, and the figures as a table and as data for the pointer. Needs no script to be read.
/// </summary>
internal static class ChartRenderer
{
    // A table is for reading: of more points than this it shows every second one, third one, and so on.
    private const int MaxTableRows = 40;

    /// <summary>Writes charts as one figure, one above the other on a common horizontal axis.</summary>
    public static void Write(HtmlWriter page, string title, string note, params IReadOnlyList<Chart> charts)
    {
        page.Open("figure", ("class", "figure"));
        page.Open("figcaption").Leaf("h3", title).Leaf("p", note).Close();
        foreach (Chart chart in charts)
        {
            WriteChart(page, chart, hasTitle: charts.Count > 1);
        }

        page.Open("details", ("class", "numbers")).Leaf("summary", "Figures as a table");
        foreach (Chart chart in charts)
        {
            WriteTable(page, chart);
        }

        page.Close().Close();
    }

    /// <summary>Writes one figure that shows one of two charts; which one is the reader's choice, the first at first.
    /// </summary>
    public static void WriteEither(
        HtmlWriter page, string title, string note, (string Name, Chart Chart) first, (string Name, Chart Chart) second)
    {
        // Radio buttons before the charts: the style sheet hides one or the other, so that no script is needed.
        string group = first.Chart.Id + "-choice";
        page.Open("figure", ("class", "figure either"));
        page.Open("figcaption").Leaf("h3", title).Leaf("p", note).Close();
        WriteChoice(page, group, group + "-1", first.Name, isChosen: true);
        WriteChoice(page, group, group + "-2", second.Name, isChosen: false);
        WriteChart(page, first.Chart, hasTitle: false);
        WriteChart(page, second.Chart, hasTitle: false);
        page.Open("details", ("class", "numbers")).Leaf("summary", "Figures as a table");
        WriteTable(page, first.Chart);
        page.Close().Close();
    }

    private static void WriteChoice(HtmlWriter page, string group, string id, string name, bool isChosen)
    {
        page.Void(
            "input", ("type", "radio"), ("name", group), ("id", id), ("checked", isChosen ? "" : null));
        page.Leaf("label", name, ("for", id));
    }

    private static void WriteChart(HtmlWriter page, Chart chart, bool hasTitle)
    {
        page.Open("div", ("class", "chart"), ("id", chart.Id), ("style", $"--height:{chart.Height}px"));
        WriteLegend(page, chart, hasTitle);
        page.Open(
            "div", ("class", "plot"), ("tabindex", "0"), ("role", "group"),
            ("aria-label", $"{chart.Title}. {chart.Summary} Arrow keys read it point by point."));
        AxisRenderer.WriteVertical(page, chart.Vertical);
        page.Open("div", ("class", "area"));
        WriteMarks(page, chart);
        WriteWords(page, chart);
        page.Close();
        if (chart.HasHorizontalLabels)
        {
            AxisRenderer.WriteHorizontal(page, chart.Horizontal);
        }

        page.Close();
        page.Data(PointData.Of(chart), ("class", "points"));
        page.Close();
    }

    private static void WriteLegend(HtmlWriter page, Chart chart, bool hasTitle)
    {
        page.Open("div", ("class", "legend"));
        if (hasTitle)
        {
            page.Leaf("h4", chart.Title);
        }

        page.Open("ul");
        foreach (ChartSeries series in chart.Series)
        {
            string key = series.IsDashed ? "key dashed " : "key ";
            page.Open("li").Leaf("i", "", ("class", key + series.Tone))
                .Text(series.Name).Close();
        }

        page.Close().Close();
    }

    private static void WriteMarks(HtmlWriter page, Chart chart)
    {
        page.Open(
            "svg", ("viewBox", "0 0 1000 1000"), ("preserveAspectRatio", "none"), ("role", "img"),
            ("aria-label", chart.Summary));
        foreach (ChartBand band in chart.Bands)
        {
            double from = chart.Horizontal.Map(band.From);
            StringBuilder box = new();
            PathBuilder.Box(box, from, 0, chart.Horizontal.Map(band.To) - from, 1);
            page.Leaf("path", "", ("class", "band " + band.Tone), ("d", box.ToString()));
        }

        page.Leaf("path", "", ("class", "grid"), ("d", Grid(chart)));
        double[] across = [.. chart.Points.Select(chart.Horizontal.Map)];
        double width = BarWidth(across);
        foreach (ChartSeries series in chart.Series)
        {
            double?[] upwards =
                [.. series.Values.Select(value => value is { } number ? chart.Vertical.Map(number) : (double?)null)];
            if (series.Shape == SeriesShape.Bars)
            {
                // A bar of nothing has no height, so 0 is left out whatever the axis.
                double?[] bars = [.. upwards.Select((up, n) => series.Values[n] > 0 ? up : null)];
                string path = PathBuilder.Bars(across, bars, width);
                page.Leaf("path", "", ("class", "mark bars " + series.Tone), ("d", path));
                continue;
            }

            if (series.Shape == SeriesShape.Area)
            {
                page.Leaf("path", "", ("class", "under " + series.Tone), ("d", PathBuilder.Area(across, upwards)));
            }

            string look = series.IsDashed ? "mark line dashed " : "mark line ";
            page.Leaf("path", "", ("class", look + series.Tone), ("d", PathBuilder.Line(across, upwards)));
        }

        foreach (ChartRule rule in chart.Rules)
        {
            string height = PathBuilder.Number((1 - chart.Vertical.Map(rule.Value)) * PathBuilder.Units);
            page.Leaf("path", "", ("class", rule.IsNeutral ? "rule neutral" : "rule"), ("d", $"M0 {height}H1000"));
        }

        page.Close();
    }

    private static string Grid(Chart chart)
    {
        StringBuilder path = new();
        foreach (AxisTick tick in chart.Vertical.Ticks)
        {
            path.Append('M').Append('0').Append(' ')
                .Append(PathBuilder.Number((1 - tick.Place) * PathBuilder.Units)).Append("H1000");
        }

        return path.ToString();
    }

    private static double BarWidth(double[] across)
    {
        double width = across.Length < 2 ? 0.02 : across.Zip(across.Skip(1), (left, right) => right - left).Min();
        return Math.Max(width * 0.8, 0.001);
    }

    // The names of bands and rules, and what the script moves: a line under the pointer, and a note beside it.
    private static void WriteWords(HtmlWriter page, Chart chart)
    {
        foreach (ChartBand band in chart.Bands.Where(band => band.Label.Length > 0))
        {
            page.Leaf(
                "span", band.Label, ("class", "band-name"),
                ("style", $"left:{AxisRenderer.Percent(chart.Horizontal.Map(band.From))}"));
        }

        foreach (ChartRule rule in chart.Rules)
        {
            page.Leaf(
                "span", rule.Label, ("class", rule.IsNeutral ? "rule-name neutral" : "rule-name"),
                ("style", $"bottom:{AxisRenderer.Percent(chart.Vertical.Map(rule.Value))}"));
        }

        page.Leaf("div", "", ("class", "cursor"), ("hidden", ""));
        page.Leaf("output", "", ("class", "tip"), ("hidden", ""));
    }

    private static void WriteTable(HtmlWriter page, Chart chart)
    {
        int stride = Math.Max(1, (int)Math.Ceiling((double)chart.Points.Count / MaxTableRows));
        page.Open("div", ("class", "scroll")).Open("table").Leaf("caption", chart.Title);
        page.Open("thead").Open("tr").Leaf("th", chart.PointName, ("scope", "col"));
        foreach (ChartSeries series in chart.Series)
        {
            page.Leaf("th", series.Name, ("scope", "col"));
        }

        page.Close().Close().Open("tbody");
        for (int point = 0; point < chart.Points.Count; point += stride)
        {
            page.Open("tr").Leaf("th", chart.PointFormat(chart.Points[point]), ("scope", "row"));
            foreach (ChartSeries series in chart.Series)
            {
                page.Leaf("td", series.Format(series.Values[point]));
            }

            page.Close();
        }

        page.Close().Close().Close();
    }
}
