using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>The wheel against a list that is searched.</summary>
public sealed class TimerWheelTests
{
    private const long Origin = 5_000_000;

    private static readonly long s_tick = Stopwatch.Frequency / 1000;

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 5_000)]
    [InlineData(3, 300_000)]
    [InlineData(4, 40_000_000)]
    public void The_wheel_agrees_with_a_naive_model(int seed, int spanMs)
    {
        Random random = new(seed);
        TimerWheel wheel = new(Origin);
        long now = Origin;
        Dictionary<Probe, long> armed = [];
        List<Probe> fired = [];
        Probe[] probes = [.. Enumerable.Range(0, 60).Select(_ => new Probe(fired.Add))];
        for (int step = 0; step < 20_000; step++)
        {
            Probe probe = probes[random.Next(probes.Length)];
            switch (random.Next(4))
            {
                case 0:
                    wheel.Disarm(probe);
                    armed.Remove(probe);
                    break;
                case 1:
                    // Mostly short steps; now and then one far beyond.
                    now += random.Next(10) == 0 ? random.NextInt64(spanMs * s_tick) : random.NextInt64(3 * s_tick);
                    wheel.Advance(now);
                    Check(fired, armed, now);
                    break;
                default:
                    long due = now + random.NextInt64(spanMs * s_tick);
                    wheel.Arm(probe, due);
                    armed[probe] = due;
                    break;
            }

            Assert.Equal(armed.Count, wheel.Count);
            Assert.All(probes, item => Assert.Equal(armed.ContainsKey(item), item.IsArmed));
        }
    }

    [Fact]
    public void The_wait_to_the_next_deadline_is_never_too_long_and_wakes_only_for_work()
    {
        TimerWheel wheel = new(Origin);
        Assert.Equal(-1, wheel.MillisecondsToNext(Origin));
        List<Probe> fired = [];
        wheel.Arm(new Probe(fired.Add), Origin + (10_000_000 * s_tick));
        long now = Origin;
        int wakes = 0;
        while (fired.Count == 0)
        {
            int wait = wheel.MillisecondsToNext(now);
            Assert.InRange(wait, 1, 10_000_000);
            now += wait * s_tick;
            wheel.Advance(now);
            wakes++;
        }

        Assert.Equal(Origin + (10_000_000 * s_tick), now);
        Assert.InRange(wakes, 1, 4);
    }

    [Fact]
    public void A_deadline_beyond_the_horizon_fires_at_its_time()
    {
        const long FarMs = 3L << 24;
        TimerWheel wheel = new(Origin);
        List<Probe> fired = [];
        wheel.Arm(new Probe(fired.Add), Origin + (FarMs * s_tick));
        wheel.Advance(Origin + (FarMs * s_tick) - 1);
        Assert.Empty(fired);
        wheel.Advance(Origin + (FarMs * s_tick));
        Assert.Single(fired);
        Assert.Equal(0, wheel.Count);
    }

    [Fact]
    public void A_timer_that_arms_itself_for_the_past_fires_once_a_tick()
    {
        TimerWheel wheel = new(Origin);
        int count = 0;
        Probe? probe = null;
        probe = new Probe(_ =>
        {
            count++;
            wheel.Arm(probe!, 0);
        });
        wheel.Arm(probe, 0);
        wheel.Advance(Origin + (100 * s_tick));
        Assert.Equal(100, count);
        Assert.True(probe.IsArmed);
    }

    [Fact]
    public void A_timer_may_disarm_its_neighbours_of_the_same_tick()
    {
        TimerWheel wheel = new(Origin);
        List<Probe> fired = [];
        Probe[] probes = new Probe[5];
        for (int index = 0; index < probes.Length; index++)
        {
            probes[index] = new Probe(self =>
            {
                fired.Add(self);
                Array.ForEach(probes, wheel.Disarm);
            });
            wheel.Arm(probes[index], Origin + s_tick);
        }

        wheel.Advance(Origin + (2 * s_tick));
        Assert.Single(fired);
        Assert.Equal(0, wheel.Count);
    }

    // Never early; at most one tick late: fired are exactly those due a whole tick ago, and of the others only the due.
    private static void Check(List<Probe> fired, Dictionary<Probe, long> armed, long now)
    {
        foreach (Probe probe in fired)
        {
            Assert.True(armed.Remove(probe, out long due), "Fired though not armed.");
            Assert.True(due <= now, $"Fired {due - now} early.");
        }

        fired.Clear();

        // A timer armed for the tick that has begun already is due with the next one.
        Assert.All(armed.Values, due => Assert.True(due > now - (2 * s_tick), $"Late by {now - due}."));
    }

    private sealed class Probe(Action<Probe> elapsed) : LoopTimer
    {
        protected internal override void OnElapsed() => elapsed(this);
    }
}
