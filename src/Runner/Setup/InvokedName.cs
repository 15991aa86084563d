using System;
using System.IO;

namespace Runner.Setup;

// How the process was called, and by which name. A link named wrk or wrk2 makes the command a replacement of it.
internal static class InvokedName
{
    /// <summary>Whether the process was called as <c>wrk</c> or <c>wrk2</c>.</summary>
    public static bool IsWrk()
    {
        // Environment.ProcessPath follows links; the kernel keeps what was typed.
        const string commandLine = "/proc/self/cmdline";
        return File.Exists(commandLine) && IsWrk(File.ReadAllText(commandLine));
    }

    /// <summary>What starts the same command once more: its own file, or <c>dotnet runner.dll</c>.</summary>
    /// <exception cref="IOException">The system does not tell where the file is.</exception>
    public static (string Executable, string[] LeadingArguments) OwnCommand()
    {
        string process = Environment.ProcessPath ?? throw new IOException("the path of this executable is not known");
        bool hosted = Path.GetFileNameWithoutExtension(process) == "dotnet";
        return (process, hosted ? [Environment.GetCommandLineArgs()[0]] : []);
    }

    internal static bool IsWrk(string commandLine)
    {
        int end = commandLine.IndexOf('\0', StringComparison.Ordinal);
        return Path.GetFileName(end < 0 ? commandLine : commandLine[..end]) is "wrk" or "wrk2";
    }
}
