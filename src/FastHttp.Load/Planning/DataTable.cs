using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using CsvHelper;

namespace FastHttp.Load.Planning;

// The rows of a CSV file as ranges of bytes, each cell twice: as it is, and escaped for a URL. Immutable and shared.
internal sealed class DataTable
{
    private readonly byte[] _bytes;

    // Cell k begins at 2k, its escaped form at 2k + 1; one more entry ends the last.
    // As it is, and escaped for a URL and for a string of JSON.
    private const int Forms = 3;

    private readonly int[] _starts;

    private DataTable(IReadOnlyList<string> columns, byte[] bytes, int[] starts)
    {
        Columns = columns;
        _bytes = bytes;
        _starts = starts;
        RowCount = (starts.Length - 1) / Forms / columns.Count;
    }

    public IReadOnlyList<string> Columns { get; }

    public int RowCount { get; }

    public ReadOnlySpan<byte> Cell(int row, int column, CellForm form)
    {
        int index = (((row * Columns.Count) + column) * Forms) + (int)form;
        return _bytes.AsSpan(_starts[index].._starts[index + 1]);
    }

    /// <summary>Reads a file whose first row names the columns.</summary>
    /// <returns>The table, or why the file is none.</returns>
    public static (DataTable? Table, string? Error) Load(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path)) is { } table
                ? (table, null)
                : (null, $"--data {path} has no rows below its header; the first line names the columns");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"cannot read --data {path} ({failure.Message}) Check the path");
        }
        catch (CsvFormatException failure)
        {
            return (null, $"--data {path} is not CSV ({failure.Message}) Check its quotes and commas");
        }
    }

    /// <returns>The table, or null when there is no row.</returns>
    /// <exception cref="CsvFormatException">It is no CSV.</exception>
    public static DataTable? Read(byte[] file)
    {
        using CsvReader reader = CsvReader.Create(file, CsvReaderOptions.Default);
        reader.ReadHeader();
        string[] columns = [.. reader.Headers];
        MemoryStream bytes = new();
        List<int> starts = [];
        while (reader.Read())
        {
            for (int column = 0; column < columns.Length; column++)
            {
                string cell = column < reader.FieldCount ? reader.GetString(column) : "";
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
