using System;
using System.Collections.Generic;
using System.Linq;

namespace Tidy.Tests;

/// <summary>An order of rooms in which every arrow points down.</summary>
internal static class RoomOrder
{
    /// <summary>The rooms from the top; those of a cycle, and what only they lead to, are left out.</summary>
    public static List<string> Of(IReadOnlyCollection<(string From, string To)> arrows)
    {
        SortedSet<string> left =
            new(arrows.SelectMany(arrow => new[] { arrow.From, arrow.To }), StringComparer.Ordinal);
        List<string> order = [];
        while (left.FirstOrDefault(room => !arrows.Any(arrow => arrow.To == room && left.Contains(arrow.From)))
            is { } top)
        {
            left.Remove(top);
            order.Add(top);
        }

        return order;
    }

    /// <summary>The arrows that lie on a cycle.</summary>
    public static List<(string From, string To)> Cycles(IReadOnlyCollection<(string From, string To)> arrows)
    {
        ILookup<string, string> next = arrows.ToLookup(arrow => arrow.From, arrow => arrow.To);
        return [.. arrows.Where(arrow => Reach(arrow.To).Contains(arrow.From))];

        HashSet<string> Reach(string room)
        {
            HashSet<string> seen = [room];
            Stack<string> open = new(seen);
            while (open.TryPop(out string? current))
            {
                foreach (string named in next[current].Where(seen.Add))
                {
                    open.Push(named);
                }
            }

            return seen;
        }
    }
}
