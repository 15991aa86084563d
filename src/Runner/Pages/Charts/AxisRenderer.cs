using System.Collections.Generic;
using System.Globalization;
using Runner.Pages.Html;

namespace Runner.Pages.Charts;

/// <summary>The labels of an axis as text of the page.</summary>
internal static class AxisRenderer
{
    private const double TightGap = 0.09;

    public static void WriteVertical(HtmlWriter page, AxisScale axis)
    {
        page.Open("div", ("class", "y-axis"), ("aria-hidden", "true"));
        foreach (AxisTick tick in axis.Ticks)
        {
            page.Leaf("span", tick.Label, ("style", "bottom:" + Percent(tick.Place)));
        }

        page.Close();
    }

    public static void WriteHorizontal(HtmlWriter page, AxisScale axis)
    {
        IReadOnlyList<AxisTick> ticks = axis.Ticks;
        page.Open("div", ("class", "x-axis"), ("aria-hidden", "true"));
        for (int index = 0; index < ticks.Count; index++)
        {
            // The first and the last label stay within the width of the plot; when it is narrow every second one goes,
            // and what is close to its neighbour goes first.
            string? edge = ticks[index].Place < 0.02 ? "first"
                : index > 0 && ticks[index].Place - ticks[index - 1].Place < TightGap ? "tight"
                : ticks[index].Place > 0.97 ? "last"
                : index % 2 == 1 ? "odd" : null;
            page.Leaf("span", ticks[index].Label, ("class", edge), ("style", "left:" + Percent(ticks[index].Place)));
        }

        page.Close();
    }

    /// <summary>A place from 0 to 1 for the style sheet.</summary>
    public static string Percent(double place) => (place * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
