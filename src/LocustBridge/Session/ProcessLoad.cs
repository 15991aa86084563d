using System;
using System.Diagnostics;

namespace LocustBridge.Session;

// CPU and memory of this process for the heartbeat. One thread. CPU is a share of the whole machine, so that a worker
// which fills all cores reads 100 and never more: the master warns above 90.
internal sealed class ProcessLoad
{
    // Python samples each five seconds; shorter windows make the figure jump.
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);

    private TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private long _since = Stopwatch.GetTimestamp();

    public double CpuPercent { get; private set; }

    public static long MemoryBytes => Environment.WorkingSet;

    public void Sample()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_since);
        if (elapsed < s_window)
        {
            return;
        }

        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        CpuPercent = Percent(cpu - _cpu, elapsed, Environment.ProcessorCount);
        _cpu = cpu;
        _since = Stopwatch.GetTimestamp();
    }

    // Clamped: the two clocks are not read at the same instant.
    public static double Percent(TimeSpan cpu, TimeSpan elapsed, int processors) =>
        Math.Round(Math.Clamp(cpu / elapsed / processors * 100, 0, 100), 1);
}
