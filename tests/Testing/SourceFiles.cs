using System;
using System.Collections.Generic;
using System.IO;

namespace Testing;

/// <summary>The source of this repository, for tests that look at it.</summary>
public static class SourceFiles
{
    /// <summary>The folder with the solution in it.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The texts of the C# files of a folder.</summary>
    public static IEnumerable<string> Of(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(
            Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
        {
            if (!path.Contains("/obj/", StringComparison.Ordinal))
            {
                yield return File.ReadAllText(path);
            }
        }
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "perf.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
