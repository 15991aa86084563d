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

    /// <summary>Throws unless exactly no octet was allocated over 1,000 rounds.</summary>
    public static void Zero(Action round)
    {
        ArgumentNullException.ThrowIfNull(round);
        for (int count = 0; count < WarmUpRounds; count++)
        {
            round();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int count = 0; count < MeasuredRounds; count++)
        {
            round();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated != 0)
        {
            throw new InvalidOperationException($"{allocated} B were allocated in {MeasuredRounds} rounds.");
        }
    }
}
