using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CsvHelper;
using FastHttp.Load;
using FastHttp.Load.Planning;

namespace Runner.Planning;

// A CSV file → a table of data, or why it is none.
internal static class DataFile
{
    /// <summary>Reads a file whose first row names the columns.</summary>
    /// <returns>The table, or why the file is none.</returns>
    public static (LoadData? Data, string? Error) Load(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path)) is { } table
                ? (new LoadData(table), null)
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
        return DataTable.Of([.. reader.Headers], RowsOf(reader));
    }

    private static IEnumerable<IReadOnlyList<string>> RowsOf(CsvReader reader)
    {
        while (reader.Read())
        {
            yield return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];
        }
    }
}
