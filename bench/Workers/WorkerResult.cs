using System;

namespace Bench.Workers;

/// <summary>One run of one worker.</summary>
/// <param name="Requests">As the master shows them.</param>
/// <param name="AverageMs">Average response time, as the master shows it.</param>
/// <param name="Cpu">CPU time of the worker, its start included.</param>
/// <param name="PeakBytes">The most memory that was resident.</param>
internal sealed record WorkerResult(long Requests, double AverageMs, TimeSpan Cpu, long PeakBytes)
{
    /// <summary>CPU time over requests.</summary>
    public double CpuMicros => Cpu.TotalMicroseconds / Requests;
}
