using System;
using System.Globalization;
using System.Linq;
using Runner.Html;
using Runner.Results;

namespace Runner.Pages;

/// <summary>The table of the named requests; a head sorts it where there is a script. Stateless.</summary>
internal static class GroupSection
{
    // More rows would make the page too large; the document in it has all of them.
    private const int MaxRows = 80;

    private static readonly string[] s_heads =
        ["Request", "Answered", "Rate", "Failed", "p50", "p95", "p99", "max", "p50 to p99"];

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
            page.Leaf("th", head, ("scope", "col"), ("class", head == s_heads[^1] ? "fixed" : null));
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
        : "Choose a head to sort";

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

        page.Close().Close();
    }

    private static void WriteCell(HtmlWriter page, double? value, string text, string? tone = null) => page.Leaf(
        "td", text, ("data-sort", value?.ToString("R", CultureInfo.InvariantCulture) ?? "-1"), ("class", tone));
}
