using System.Collections.Generic;
using System.Linq;

namespace Runner.Live;

// Sections one below the other in exactly so many rows.
internal static class ScreenColumn
{
    /// <summary>Lays sections out; a section without room for its title is left out.</summary>
    public static IReadOnlyList<ScreenLine> Lay(IReadOnlyList<ScreenSection> sections, int width, int height)
    {
        List<ScreenLine> lines = [];
        foreach ((ScreenSection section, int rows) in Share(sections, height))
        {
            lines.Add(section.Head(width));
            lines.AddRange(Enumerable.Concat(
                    rows == 0 ? [] : section.Body(width, rows).Take(rows),
                    Enumerable.Repeat(new ScreenLine(), rows))
                .Take(rows).Select(line => line.Fit(width)));
        }

        IEnumerable<ScreenLine> filled = lines.Concat(Enumerable.Repeat(new ScreenLine(), height)).Take(height);
        return [.. filled.Select(line => line.Fit(width))];
    }

    private static List<(ScreenSection Section, int Rows)> Share(IReadOnlyList<ScreenSection> sections, int height)
    {
        List<ScreenSection> shown = [.. sections];
        Dictionary<ScreenSection, int> rows = shown.ToDictionary(section => section, section => section.Least);
        int Needed() => shown.Sum(section => 1 + rows[section]);
        while (Needed() > height && shown.Count > 0)
        {
            // First the rows of the least important, then the least important itself.
            ScreenSection? longest = shown.Where(section => rows[section] > 0).MinBy(section => section.Rank);
            if (longest is not null)
            {
                rows[longest]--;
            }
            else
            {
                shown.Remove(shown.MinBy(section => section.Rank)!);
            }
        }

        for (bool hasGrown = true; hasGrown;)
        {
            hasGrown = false;
            foreach (ScreenSection section in shown.Where(section => rows[section] < section.Most))
            {
                if (Needed() < height)
                {
                    rows[section]++;
                    hasGrown = true;
                }
            }
        }

        return [.. shown.Select(section => (section, rows[section]))];
    }
}
