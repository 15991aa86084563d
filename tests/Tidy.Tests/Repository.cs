using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Tidy.Tests;

/// <summary>
/// The files of this repository as git sees them: tracked, or new and not ignored. Read once a process.
/// </summary>
internal static class Repository
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> s_files = new(ReadFiles);

    /// <summary>The folder of perf.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every text file.</summary>
    public static IReadOnlyList<SourceFile> Files => s_files.Value;

    /// <summary>Every C# file.</summary>
    public static IEnumerable<SourceFile> CSharp => Files.Where(file => file.IsCSharp);

    /// <summary>Every C# file of the product.</summary>
    public static IEnumerable<SourceFile> Product =>
        CSharp.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "perf.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    private static List<SourceFile> ReadFiles()
    {
        ProcessStartInfo start = new("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using Process git = Process.Start(start)!;
        string[] paths = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        if (git.ExitCode != 0 || paths.Length == 0)
        {
            throw new InvalidOperationException("git lists no files: the rules cannot be checked.");
        }

        // A file that was deleted and not yet committed is still in the index.
        return [.. paths.Where(IsText).Select(Read)];

        static SourceFile Read(string path) => new(path, File.ReadAllText(Path.Combine(Root, path)));
    }

    private static bool IsText(string path)
    {
        string full = Path.Combine(Root, path);
        return File.Exists(full) && !File.ReadAllBytes(full).AsSpan().Contains((byte)0);
    }
}
