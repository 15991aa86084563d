using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>
/// How many descriptors the system lets the process open, and whether that is enough for a plan.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static unsafe partial class FileLimit
{
    // The runtime's own descriptors, and what each loop needs for itself.
    private const int RuntimeDescriptors = 32;
    private const int DescriptorsPerLane = 2;
    private const int DescriptorLimit = 7;

    /// <summary>
    /// Raises the soft limit to the hard one, as the runtime does when it starts; native code starts without it.
    /// </summary>
    public static void Raise()
    {
        ulong* limit = stackalloc ulong[2];
        if (OperatingSystem.IsLinux() && GetLimit(DescriptorLimit, limit) == 0 && limit[0] < limit[1])
        {
            // If the system refuses, the soft limit holds, and a plan that needs more is told so.
            limit[0] = limit[1];
            _ = SetLimit(DescriptorLimit, limit);
        }
    }

    /// <summary>Returns what stands in the way of a plan, or null.</summary>
    public static string? Check(RunPlan plan)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        ulong* limit = stackalloc ulong[2];
        int connections = Math.Max(plan.Connections, plan.Load.MaxUsers);
        long needed = connections + RuntimeDescriptors + ((long)plan.Lanes * DescriptorsPerLane);
        if (GetLimit(DescriptorLimit, limit) != 0 || (ulong)needed <= limit[0])
        {
            return null;
        }

        return $"too few file descriptors: {connections} connections need {needed}, the limit is {limit[0]}. "
            + $"Raise it (ulimit -n {needed}) or use fewer connections";
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ulong* limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong* limit);
}
