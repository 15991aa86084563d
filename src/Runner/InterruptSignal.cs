using System;
using System.Runtime.InteropServices;

namespace Runner;

// A shell without job control starts `runner … &` with SIGINT ignored, and the runtime leaves an ignored signal alone.
// wrk does not: `kill -INT` has it report, however it was started. So the signal is given back its default first.
internal static partial class InterruptSignal
{
    private const int SigInt = 2;

    /// <summary>Makes SIGINT heard. Called before anything that has the runtime look at signals.</summary>
    public static void Restore()
    {
        if (OperatingSystem.IsLinux())
        {
            SetHandler(SigInt, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);
}
