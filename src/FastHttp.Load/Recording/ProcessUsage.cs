using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace FastHttp.Load.Recording;

// What the process has used: at a moment since it started, or, as a difference, between two. Immutable.
internal sealed record ProcessUsage
{
    public required double CpuUs { get; init; }

    /// <summary>Garbage collections of generation 0, those of higher ones included; so for the others.</summary>
    public required int Gen0 { get; init; }

    public required int Gen1 { get; init; }

    public required int Gen2 { get; init; }

    public required double PauseMs { get; init; }

    public required long AllocatedBytes { get; init; }

    /// <summary>Processor time that the whole machine has used, in the kernel's ticks; 0 where that is not known.
    /// </summary>
    public required long MachineTicks { get; init; }

    /// <summary>Processor time that the machine had, in the same ticks.</summary>
    public required long AllTicks { get; init; }

    /// <summary>
    /// The share of the machine's processor time, 0 to 1, that all its processes used; null where not known.
    /// </summary>
    public double? MachineShare => AllTicks > 0 ? (double)MachineTicks / AllTicks : null;

    public static ProcessUsage Take()
    {
        (long machine, long all) = ReadMachine();
        return new ProcessUsage
        {
            CpuUs = Environment.CpuUsage.TotalTime.TotalMicroseconds,
            Gen0 = GC.CollectionCount(0),
            Gen1 = GC.CollectionCount(1),
            Gen2 = GC.CollectionCount(2),
            PauseMs = GC.GetTotalPauseDuration().TotalMilliseconds,
            AllocatedBytes = GC.GetTotalAllocatedBytes(),
            MachineTicks = machine,
            AllTicks = all,
        };
    }

    public ProcessUsage Since(ProcessUsage start) => new()
    {
        CpuUs = CpuUs - start.CpuUs,
        Gen0 = Gen0 - start.Gen0,
        Gen1 = Gen1 - start.Gen1,
        Gen2 = Gen2 - start.Gen2,
        PauseMs = PauseMs - start.PauseMs,
        AllocatedBytes = AllocatedBytes - start.AllocatedBytes,
        MachineTicks = MachineTicks - start.MachineTicks,
        AllTicks = AllTicks - start.AllTicks,
    };

    // proc_stat(5): "cpu" and the ticks of user, nice, system, idle, iowait, irq, softirq, steal; what comes after is
    // part of the first two.
    private static (long Machine, long All) ReadMachine()
    {
        try
        {
            using StreamReader file = new("/proc/stat");
            string[] words = (file.ReadLine() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            long[] ticks =
                [.. words.Skip(1).Take(8).Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
            return ticks.Length < 8 ? (0, 0) : (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            return (0, 0);
        }
    }
}
