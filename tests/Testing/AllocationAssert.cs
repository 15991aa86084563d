using System;

namespace Testing;

/// <summary>
/// Asserts that a piece of code allocates nothing on the calling thread once it is warm. The code must stay on its
/// thread; Debug builds allocate for reasons of their own, so such tests run in Release only.
/// </summary>
public static class AllocationAssert
{
    private const int WarmUpRounds = 200;
    private const int MeasuredRounds = 1000;

    // The runtime's own one-off work, such as replacing code by better code, may fall into a measurement; what a round
    // allocates is there in every one of them.
    private const int Attempts = 10;

    /// <summary>Throws unless there are 1,000 rounds in a row in which exactly no byte is allocated.</summary>
    public static void Zero(Action round)
    {
        ArgumentNullException.ThrowIfNull(round);
        Run(round, WarmUpRounds);
        long allocated = 0;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(round, MeasuredRounds);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated == 0)
            {
                return;
            }
        }

        throw new InvalidOperationException($"{allocated} B were allocated in {MeasuredRounds} rounds.");
    }

    /// <summary>
    /// The bytes of one round on the calling thread, once it is warm: the least of many. For what cannot be nothing.
    /// </summary>
    public static long Least(Action round)
    {
        ArgumentNullException.ThrowIfNull(round);
        Run(round, WarmUpRounds);
        long least = long.MaxValue;
        for (int count = 0; count < MeasuredRounds; count++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static void Run(Action round, int rounds)
    {
        for (int count = 0; count < rounds; count++)
        {
            round();
        }
    }
}
