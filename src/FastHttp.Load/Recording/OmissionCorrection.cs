using System;

namespace FastHttp.Load.Recording;

// wrk's correction for coordinated omission: a closed loop that waited n for one response did not send
// the requests that were due meanwhile; they are put in afterwards at n - interval, n - 2·interval, … above the
// interval. Two faults of wrk are not repeated: the interval counts batches, not responses (pipelining made it k times
// too small), and added samples below the old minimum are part of every figure.
internal static class OmissionCorrection
{
    /// <summary>
    /// The expected time between two batches of one connection, in whole µs as wrk has it; 0 if unknown.
    /// </summary>
    public static long IntervalUs(long runtimeUs, long batches, int connections)
    {
        long batchesEach = batches / Math.Max(1, connections);
        return batchesEach > 0 ? runtimeUs / batchesEach : 0;
    }

    /// <summary>
    /// Adds the omitted samples of <paramref name="source"/> to <paramref name="sink"/>, without the originals.
    /// </summary>
    public static void AddOmitted(Distribution source, long intervalUs, IValueSink sink)
    {
        if (intervalUs <= 0)
        {
            return;
        }

        foreach (ValueCount item in source.Items)
        {
            AddSeries(item, intervalUs, sink);
        }
    }

    private static void AddSeries(ValueCount item, long intervalUs, IValueSink sink)
    {
        long value = item.Value - intervalUs;
        while (value > intervalUs)
        {
            // All steps that the sink counts as one class go in together: a 2 s stall at an interval of 10 µs is
            // 200,000 steps but only some ten thousand classes.
            long floor = Math.Max(sink.ClassFloor(value), intervalUs + 1);
            long steps = ((value - floor) / intervalUs) + 1;
            long lowest = value - ((steps - 1) * intervalUs);
            sink.Add(lowest, item.Count);
            if (steps > 1)
            {
                // The middle of the others, so that the mean stays what single steps would make it.
                sink.Add(lowest + (steps * intervalUs / 2), item.Count * (steps - 1));
            }

            value = lowest - intervalUs;
        }
    }
}
