using System;
using Runner.Planning;
using Runner.Recording;
using Runner.Results;

namespace Runner.Reporting;

// Whether the load generator itself was in the way, as the result document has it. Stateless.
internal static class GeneratorSection
{
    public static GeneratorFigures Of(RunPlan plan, RunSnapshot run)
    {
        GeneratorFigures figures = new()
        {
            BusiestThreadPct = run.BusiestLane > 0 ? run.BusiestLane * 100 : null,
            MaxScheduleLagUs = plan.Load.Rate is null ? null : run.MaxLagUs,
            Saturated = run.BusiestLane > 0 ? Diagnostics.IsSaturated(run) : null,
        };
        if (run.Usage is not { } usage)
        {
            return figures;
        }

        double availableUs = (run.RuntimeUs + plan.Load.Warmup.TotalMicroseconds) * Environment.ProcessorCount;
        return figures with
        {
            SharesMachine = plan.IsOnThisMachine,
            MachineCpuPct = usage.MachineShare * 100,
            CpuPct = availableUs > 0 ? usage.CpuUs / availableUs * 100 : null,
            Gc = [usage.Gen0, usage.Gen1, usage.Gen2],
            GcPauseMs = usage.PauseMs,
            AllocBytesPerReq = run.Completed > 0 ? usage.AllocatedBytes / (double)run.Completed : null,
        };
    }
}
