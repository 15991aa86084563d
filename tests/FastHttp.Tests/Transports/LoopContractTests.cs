using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>What every loop with threads promises: posting and timers.</summary>
public abstract class LoopContractTests
{
    private protected abstract TransportLoop CreateLoop();

    [Fact]
    public void Posts_of_many_threads_run_once_on_the_loop_and_in_each_posters_order()
    {
        const int Posters = 8;
        const int Posts = 5_000;
        using TransportLoop loop = CreateLoop();
        List<(int Poster, int Index)> ran = [];
        using CountdownEvent left = new(Posters * Posts);
        int offLoop = 0;
        Thread[] threads = [.. Enumerable.Range(0, Posters).Select(poster => new Thread(() =>
        {
            for (int index = 0; index < Posts; index++)
            {
                int number = index;
                loop.Post(new Work(() =>
                {
                    offLoop += loop.IsOnLoop ? 0 : 1;
                    ran.Add((poster, number));
                    left.Signal();
                }));
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Assert.True(left.Wait(Patience.Milliseconds));
        Assert.Equal(0, offLoop);
        Assert.False(loop.IsOnLoop);
        foreach (IGrouping<int, (int Poster, int Index)> poster in ran.GroupBy(static item => item.Poster))
        {
            Assert.Equal(Enumerable.Range(0, Posts), poster.Select(static item => item.Index));
        }
    }

    [Fact]
    public void A_post_made_on_the_loop_runs_later_and_in_order()
    {
        using TransportLoop loop = CreateLoop();
        using ManualResetEventSlim done = new();
        List<int> order = [];
        loop.Post(new Work(() =>
        {
            loop.Post(new Work(() => order.Add(2)));
            loop.Post(new Work(() =>
            {
                order.Add(3);
                done.Set();
            }));
            order.Add(1);
        }));
        Patience.Wait(done, "posts made on the loop");
        Assert.Equal([1, 2, 3], order);
    }

    [Fact]
    public void What_is_posted_around_and_after_Dispose_still_runs()
    {
        for (int round = 0; round < 50; round++)
        {
            TransportLoop loop = CreateLoop();
            using CountdownEvent left = new(2 * 100);
            Thread[] posters = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
            {
                for (int index = 0; index < 100; index++)
                {
                    loop.Post(new Work(() => left.Signal()));
                }
            }))];
            Array.ForEach(posters, static thread => thread.Start());
            loop.Dispose();
            Assert.True(left.Wait(Patience.Milliseconds), $"{left.CurrentCount} posts were lost.");
        }
    }

    [Fact]
    public void Dispose_is_idempotent_and_may_be_called_on_the_loop()
    {
        TransportLoop loop = CreateLoop();
        using ManualResetEventSlim done = new();
        loop.Post(new Work(() =>
        {
            loop.Dispose();
            loop.Dispose();
            done.Set();
        }));
        Patience.Wait(done, "a Dispose on the loop");
        loop.Dispose();
    }

    [Fact]
    public void Every_Dispose_returns_when_the_loop_has_ended()
    {
        TransportLoop loop = CreateLoop();
        using ManualResetEventSlim asked = new();
        using ManualResetEventSlim mayEnd = new();
        bool hasEnded = false;
        loop.Post(new Work(() =>
        {
            loop.Dispose();
            asked.Set();
            Patience.Wait(mayEnd, "a second Dispose");
            Volatile.Write(ref hasEnded, true);
        }));
        Patience.Wait(asked, "the first Dispose");
        bool seen = false;
        Thread second = new(() =>
        {
            loop.Dispose();
            seen = Volatile.Read(ref hasEnded);
        });
        second.Start();
        Assert.True(SpinWait.SpinUntil(
            () => (second.ThreadState & (System.Threading.ThreadState.WaitSleepJoin
                | System.Threading.ThreadState.Stopped)) != 0,
            Patience.Milliseconds));
        mayEnd.Set();
        Assert.True(second.Join(Patience.Milliseconds));
        Assert.True(seen);
    }

    [Fact]
    public void Timers_fire_once_and_never_early()
    {
        using TransportLoop loop = CreateLoop();
        using CountdownEvent left = new(200);
        ConcurrentQueue<string> violations = new();
        Random random = new(41);
        loop.Post(new Work(() =>
        {
            for (int index = 0; index < 200; index++)
            {
                long due = loop.Now + (Stopwatch.Frequency / 1000 * random.Next(0, 150)) + random.Next(1_000_000);
                bool fired = false;
                loop.Schedule(new Alarm(_ =>
                {
                    if (loop.Now < due || fired || !loop.IsOnLoop)
                    {
                        violations.Enqueue($"due {due}, now {loop.Now}, fired {fired}");
                    }

                    fired = true;
                    left.Signal();
                }), due);
            }
        }));
        Assert.True(left.Wait(Patience.Milliseconds));
        Assert.Empty(violations);
    }

    [Fact]
    public void A_timer_can_be_cancelled_moved_and_armed_again_from_within_itself()
    {
        using TransportLoop loop = CreateLoop();
        using ManualResetEventSlim done = new();
        long tick = Stopwatch.Frequency / 1000;
        List<string> events = [];
        loop.Post(new Work(() =>
        {
            Alarm cancelled = new(_ => events.Add("cancelled"));
            Alarm cancelledByOther = new(_ => events.Add("cancelled by other"));
            Alarm moved = new(_ => events.Add("moved"));
            int rounds = 0;
            loop.Schedule(cancelled, loop.Now + tick);
            loop.Cancel(cancelled);
            Assert.False(cancelled.IsArmed);
            loop.Cancel(cancelled);
            long later = loop.Now + (40 * tick);
            loop.Schedule(moved, loop.Now + (3600_000 * tick));
            loop.Schedule(moved, later + (10 * tick));
            loop.Schedule(cancelledByOther, later + (20 * tick));
            loop.Schedule(new Alarm(self =>
            {
                events.Add("round");
                loop.Cancel(cancelledByOther);
                if (++rounds < 3)
                {
                    loop.Schedule(self, loop.Now + tick);
                    return;
                }

                loop.Schedule(new Alarm(_ => done.Set()), later + (60 * tick));
            }), loop.Now + tick);
        }));
        Patience.Wait(done, "the last timer");
        Assert.Equal(["round", "round", "round", "moved"], events.OrderByDescending(static item => item));
    }

    private sealed class Work(Action action) : ILoopTask
    {
        public void Run() => action();
    }

    private sealed class Alarm(Action<Alarm> action) : LoopTimer
    {
        protected internal override void OnElapsed() => action(this);
    }
}
