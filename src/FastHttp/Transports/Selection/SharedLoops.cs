using System;
using System.Threading;

namespace FastHttp.Transports.Selection;

/// <summary>
/// The loops that the process shares for connections whose opener names none: as many as half the processors, made on
/// first use, never disposed. Thread-safe.
/// </summary>
internal static class SharedLoops
{
    private static readonly Lazy<TransportLoop[]> s_loops = new(CreateLoops);
    private static int s_next;

    public static TransportLoop[] All => s_loops.Value;

    public static TransportLoop Next()
    {
        TransportLoop[] loops = s_loops.Value;
        return loops[(uint)Interlocked.Increment(ref s_next) % (uint)loops.Length];
    }

    /// <summary>Makes loops of a transport: so many, or half as many as there are processors.</summary>
    public static TransportLoop[] Create(Transport transport, int count)
    {
        TransportLoop[] loops = new TransportLoop[count == 0 ? Math.Max(1, Environment.ProcessorCount / 2) : count];
        for (int index = 0; index < loops.Length; index++)
        {
            loops[index] = transport.CreateLoop($"FastHttp loop {index}");
        }

        return loops;
    }

    private static TransportLoop[] CreateLoops()
    {
        Transport transport = TransportSelector.Select(out _);
        return Create(transport, 0);
    }
}
