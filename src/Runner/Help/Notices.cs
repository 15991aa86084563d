using System;
using System.IO;

namespace Runner.Help;

// What is inside this program and under which licence: the table of THIRD-PARTY-NOTICES.md, one line each.
internal static class Notices
{
    private const string Resource = "Runner.Help.Notices";

    /// <summary>Prints name, licence and source of each part, and where the texts of the licences are.</summary>
    public static void Print(TextWriter output)
    {
        using Stream stream = typeof(Notices).Assembly.GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(stream);
        bool isHead = true;
        while (reader.ReadLine() is string line)
        {
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length != 5)
            {
                continue;
            }

            if (cells[1].StartsWith("---", StringComparison.Ordinal))
            {
                isHead = false;
            }
            else if (!isHead)
            {
                output.WriteLine($"{cells[1]}: {cells[2]}, {cells[3]}");
            }
        }
    }
}
