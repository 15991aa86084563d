using System;

namespace Runner.Recording;

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

    public static ProcessUsage Take() => new()
    {
        CpuUs = Environment.CpuUsage.TotalTime.TotalMicroseconds,
        Gen0 = GC.CollectionCount(0),
        Gen1 = GC.CollectionCount(1),
        Gen2 = GC.CollectionCount(2),
        PauseMs = GC.GetTotalPauseDuration().TotalMilliseconds,
        AllocatedBytes = GC.GetTotalAllocatedBytes(),
    };

    public ProcessUsage Since(ProcessUsage start) => new()
    {
        CpuUs = CpuUs - start.CpuUs,
        Gen0 = Gen0 - start.Gen0,
        Gen1 = Gen1 - start.Gen1,
        Gen2 = Gen2 - start.Gen2,
        PauseMs = PauseMs - start.PauseMs,
        AllocatedBytes = AllocatedBytes - start.AllocatedBytes,
    };
}
