using System;
using System.Threading;
using FastHttp.Tests.Client.Support.Bodies;

namespace FastHttp.Tests.Faults;

/// <summary>
/// Orders in which what a call with bodies both ways can meet may happen: its producer, its reader, its canceller, the
/// peer and the time take their steps in seeded orders. See <see cref="BodyWorld"/>, which says what may come of them.
/// </summary>
public sealed class BodyInterleavingTests
{
    private const int Worlds = 100;
    private const int CallsOfWorld = 1_000;

    [Theory, InlineData(true), InlineData(false)]
    public void X20_X42_X53_X69_each_call_ends_once_as_it_may(bool isPooled)
    {
        int succeeded = 0;
        for (int seed = 0; seed < Worlds / 2; seed++)
        {
            // Off the loop, producers run on other threads: that is for the test below.
            bool leavesLoop = isPooled && seed % 8 == 7;
            succeeded += Run(seed, CallsOfWorld, new(isPooled)
            {
                LeavesLoop = leavesLoop,
                HasLongBodies = !leavesLoop,
                MayFail = seed % 4 != 0,
                HasDeadlines = seed % 2 == 1,
                HasPolicy = isPooled && seed % 6 == 5,
                HasContinueTimeout = seed % 3 != 2,
            });
        }

        Assert.InRange(succeeded, Worlds / 2 * CallsOfWorld / 4, Worlds / 2 * CallsOfWorld);
    }

    // Fewer, since each costs some turns of other threads.
    [Fact]
    public void X20_X42_X53_X69_each_call_ends_once_with_producers_on_other_threads()
    {
        const int Seeds = 8;
        const int Calls = 300;
        int succeeded = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            succeeded += Run(seed, Calls, new(IsPooled: true)
            {
                LeavesLoop = true,
                MayFail = seed % 4 != 0,
                HasDeadlines = seed % 2 == 1,
                HasPolicy = seed % 6 == 5,
                HasContinueTimeout = seed % 3 != 2,
            });
        }

        // Those of the worlds in which nothing fails, at least.
        Assert.InRange(succeeded, Calls / 2, Seeds * Calls);
    }

    private static int Run(int seed, int calls, BodyWorldOptions options)
    {
        // With a context of the test's own, producers would continue on another thread than the loop's.
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return RunOnce(seed, calls, options, traces: options.HasThreads);
        }
        catch (Exception) when (!options.HasThreads)
        {
            // The same once more, to tell of the steps.
            return RunOnce(seed, calls, options, traces: true);
        }
    }

    private static int RunOnce(int seed, int calls, BodyWorldOptions options, bool traces)
    {
        using BodyWorld world = new(seed, options, traces);
        world.Run(calls);
        return world.Succeeded;
    }
}
