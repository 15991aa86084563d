using System;
using System.Collections.Generic;
using System.Threading;
using FastHttp.Transports;
using FastHttp.Transports.Memory;

namespace FastHttp.Tests.Transports;

/// <summary>What the loop without a thread promises to those who drive it.</summary>
public sealed class MemoryLoopTests
{
    [Fact]
    public void Tasks_and_timers_run_without_the_context_of_the_caller()
    {
        SynchronizationContext own = new();
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(own);
        try
        {
            using MemoryLoop loop = new MemoryTransport(accept: null).CreateMemoryLoop();
            Look task = new();
            loop.Post(task);
            Assert.Same(own, SynchronizationContext.Current);
            Look.Timer timer = new();
            loop.Timers.Arm(timer, loop.Now);
            loop.Advance(TimeSpan.FromSeconds(1));
            Assert.Same(own, SynchronizationContext.Current);
            Assert.Equal([null], task.Seen);
            Assert.Equal([null], timer.Task.Seen);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Fact]
    public void A_task_that_throws_leaves_the_loop_in_use()
    {
        using MemoryLoop loop = new MemoryTransport(accept: null).CreateMemoryLoop();
        Assert.Throws<InvalidOperationException>(() => loop.Post(new Thrower()));
        Look task = new();
        loop.Post(task);
        Assert.Single(task.Seen);
    }

    private sealed class Thrower : ILoopTask
    {
        public void Run() => throw new InvalidOperationException();
    }

    /// <summary>Notes the context that it is run in.</summary>
    private sealed class Look : ILoopTask
    {
        public List<SynchronizationContext?> Seen { get; } = [];

        public void Run() => Seen.Add(SynchronizationContext.Current);

        public sealed class Timer : LoopTimer
        {
            public Look Task { get; } = new();

            protected internal override void OnElapsed() => Task.Run();
        }
    }
}
