using System;
using System.Collections.Concurrent;
using System.Threading;

namespace FastHttp.Transports;

/// <summary>
/// Runs tasks on threads of the pool, in the order of posting and one at a time, so that they need no lock. Any thread
/// posts.
/// Liveness: a poster enqueues first and then sets <c>_scheduled</c>; the drainer clears it, with a full barrier, and
/// then looks again. So either the drainer sees the task, or the poster sees a cleared flag and schedules a drain.
/// </summary>
internal sealed class PoolQueue : IThreadPoolWorkItem
{
    [ThreadStatic]
    private static PoolQueue? s_current;

    private readonly ConcurrentQueue<ILoopTask> _tasks = new();
    private int _scheduled;

    /// <summary>Whether the caller is a task of this queue.</summary>
    public bool IsCurrent => s_current == this;

    public void Post(ILoopTask task)
    {
        _tasks.Enqueue(task);
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        PoolQueue? outer = s_current;
        s_current = this;
        try
        {
            do
            {
                while (_tasks.TryDequeue(out ILoopTask? task))
                {
                    task.Run();
                }

                // A full barrier: the flag is seen cleared before the queue is looked at again.
                Interlocked.Exchange(ref _scheduled, 0);
            }
            while (!_tasks.IsEmpty && Interlocked.Exchange(ref _scheduled, 1) == 0);
        }
        finally
        {
            s_current = outer;
        }
    }
}
