using System;
using System.Collections.Generic;
using System.Linq;

namespace Runner.Live;

// A part of a screen: a title with the figures that matter most, and rows below it, as many as there is room for.
internal sealed record ScreenSection(string Title, params IReadOnlyList<ScreenLine> Facts)
{
    /// <summary>The title row, with as many of the facts as it has room for: they are given in full first, then in
    /// fewer words.</summary>
    public ScreenLine Head(int width)
    {
        ScreenLine title = ScreenLine.Of("─ ", ScreenStyle.Faint).Add(Title, ScreenStyle.Strong).Add("  ");
        ScreenLine facts = Facts.FirstOrDefault(line => title.Width + line.Width + 1 <= width) ?? Facts[^1];
        ScreenLine head = title.Add(facts).Add(" ");
        return head.Add(new string('─', Math.Max(0, width - head.Width)), ScreenStyle.Faint).Fit(width);
    }

    /// <summary>Rows that it needs below its title.</summary>
    public int Least { get; init; }

    /// <summary>Rows that it can use; what is above <see cref="Least"/> is shared with the others.</summary>
    public int Most { get; init; }

    /// <summary>Which one loses its rows first when there are too few: the lowest.</summary>
    public int Rank { get; init; }

    /// <summary>Makes the rows, for a width and a height.</summary>
    public Func<int, int, IReadOnlyList<ScreenLine>> Body { get; init; } = (_, _) => [];
}
