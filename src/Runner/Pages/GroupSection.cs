using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Pages.Charts;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>The table of the named requests; a head sorts it where there is a script.</summary>
internal static class GroupSection
{
    // More rows would make the page too large; the document in it has all of them.
    private const int MaxRows = 80;

    // As wide as a course is drawn, in pixels.
    private const int MaxPoints = 60;

    private static readonly string[] s_heads =
        ["Request", "Answered", "Rate", "Failed", "p50", "p95", "p99", "max", "p50 to p99", "Over time"];

    public static void Write(HtmlWriter page, ResultDocument run)
    {
        if (run.Groups is not { Count: > 0 } groups)
        {
            return;
        }

        PageFrame.BeginSection(page, "requests", "By request");
        page.Open("div", ("class", "scroll"));
        page.Open("table", ("id", "table-requests"), ("class", "wide sortable"));
        page.Leaf("caption", Caption(groups.Count)).Open("thead").Open("tr");
        foreach (string head in s_heads)
        {
            page.Leaf("th", head, ("scope", "col"), ("class", s_heads.AsSpan()[^2..].Contains(head) ? "fixed" : null));
        }

        page.Close().Close().Open("tbody");
        GroupFigures[] shown = [.. groups.OrderByDescending(group => group.Requests.Completed).Take(MaxRows)];
        double low = Math.Max(1, shown.Min(group => group.Latency?.P50) ?? 1);
        double high = Math.Max(low * 2, shown.Max(group => group.Latency?.P99) ?? 2);
        foreach (GroupFigures group in shown)
        {
            WriteRow(page, group, us => Math.Log(Math.Max(us, 1) / low) / Math.Log(high / low));
        }

        page.Close().Close().Close().Close();
    }

    private static string Caption(int count) => count > MaxRows
        ? $"The {MaxRows} busiest of {count} requests; the document at the end has all"
        : "Click a column title to sort. Over time: rate shaded, mean latency as a line, failures at the bottom";

    private static void WriteRow(HtmlWriter page, GroupFigures group, Func<double, double> place)
    {
        page.Open("tr").Open("th", ("scope", "row"), ("data-sort", group.Name));
        if (group.Method is not null && !group.Name.StartsWith(group.Method + " ", StringComparison.Ordinal))
        {
            page.Leaf("span", group.Method, ("class", "method")).Text(" ");
        }

        page.Text(group.Name).Close();
        WriteCell(page, group.Requests.Completed, Quantity.Exact(group.Requests.Completed));
        WriteCell(page, group.Rate, Quantity.Rate(group.Rate));
        long? failed = group.Requests.Failed;
        WriteCell(page, failed, Quantity.Exact(failed), failed > 0 ? "bad" : null);
        LatencyFigures? latency = group.Latency;
        foreach (long? value in (long?[])[latency?.P50, latency?.P95, latency?.P99, latency?.Max])
        {
            WriteCell(page, value, Quantity.Time(value));
        }

        page.Open("td", ("class", "strip"));
        if (latency is { P50: { } median, P99: { } tail })
        {
            double from = Math.Clamp(place(median), 0, 1) * 100;
            double width = Math.Max(1.5, (Math.Clamp(place(tail), 0, 1) * 100) - from);
            string style = string.Create(CultureInfo.InvariantCulture, $"left:{from:0.#}%;width:{width:0.#}%");
            page.Open("span", ("role", "img"), ("aria-label", $"{Quantity.Time(median)} to {Quantity.Time(tail)}"));
            page.Leaf("i", "", ("style", style)).Close();
        }

        page.Close();
        WriteCourse(page, group.Series ?? []);
        page.Close();
    }

    // The rate as an area, the mean latency as a line, each up to its own maximum, and a dot where something failed.
    private static void WriteCourse(HtmlWriter page, IReadOnlyList<GroupPoint> course)
    {
        page.Open("td", ("class", "spark"));
        if (course.Count > 1)
        {
            GroupPoint[] points = Coarsen(course);
            double[] across = [.. points.Select((_, index) => (index + 0.5) / points.Length)];
            double rate = Math.Max(points.Max(point => point.Rate), 1e-9);
            double mean = Math.Max(points.Max(point => point.Mean) ?? 1, 1);
            string label = $"{Quantity.Rate(points.Min(point => point.Rate))} to {Quantity.Rate(rate)}; "
                + $"mean latency {Quantity.Time(points.Min(point => point.Mean))} to {Quantity.Time(mean)}";
            page.Open(
                "svg", ("viewBox", "0 0 1000 1000"), ("preserveAspectRatio", "none"), ("role", "img"),
                ("aria-label", label));
            page.Leaf("title", label);
            Mark(page, "under rate", PathBuilder.Area(across, [.. points.Select(point => (double?)point.Rate / rate)]));
            Mark(page, "line p99", PathBuilder.Line(across, [.. points.Select(point => point.Mean / mean)]));
            Mark(page, "line error", PathBuilder.Line(
                across, [.. points.Select(point => point.Errors > 0 ? 0.04 : (double?)null)]));
            page.Close();
        }

        page.Close();
    }

    private static void Mark(HtmlWriter page, string tone, string path) =>
        page.Leaf("path", "", ("class", tone), ("d", path));

    private static GroupPoint[] Coarsen(IReadOnlyList<GroupPoint> course)
    {
        int each = (course.Count + MaxPoints - 1) / MaxPoints;
        return each == 1 ? [.. course] : [.. course.Chunk(each).Select(part => new GroupPoint
        {
            T = part[^1].T,
            Rate = part.Average(point => point.Rate),
            Errors = part.Sum(point => point.Errors),
            Mean = MeanOf(part),
        })];
    }

    private static long? MeanOf(GroupPoint[] part)
    {
        double weight = part.Sum(point => point.Mean is null ? 0 : point.Rate);
        return weight <= 0 ? null : (long)(part.Sum(point => (point.Mean ?? 0) * point.Rate) / weight);
    }

    private static void WriteCell(HtmlWriter page, double? value, string text, string? tone = null) => page.Leaf(
        "td", text, ("data-sort", value?.ToString("R", CultureInfo.InvariantCulture) ?? "-1"), ("class", tone));
}
