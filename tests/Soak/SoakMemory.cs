using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace Soak;

/// <summary>
/// What the process holds over time: live bytes after a collection, resident memory, sockets. Samples are
/// taken from one task.
/// </summary>
internal sealed class SoakMemory
{
    // Arrays that grow once, such as those of pools, are no growth of the run.
    private const long Slack = 4 * 1024 * 1024;

    private readonly List<(long Live, long Resident, int Descriptors)> _samples = [];

    /// <summary>The samples, the oldest first.</summary>
    public IReadOnlyList<(long Live, long Resident, int Descriptors)> Samples => _samples;

    /// <summary>Live bytes in the middle of the second quarter and of the last, by their medians.</summary>
    public (long Early, long Late) Live => (
        MedianOf(_samples.Count / 4, _samples.Count / 2), MedianOf(_samples.Count * 3 / 4, _samples.Count));

    /// <summary>Whether the process holds more at the end than it did.</summary>
    public bool Grows => Live.Late > Live.Early + (Live.Early / 10) + Slack;

    /// <summary>Takes a sample now and then until it is told to stop.</summary>
    public async Task WatchAsync(TimeSpan every, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            long live = GC.GetTotalMemory(forceFullCollection: true);
            _samples.Add((live, Environment.WorkingSet, OpenSockets.Count()));
            try
            {
                await Task.Delay(every, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private long MedianOf(int from, int to)
    {
        int end = Math.Max(to, Math.Min(from + 1, _samples.Count));
        long[] sorted = [.. _samples[from..end].Select(sample => sample.Live).Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
