using System;
using System.IO;

namespace Runner.Setup;

// By which name the process was called. A link named wrk or wrk2 makes the command a replacement of it.
internal static class InvokedName
{
    /// <summary>Whether the process was called as <c>wrk</c> or <c>wrk2</c>.</summary>
    public static bool IsWrk()
    {
        // Environment.ProcessPath follows links; the kernel keeps what was typed.
        const string commandLine = "/proc/self/cmdline";
        return File.Exists(commandLine) && IsWrk(File.ReadAllText(commandLine));
    }

    internal static bool IsWrk(string commandLine)
    {
        int end = commandLine.IndexOf('\0', StringComparison.Ordinal);
        return Path.GetFileName(end < 0 ? commandLine : commandLine[..end]) is "wrk" or "wrk2";
    }
}
