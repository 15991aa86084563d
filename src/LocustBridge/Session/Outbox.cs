using System;
using System.Collections.Concurrent;
using System.Threading;

namespace LocustBridge.Session;

// Messages that users and handlers have for the master, in their order. They wait while there is no master, up to a
// limit: a worker whose every request throws must bury neither its master nor its own memory. Add: any thread; the
// rest: the worker's thread.
internal sealed class Outbox
{
    private const int Max = 1000;

    private readonly ConcurrentQueue<WorkerMessage> _messages = new();
    private int _count;
    private long _dropped;

    /// <summary>Keeps a message, or counts it as dropped; tells whether it is the first that waits.</summary>
    public bool Add(WorkerMessage message)
    {
        if (Interlocked.Increment(ref _count) > Max)
        {
            Interlocked.Decrement(ref _count);
            Interlocked.Increment(ref _dropped);
            return false;
        }

        _messages.Enqueue(message);
        return Volatile.Read(ref _count) == 1;
    }

    /// <summary>Hands on what waits, up to the first that cannot be sent.</summary>
    public void Flush(Func<WorkerMessage, bool> trySend)
    {
        while (_messages.TryPeek(out WorkerMessage? message) && trySend(message))
        {
            _messages.TryDequeue(out _);
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>How many have been dropped since the last call.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);
}
