using System;
using FastHttp.Load.Planning;
using FastHttp.Load.Users;

namespace FastHttp.Load.Pacing;

// What a plan says of pace → the pacer of a lane.
internal static class Pacers
{
    public static Func<Lane, Pacer> For(RunPlan plan, int index) => plan.Load.Rate is { } rate
        ? lane => new RatePacer(
            lane, rate, plan.ConnectionsOf(index) / (double)plan.Connections, index / (double)plan.Lanes)
        : lane => new ClosedLoopPacer(plan.Load, lane.Source, RunSeed.OfPauses(plan.Seed, index));
}
