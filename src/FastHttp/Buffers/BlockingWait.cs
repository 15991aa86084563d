using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace FastHttp.Buffers;

/// <summary>
/// A thread that blocks until a call has ended, without help of the thread pool, whose threads may all wait like this.
/// The end is told on the loop. Awaited, it continues on the thread that waits: the body of a request is written there.
/// One call at a time; may be reused.
/// </summary>
internal sealed class BlockingWait : INotifyCompletion
{
    private readonly object _gate = new();
    private Action? _work;
    private bool _hasEnded;

    /// <summary>Returns after <see cref="End"/>, and does meanwhile what is to be done on this thread.</summary>
    public void Wait()
    {
        while (TakeWork() is { } work)
        {
            work();
        }
    }

    /// <summary>The call has ended, and its result can be taken. Any thread.</summary>
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            Monitor.Pulse(_gate);
        }
    }

    public bool IsCompleted => false;

    public BlockingWait GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation)
    {
        lock (_gate)
        {
            _work = continuation;
            Monitor.Pulse(_gate);
        }
    }

    // Null at the end. The call does not end before its work is done.
    private Action? TakeWork()
    {
        lock (_gate)
        {
            while (_work is null && !_hasEnded)
            {
                Monitor.Wait(_gate);
            }

            Action? work = _work;
            _work = null;
            _hasEnded &= work is not null;
            return work;
        }
    }
}
