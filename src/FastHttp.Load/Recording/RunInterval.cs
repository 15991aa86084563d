using System;

namespace FastHttp.Load.Recording;

// What all lanes together have seen within one interval, or several in a row. Immutable. Times are µs from the start
// of the measured time.
internal sealed record RunInterval
{
    public required long StartUs { get; init; }

    public required long EndUs { get; init; }

    public required long Completed { get; init; }

    public required long BytesRead { get; init; }

    public required long Failed { get; init; }

    public required long CpuUs { get; init; }

    public required long LagUs { get; init; }

    /// <summary>Connections that were open at the end.</summary>
    public required long Connections { get; init; }

    public required IntervalHistogram Latency { get; init; }

    /// <summary>By named request; the first ones, where there are many.</summary>
    public EntryInterval[] Entries { get; init; } = [];

    public long LengthUs => EndUs - StartUs;

    /// <summary>Responses a second; 0 for an interval without length.</summary>
    public double Rate => LengthUs <= 0 ? 0 : Completed / (LengthUs / 1_000_000.0);

    /// <summary>This interval and the one after it, as one.</summary>
    /// <param name="later">The one after it.</param>
    /// <param name="scratch">All 0, before and after; one count for each class.</param>
    public RunInterval With(RunInterval later, Span<long> scratch)
    {
        Latency.AddTo(scratch);
        later.Latency.AddTo(scratch);
        return new RunInterval
        {
            StartUs = StartUs,
            EndUs = later.EndUs,
            Completed = Completed + later.Completed,
            BytesRead = BytesRead + later.BytesRead,
            Failed = Failed + later.Failed,
            CpuUs = CpuUs + later.CpuUs,
            LagUs = Math.Max(LagUs, later.LagUs),
            Connections = later.Connections,
            Entries = EntryInterval.Sum(Entries, later.Entries),
            Latency = IntervalHistogram.Take(scratch, Math.Max(Latency.Maximum, later.Latency.Maximum)),
        };
    }
}
