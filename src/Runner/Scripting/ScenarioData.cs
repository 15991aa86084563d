using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using CsvHelper;
using FastHttp.Load.Planning;
using FastHttp.Load.Sources;
using Runner.Planning;

namespace Runner.Scripting;

// The rows of one file: of a CSV file, of a list in JSON, or of lines. Immutable but for the places that all threads
// share; any thread.
internal sealed class ScenarioData
{
    private readonly DataTable? _table;
    private readonly SharedRows _places;
    private readonly byte[][] _columns = [];
    private readonly byte[][] _rows = [];

    private ScenarioData(string kind, string path, string fullPath, DataTable? table, byte[][] rows)
    {
        Kind = kind;
        FullPath = fullPath;
        _table = table;
        _rows = rows;
        _columns = table is null ? [] : [.. table.Columns.Select(Encoding.UTF8.GetBytes)];
        _places = new SharedRows(path, table?.RowCount ?? rows.Length);
    }

    public string Kind { get; }

    public string FullPath { get; }

    public int Count => _places.Count;

    /// <inheritdoc cref="SharedRows.UsedUp"/>
    public string? UsedUp => _places.UsedUp;

    /// <summary>Reads a file.</summary>
    /// <param name="kind">csv, json or lines.</param>
    /// <param name="path">For messages.</param>
    /// <param name="fullPath">Where it is.</param>
    /// <returns>The rows, or why there are none.</returns>
    public static (ScenarioData? Data, string? Error) Load(string kind, string path, string fullPath)
    {
        try
        {
            byte[] file = File.ReadAllBytes(fullPath);
            DataTable? table = kind == "csv" ? DataFile.Read(file) : null;
            byte[][] rows = kind switch
            {
                "json" => ReadList(file),
                "lines" => ReadLines(file),
                _ => [],
            };
            ScenarioData data = new(kind, path, fullPath, table, rows);
            return data.Count > 0 ? (data, null) : (null, $"data.{kind}: {path} has no rows");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"data.{kind}: cannot read {path} ({failure.Message.TrimEnd('.')})");
        }
        catch (CsvFormatException failure)
        {
            return (null, $"data.{kind}: {path} is not CSV ({failure.Message.TrimEnd('.')})");
        }
        catch (JsonException failure)
        {
            return (null, $"data.{kind}: {path} is not a list in JSON ({failure.Message.TrimEnd('.')})");
        }
    }

    /// <summary>The next row of all threads together, from the first again after the last.</summary>
    public int Next() => _places.Next();

    /// <summary>A row that no other user gets; -1 when all are used.</summary>
    public int NextUnique() => _places.NextUnique();

    /// <summary>Pushes a row: a table of cells, or a text.</summary>
    public void Push(LuaApi api, nint state, int row)
    {
        if (_table is null)
        {
            api.PushString(state, _rows[row]);
            return;
        }

        api.CreateTable(state, _columns.Length);
        for (int column = 0; column < _columns.Length; column++)
        {
            api.PushString(state, _columns[column]);
            api.PushString(state, _table.Cell(row, column, CellForm.Raw));
            api.RawSet(state, -3);
        }
    }

    private static byte[][] ReadList(byte[] file)
    {
        using JsonDocument document = JsonDocument.Parse(
            file.AsMemory(file.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
        return document.RootElement.ValueKind == JsonValueKind.Array
            ? [.. document.RootElement.EnumerateArray().Select(item => Encoding.UTF8.GetBytes(item.GetRawText()))]
            : throw new JsonException("it begins with " + document.RootElement.ValueKind.ToString().ToLowerInvariant());
    }

    // Empty lines are none.
    private static byte[][] ReadLines(byte[] file)
    {
        List<byte[]> rows = [];
        ReadOnlySpan<byte> rest = file;
        rest = rest.StartsWith("\uFEFF"u8) ? rest[3..] : rest;
        foreach (Range range in rest.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = rest[range].TrimEnd((byte)'\r');
            if (!line.IsEmpty)
            {
                rows.Add(line.ToArray());
            }
        }

        return [.. rows];
    }
}
