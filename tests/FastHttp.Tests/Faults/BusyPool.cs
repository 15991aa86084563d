using System;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;

namespace FastHttp.Tests.Faults;

/// <summary>Takes all threads of the pool, which may make no more, until it is disposed.</summary>
internal sealed class BusyPool : IDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private readonly CountdownEvent _ended;
    private readonly int _max;
    private readonly int _maxPorts;

    private BusyPool()
    {
        ThreadPool.GetMaxThreads(out _max, out _maxPorts);
        ThreadPool.GetMinThreads(out int count, out _);
        Assert.True(ThreadPool.SetMaxThreads(count, _maxPorts));
        _ended = new CountdownEvent(count);
        for (int worker = 0; worker < count; worker++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    _release.Wait();
                    _ended.Signal();
                },
                null);
        }

        SpinWait spin = default;
        long end = Environment.TickCount64 + Patience.Milliseconds;
        int free;
        do
        {
            spin.SpinOnce();
            ThreadPool.GetAvailableThreads(out free, out _);
        }
        while (free > 0 && Environment.TickCount64 < end);
    }

    /// <summary>Runs a test on a thread that is not of the pool, while the pool does nothing.</summary>
    /// <param name="prepare">Runs before, while the pool is free.</param>
    /// <param name="run">Runs while it is taken.</param>
    public static async Task RunAsync(Action prepare, Action run)
    {
        await OnThreadAsync(prepare);
        await OnThreadAsync(() =>
        {
            using BusyPool pool = new();
            Exception? failure = null;
            using ManualResetEventSlim done = new();
            new Thread(() =>
            {
                failure = Record.Exception(run);
                done.Set();
            })
            { IsBackground = true }.Start();
            Patience.Wait(done, "a call without the thread pool");
            Assert.Null(failure);
        });
    }

    public void Dispose()
    {
        _release.Set();
        Assert.True(_ended.Wait(Patience.Milliseconds));
        ThreadPool.SetMaxThreads(_max, _maxPorts);
    }

    private static Task OnThreadAsync(Action action) => Task.Factory.StartNew(
        action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
