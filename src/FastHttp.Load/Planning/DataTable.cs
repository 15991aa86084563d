using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Text;
using System.Text.Json;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>
/// Rows of data as ranges of bytes, each cell in every form: as it is, and escaped for a URL and for a string of JSON.
/// Immutable and shared.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class DataTable
{
    private const int Forms = 3;

    private readonly byte[] _bytes;

    // Form f of cell k begins at 3k + f; one more entry ends the last.
    private readonly int[] _starts;

    private DataTable(IReadOnlyList<string> columns, byte[] bytes, int[] starts)
    {
        Columns = columns;
        _bytes = bytes;
        _starts = starts;
        RowCount = (starts.Length - 1) / Forms / columns.Count;
    }

    /// <summary>Names of the columns, in their order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The bytes of one cell; valid as long as the table.</summary>
    public ReadOnlySpan<byte> Cell(int row, int column, CellForm form)
    {
        int index = (((row * Columns.Count) + column) * Forms) + (int)form;
        return _bytes.AsSpan(_starts[index].._starts[index + 1]);
    }

    /// <summary>Makes a table of rows; a row that is too short ends with empty cells.</summary>
    /// <returns>The table, or null when there is no row.</returns>
    public static DataTable? Of(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        MemoryStream bytes = new();
        List<int> starts = [];
        foreach (IReadOnlyList<string> row in rows)
        {
            for (int column = 0; column < columns.Count; column++)
            {
                string cell = column < row.Count ? row[column] : "";
                starts.Add((int)bytes.Length);
                bytes.Write(Encoding.UTF8.GetBytes(cell));
                starts.Add((int)bytes.Length);
                bytes.Write(Encoding.UTF8.GetBytes(Uri.EscapeDataString(cell)));
                starts.Add((int)bytes.Length);
                bytes.Write(JsonEncodedText.Encode(cell).EncodedUtf8Bytes);
            }
        }

        starts.Add((int)bytes.Length);
        return starts.Count == 1 ? null : new DataTable(columns, bytes.ToArray(), [.. starts]);
    }
}
