using System;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace FastHttp.Load.Documents;

// Whether the load generator itself was in the way, as the result document has it.
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

    /// <summary>As far as a run has come: the threads in the newest interval, the machine so far.</summary>
    /// <returns>Null before the first interval, and where the process was not looked at.</returns>
    public static GeneratorFigures? SoFar(RunPlan plan, ProgressSnapshot run, LiveAside aside)
    {
        if (run.Newest is not { LengthUs: > 0 } newest || aside.Usage is not { } usage)
        {
            return null;
        }

        bool isPaced = plan.Load.Rate is not null;
        double threadsUs = (double)newest.LengthUs * Math.Max(1, aside.Recorders.Count);
        double availableUs = (newest.EndUs + plan.Load.Warmup.TotalMicroseconds) * Environment.ProcessorCount;
        GeneratorFigures figures = new()
        {
            BusiestThreadPct = Math.Min(100, newest.CpuUs / threadsUs * 100),
            OwnLateSends = isPaced ? aside.Recorders.Sum(lane => lane.OwnLate) : null,
            OwnMaxLagUs = isPaced ? aside.Recorders.Max(lane => lane.OwnMaxLagUs) : null,
            SharesMachine = plan.IsOnThisMachine,
            MachineCpuPct = usage.MachineShare * 100,
            CpuPct = usage.CpuUs / availableUs * 100,
            GcPauseMs = usage.PauseMs,
        };
        return GeneratorJudge.Judge(
            figures, isPaced, aside.Recorders.Sum(lane => lane.Sent), newest.EndUs / 1_000_000.0);
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
