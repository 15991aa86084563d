using System;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace FastHttp.Load.Documents;

// Whether the load generator itself was in the way, as the result document has it. Stateless.
internal static class GeneratorSection
{
    public static GeneratorFigures Of(RunPlan plan, RunSnapshot run)
    {
        GeneratorFigures judged = GeneratorJudge.Judge(
            FiguresOf(plan, run), plan.Load.Rate is not null, run.Sent, run.RuntimeUs / 1_000_000.0);
        return judged with
        {
            Saturated = run.BusiestLane > 0 ? judged.Verdict == GeneratorJudge.TheCause : null,
        };
    }

    private static GeneratorFigures FiguresOf(RunPlan plan, RunSnapshot run)
    {
        bool isPaced = plan.Load.Rate is not null;
        GeneratorFigures figures = new()
        {
            BusiestThreadPct = run.BusiestLane > 0 ? run.BusiestLane * 100 : null,
            MaxScheduleLagUs = isPaced ? run.MaxLagUs : null,
            OwnLateSends = isPaced ? run.OwnLate : null,
            OwnMaxLagUs = isPaced ? run.OwnMaxLagUs : null,
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
