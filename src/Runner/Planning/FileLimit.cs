using System;
using System.Runtime.InteropServices;

namespace Runner.Planning;

// Whether the system lets the process open as many descriptors as the plan asks for. .NET raises the soft limit to the
// hard one when it starts, so what is left is the hard limit.
internal static unsafe partial class FileLimit
{
    // The runtime's own descriptors, and what each loop needs for itself.
    private const int RuntimeDescriptors = 32;
    private const int DescriptorsPerLane = 2;
    private const int DescriptorLimit = 7;
    private const int ExitCode = 2;

    public static PlanError? Check(RunPlan plan)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        ulong* limit = stackalloc ulong[2];
        long needed = plan.Connections + RuntimeDescriptors + ((long)plan.Lanes * DescriptorsPerLane);
        if (GetLimit(DescriptorLimit, limit) != 0 || (ulong)needed <= limit[0])
        {
            return null;
        }

        return new PlanError(
            $"runner: too few file descriptors: {plan.Connections} connections need {needed}, the limit is {limit[0]}. "
            + $"Raise it (ulimit -n {needed}) or use fewer connections",
            ShowUsage: false,
            ExitCode);
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ulong* limit);
}
