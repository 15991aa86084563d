using System;
using System.IO;
using System.Linq;

namespace Testing;

/// <summary>
/// The real programs that tests compare ours with. A missing one skips the test and says so, except in CI: there the
/// test runs and fails, so that a comparison cannot vanish unnoticed.
/// </summary>
public static class Peers
{
    /// <summary>The path of an installed command, or null.</summary>
    public static string? Find(string command) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/usr/bin")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, command))
        .FirstOrDefault(File.Exists);

    /// <summary>The reason to skip a test that needs the command, or null.</summary>
    public static string? SkipReason(string command) =>
        Find(command) is null && Environment.GetEnvironmentVariable("CI") != "true"
            ? $"{command} is not installed (apt-get install {command})"
            : null;
}
