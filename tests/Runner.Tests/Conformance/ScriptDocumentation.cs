using System;
using System.IO;
using System.Linq;

namespace Runner.Tests.Conformance;

// What docs/wrk-compatibility.md says: a deliberate difference is only one when its row is there.
internal static class ScriptDocumentation
{
    private static readonly string[] s_rows = ReadRows();

    /// <summary>Asserts that a row of the table has these words in its first column.</summary>
    public static void HasRow(string words) =>
        Assert.True(s_rows.Any(row => row.Split(" | ")[0].Contains(words, StringComparison.Ordinal)), words);

    private static string[] ReadRows()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "perf.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("no folder above the tests holds perf.sln");
        }

        string table = Path.Combine(folder, "docs", "wrk-compatibility.md");
        return [.. File.ReadLines(table).Where(line => line.StartsWith('|'))];
    }
}
