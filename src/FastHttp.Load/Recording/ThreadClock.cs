using System;
using System.Runtime.InteropServices;

namespace FastHttp.Load.Recording;

// Processor time of the calling thread. .NET tells only that of the process; where the system has no such clock, 0.
internal static unsafe partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    public static long CpuUs()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        long* time = stackalloc long[2];
        return GetTime(ThreadCpuTime, time) == 0 ? (time[0] * 1_000_000) + (time[1] / 1000) : 0;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
