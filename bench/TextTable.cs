using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Bench;

/// <summary>Lines of cells, printed in columns: the first to the left, the others to the right.</summary>
internal sealed class TextTable(string[] heading)
{
    private readonly List<string[]> _rows = [heading];

    /// <summary>Adds a line with as many cells as the heading.</summary>
    public void Add(string[] row) => _rows.Add(row);

    public void Print(TextWriter writer)
    {
        int[] widths = [.. heading.Select((_, column) => _rows.Max(row => row[column].Length))];
        foreach (string[] row in _rows)
        {
            IEnumerable<string> cells = row.Select((cell, column) =>
                column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            writer.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
