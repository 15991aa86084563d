using System;
using System.Threading;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// The loops that the process shares for connections whose opener names none: as many as half the processors, made on
/// first use, never disposed. Thread-safe.
/// </summary>
internal static class SharedLoops
{
    private static readonly Lazy<TransportLoop[]> s_loops = new(CreateLoops);
    private static int s_next;

    public static TransportLoop Next()
    {
        TransportLoop[] loops = s_loops.Value;
        return loops[(uint)Interlocked.Increment(ref s_next) % (uint)loops.Length];
    }

    private static TransportLoop[] CreateLoops()
    {
        Transport transport = TransportSelector.Select(out _);
        TransportLoop[] loops = new TransportLoop[Math.Max(1, Environment.ProcessorCount / 2)];
        for (int index = 0; index < loops.Length; index++)
        {
            loops[index] = transport.CreateLoop($"FastHttp loop {index}");
        }

        return loops;
    }
}
