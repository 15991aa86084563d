using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using Runner.Options;
using Runner.Setup;

namespace Runner.Repeating;

/// <summary>
/// A run in a process of its own, so that no run finds code compiled or memory warmed by the one before it.
/// </summary>
internal static class ChildRun
{
    /// <summary>Runs a command line of runner, with its result in a file, and returns its exit code.</summary>
    /// <param name="words">The command and its arguments.</param>
    /// <param name="resultPath">Where it writes its result.</param>
    /// <param name="isQuiet">Whether its report is thrown away; what it says on stderr is shown.</param>
    /// <exception cref="IOException">It did not start.</exception>
    public static int Execute(IReadOnlyList<string> words, string resultPath, bool isQuiet)
    {
        (string executable, string[] leading) = InvokedName.OwnCommand();

        // First of all options, so that they stand before a script's arguments. Typed, "once" comes before the variable
        // and the file that say how often, which the child has too.
        string[] own = words[0] == "locust"
            ? [$"--{OutputTable.Json.InLocust.Name}", resultPath]
            : [OutputTable.Json.Flag, resultPath, LoadTable.Repeat.Flag, "1"];
        string[] line = [.. leading, words[0], .. own];
        ProcessStartInfo start = new(executable, line) { RedirectStandardOutput = isQuiet };
        for (int n = 1; n < words.Count; n++)
        {
            start.ArgumentList.Add(words[n]);
        }

        try
        {
            using Process process = Process.Start(start) ?? throw new IOException("no process");
            if (isQuiet)
            {
                // Read, so that it never waits for a reader.
                process.StandardOutput.BaseStream.CopyTo(Stream.Null);
            }

            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new IOException($"{executable} did not start: {failure.Message}", failure);
        }
    }
}
