using System;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading;

namespace FastHttp.Transports.Linux;

/// <summary>
/// The only way into an epoll loop from another thread: a queue, and an eventfd that wakes the loop. Many threads post,
/// the loop alone drains.
/// Liveness: a poster enqueues first and then sets <c>_signalled</c>; the loop clears it first and then drains. So
/// either the loop sees the task, or the poster sees a cleared flag and writes to the eventfd.
/// </summary>
internal sealed unsafe class LoopMailbox : IDisposable
{
    private readonly ConcurrentQueue<ILoopTask> _tasks = new();
    private int _signalled;

    public LoopMailbox()
    {
        Descriptor = Libc.EventFd(0, Libc.EventNonBlockCloseOnExec);
        if (Descriptor < 0)
        {
            throw new InvalidOperationException($"eventfd failed with error {Marshal.GetLastSystemError()}.");
        }
    }

    /// <summary>The eventfd, to be polled by the loop.</summary>
    public int Descriptor { get; }

    public void Post(ILoopTask task)
    {
        _tasks.Enqueue(task);
        if (Interlocked.Exchange(ref _signalled, 1) == 0)
        {
            Wake();
        }
    }

    /// <summary>Posts from the loop itself, which drains before it sleeps: no wake-up is needed.</summary>
    public void PostFromLoop(ILoopTask task) => _tasks.Enqueue(task);

    public bool IsEmpty => _tasks.IsEmpty;

    /// <summary>Runs what was posted, up to the count at the start, so that a task that posts itself cannot starve I/O.</summary>
    public void Drain()
    {
        if (Volatile.Read(ref _signalled) != 0)
        {
            Interlocked.Exchange(ref _signalled, 0);
        }

        int count = _tasks.Count;
        while (count-- > 0 && _tasks.TryDequeue(out ILoopTask? task))
        {
            task.Run();
        }
    }

    /// <summary>Takes the wake-ups out of the eventfd.</summary>
    public void Acknowledge()
    {
        ulong value;
        _ = Libc.Read(Descriptor, &value, sizeof(ulong));
    }

    public void Dispose() => _ = Libc.Close(Descriptor);

    private void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(Descriptor, &one, sizeof(ulong));
    }
}
