using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading;

namespace FastHttp.Transports.Linux;

/// <summary>
/// The only way into an epoll loop from another thread: a queue, and an eventfd that wakes the loop. Many threads post,
/// the loop alone drains. Once the loop has ended, tasks run on the pool instead, so that who waits for one is not left
/// waiting.
/// Liveness: a poster enqueues first and then sets <c>_state</c>; the loop clears it first and then drains. So either
/// the loop sees the task, or the poster sees an idle mailbox and writes to the eventfd.
/// Safety: each change from idle to signalled brings exactly one write; the eventfd is closed when all have arrived, so
/// no poster can write to a descriptor that has become another's.
/// </summary>
internal sealed unsafe class LoopMailbox
{
    private const int Idle = 0;
    private const int Signalled = 1;
    private const int Ended = 2;

    private readonly ConcurrentQueue<ILoopTask> _tasks = new();
    private readonly PoolQueue _afterlife = new();
    private int _state;

    // Writes to the eventfd that were announced, and that were taken out; the loop's.
    private ulong _announced;
    private ulong _taken;

    public LoopMailbox()
    {
        Descriptor = Libc.EventFd(0, Libc.EventNonBlockCloseOnExec);
        if (Descriptor < 0)
        {
            throw Errno.ToException("eventfd", Marshal.GetLastSystemError());
        }
    }

    /// <summary>The eventfd, to be polled by the loop.</summary>
    public int Descriptor { get; }

    public bool IsEmpty => _tasks.IsEmpty;

    /// <summary>Whether the caller is a task that runs after the end of the loop.</summary>
    public bool IsAfterlife => _afterlife.IsCurrent;

    public void Post(ILoopTask task)
    {
        _tasks.Enqueue(task);
        switch (Interlocked.CompareExchange(ref _state, Signalled, Idle))
        {
            case Idle:
                Wake();
                break;
            case Ended:
                PassOn();
                break;
        }
    }

    /// <summary>Posts from the loop itself, which drains before it sleeps: no wake-up is needed.</summary>
    public void PostFromLoop(ILoopTask task) => _tasks.Enqueue(task);

    /// <summary>
    /// Runs what was posted, up to the count at the start, so that a task that posts itself cannot starve I/O.
    /// </summary>
    public void Drain()
    {
        if (Volatile.Read(ref _state) == Signalled)
        {
            Interlocked.Exchange(ref _state, Idle);
            _announced++;
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
        ulong value = 0;
        if (Libc.Read(Descriptor, &value, sizeof(ulong)) == sizeof(ulong))
        {
            _taken += value;
        }
    }

    /// <summary>The loop has ended: tasks that were not run, and those that come, go to the pool. Call last.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _state, Ended) == Signalled)
        {
            _announced++;
        }

        SpinWait spin = default;
        while (_taken != _announced)
        {
            // A poster is between its announcement and its write.
            spin.SpinOnce();
            Acknowledge();
        }

        _ = Libc.Close(Descriptor);
        PassOn();
    }

    private void PassOn()
    {
        // Two at once could pass the tasks of one poster on in the wrong order.
        lock (_afterlife)
        {
            while (_tasks.TryDequeue(out ILoopTask? task))
            {
                _afterlife.Post(task);
            }
        }
    }

    private void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(Descriptor, &one, sizeof(ulong));
    }
}
