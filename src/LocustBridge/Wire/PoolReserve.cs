using System;
using System.Diagnostics;
using System.Threading;

namespace LocustBridge.Wire;

// Keeps a thread of the pool free for NetMQ, which receives through the pool: where users' tasks block all its threads,
// the pool makes one more in half a second, and an order of the master would wait for that. Sends a probe through the
// pool; where it does not come back although the processors are idle, asks the pool for more threads at once. One
// thread calls Check; Dispose gives the reserve back.
internal sealed class PoolReserve : IThreadPoolWorkItem, IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private const int ThreadsMax = 2048;
    private const int StepMin = 4;

    // Above this the pool is not blocked but busy, and more threads would only make it slower.
    private const double BusyShare = 0.8;

    private int _isAsked;
    private long _askedAt;
    private TimeSpan _cpuAtAsk;
    private int _original;
    private int _raisedTo;

    // Call it every Interval or so; more often does no harm.
    public void Check()
    {
        if (Volatile.Read(ref _isAsked) == 0)
        {
            Ask();
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else if (Stopwatch.GetElapsedTime(_askedAt) >= Interval)
        {
            TimeSpan available = Stopwatch.GetElapsedTime(_askedAt) * Environment.ProcessorCount;
            if (Environment.CpuUsage.TotalTime - _cpuAtAsk < available * BusyShare)
            {
                Raise();
            }

            Ask();
        }
    }

    void IThreadPoolWorkItem.Execute() => Volatile.Write(ref _isAsked, 0);

    public void Dispose()
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        if (_raisedTo != 0 && workers == _raisedTo)
        {
            ThreadPool.SetMinThreads(_original, ports);
        }
    }

    private void Ask()
    {
        _askedAt = Stopwatch.GetTimestamp();
        _cpuAtAsk = Environment.CpuUsage.TotalTime;
        Volatile.Write(ref _isAsked, 1);
    }

    private void Raise()
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        int present = Math.Max(workers, ThreadPool.ThreadCount);

        // As many as wait, but no more than twice what there is: each step shows whether it was enough.
        int more = (int)Math.Clamp(ThreadPool.PendingWorkItemCount, StepMin, Math.Max(StepMin, present));
        int wanted = Math.Min(ThreadsMax, present + more);
        if (wanted <= workers || !ThreadPool.SetMinThreads(wanted, ports))
        {
            return;
        }

        _original = _raisedTo == 0 ? workers : _original;
        _raisedTo = wanted;
    }
}
