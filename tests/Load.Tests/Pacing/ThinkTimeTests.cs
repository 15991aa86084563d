using System;
using System.Linq;
using FastHttp.Load;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace Load.Tests.Pacing;

/// <summary>Pauses between an answer and the next request.</summary>
public sealed class ThinkTimeTests
{
    [Fact]
    public void A_user_waits_after_each_answer()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };
        LoadModel load = new()
        {
            ThinkShortest = TimeSpan.FromMilliseconds(90),
            ThinkLongest = TimeSpan.FromMilliseconds(90),
        };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(load), target);

        // The first request is thought about too.
        Assert.All(target.Arrivals.Index(), item => Assert.Equal(90 + (item.Index * 100), item.Item.Ms, 0.001));
        Assert.Equal(100.0, run.Completed, 1.0);
        Assert.Equal(10_000, run.Latency.Maximum);
        Assert.Equal(10_000, run.Latency.Minimum);
    }

    [Fact]
    public void Pauses_are_drawn_evenly_from_their_range()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 1 } };
        LoadModel load = new()
        {
            ThinkShortest = TimeSpan.FromMilliseconds(10),
            ThinkLongest = TimeSpan.FromMilliseconds(50),
        };

        VirtualRun.Of(VirtualRun.Plan(load, seconds: 100), target);

        double[] pauses = [.. target.Arrivals.Zip(target.Arrivals.Skip(1), (one, next) => next.Ms - one.Ms - 1)];
        Assert.All(pauses, pause => Assert.InRange(pause, 10, 51));
        Assert.Equal(30.5, pauses.Average(), 1.0);
        Assert.InRange(pauses.Min(), 10, 12);
        Assert.InRange(pauses.Max(), 49, 51);
    }

    [Fact]
    public void The_same_seed_draws_the_same_pauses()
    {
        Assert.Equal(Times(seed: 7), Times(seed: 7));
        Assert.NotEqual(Times(seed: 7), Times(seed: 8));
    }

    [Fact]
    public void Each_lane_draws_its_own_pauses()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 1 } };
        LoadModel load = new() { ThinkLongest = TimeSpan.FromMilliseconds(100) };

        VirtualRun.Of(VirtualRun.Plan(load, connections: 2) with { Lanes = 2, Seed = 7 }, target);

        Assert.Equal(Times(seed: 7), target.Arrivals.Where(item => item.Connection == 0).Select(item => item.Ms));

        // Nor does it draw those of another run, whose seed is the next.
        double[] second = [.. target.Arrivals.Where(item => item.Connection == 1).Select(item => item.Ms)];
        Assert.NotEqual(Times(seed: 7), second);
        Assert.NotEqual(Times(seed: 8), second);
    }

    [Fact]
    public void A_source_may_ask_for_a_pause_and_fail_instead()
    {
        VirtualTarget target = new();
        RunPlan plan = VirtualRun.Plan();
        int[] delays = [40, 0, 25, -1];

        RunSnapshot run = VirtualRun.Of(plan, target, (_, _) => new ScriptedSource(RequestSources.For(plan)[0])
        {
            DelayMs = (source, _) => delays[source.Asked],
        });

        Assert.Equal([40.0, 40.0, 65.0], target.Arrivals.Select(item => item.Ms));
        Assert.Equal((3, 65_000), (run.Completed, run.RuntimeUs));
    }

    private static double[] Times(int seed)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 1 } };
        LoadModel load = new() { ThinkLongest = TimeSpan.FromMilliseconds(100) };
        VirtualRun.Of(VirtualRun.Plan(load) with { Seed = seed }, target);
        return [.. target.Arrivals.Select(item => item.Ms)];
    }
}
