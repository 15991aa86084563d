using System;
using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;

namespace Bench.Comparison;

/// <summary>
/// Runs a child process and takes its CPU time from wait4, as time(1) does: whole, start-up included, and of every
/// descendant that was waited for. System.Diagnostics.Process reaps its children by itself, and their figures with
/// them.
/// </summary>
internal static partial class MeasuredProcess
{
    private const int NoHang = 1;
    private const int PollMs = 50;

    /// <summary>Runs the command to its end, with stdout and stderr in <paramref name="outputFile"/>.</summary>
    public static MeasuredRun Run(string[] command, string outputFile, TimeSpan limit)
    {
        // The shell only opens the file: exec makes the command take its place, and its process id.
        const string Script = "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null";
        string[] words = ["sh", "-c", Script, "sh", outputFile, .. command];
        int error = Spawn(out int pid, "/bin/sh", 0, 0, [.. words, null], [.. EnvironmentWords(), null]);
        if (error != 0)
        {
            throw new Win32Exception(error, $"{command[0]} did not start");
        }

        // ru_maxrss would not do for the peak: across vfork and exec it keeps the peak of the parent, which is ours.
        long peakBytes = 0;
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (true)
        {
            peakBytes = Math.Max(peakBytes, PeakOf(pid));
            int waited = Wait(pid, out int status, NoHang, out ResourceUsage usage);
            if (waited == pid)
            {
                string output = File.ReadAllText(outputFile);
                return new MeasuredRun(ExitCode(status), output, usage.User, usage.System, peakBytes);
            }

            if (waited < 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }

            if (Environment.TickCount64 > end)
            {
                const int Kill = 9;
                _ = SendSignal(pid, Kill);
            }

            Thread.Sleep(PollMs);
        }
    }

    private static string[] EnvironmentWords() =>
    [
        .. Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(entry => $"{entry.Key}={entry.Value}"),
    ];

    private static int ExitCode(int status) => (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);

    // The high-water mark of the memory that the process has now: exec starts a new one.
    private static long PeakOf(int pid)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{pid}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            string[] words = line?.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) ?? [];
            return words is [_, string kibibytes, ..] ? long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024 : 0;
        }
        catch (IOException)
        {
            return 0;  // It has just ended.
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(
        out int pid, string path, nint fileActions, nint attributes, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    private static partial int Wait(int pid, out int status, int options, out ResourceUsage usage);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
