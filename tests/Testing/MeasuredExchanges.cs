using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Testing;

/// <summary>
/// Exchanges that go on elsewhere, while this measures what the whole process allocates for each. Measurements are
/// short and many: code that is not optimized yet allocates, and so does what else the process does now and then, by
/// the clock. Many exchanges have to be under way at once, since one between two threads takes milliseconds on a
/// machine whose cores are busy otherwise.
/// </summary>
public sealed class MeasuredExchanges
{
    private const int WarmUp = 2000;
    private const int Measured = 2000;
    private const int Attempts = 30;
    private static readonly TimeSpan s_standstill = TimeSpan.FromMinutes(2);

    private long _done;
    private volatile bool _isOver;

    private MeasuredExchanges()
    {
    }

    /// <summary>Whether the measurement has ended, and with it the exchanges should; any thread.</summary>
    public bool IsOver => _isOver;

    /// <summary>One more is done; any thread.</summary>
    public void Count() => Interlocked.Increment(ref _done);

    /// <summary>The bytes of an exchange: the least of all measurements, or the first below one.</summary>
    /// <param name="run">Begins the exchanges, cold, on other threads; its task ends when they have.</param>
    public static async Task<double> LeastBytesAsync(Func<MeasuredExchanges, Task> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        MeasuredExchanges exchanges = new();
        Task running = Task.Run(() => run(exchanges));
        double least;
        try
        {
            least = exchanges.LeastBytes(running);
        }
        finally
        {
            exchanges._isOver = true;
        }

        await running;
        return least;
    }

    private double LeastBytes(Task running)
    {
        WaitFor(WarmUp, running);
        double least = double.MaxValue;
        for (int attempt = 0; attempt < Attempts && least >= 1; attempt++)
        {
            // What is allocated between the two that are read is counted, an exchange between them is not: an exchange
            // never seems to cost less than it does.
            long bytes = GC.GetTotalAllocatedBytes(precise: true);
            long first = Volatile.Read(ref _done);
            long last = WaitFor(first + Measured, running);
            bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
            least = Math.Min(least, bytes / (double)(last - first));
        }

        return least;
    }

    private long WaitFor(long count, Task running)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            long done = Volatile.Read(ref _done);
            if (done >= count)
            {
                return done;
            }

            if (running.IsCompleted)
            {
                // With what they failed for, if that is why.
                running.GetAwaiter().GetResult();
                throw new InvalidOperationException($"The exchanges ended after {done}.");
            }

            if (Stopwatch.GetElapsedTime(began) > s_standstill)
            {
                throw new TimeoutException($"{done} exchanges are done, of {count}.");
            }

            Thread.Sleep(1);
        }
    }
}
