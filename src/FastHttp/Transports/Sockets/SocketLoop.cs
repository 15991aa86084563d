using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Threading;

namespace FastHttp.Transports.Sockets;

/// <summary>
/// A loop without a thread of its own: a queue that at most one thread-pool thread drains at a time, so that whatever
/// runs on it is ordered and never concurrent.
/// Liveness: a poster enqueues first and then sets <c>_scheduled</c>; the drainer clears it, with a full barrier, and
/// then looks again. So either the drainer sees the task, or the poster sees a cleared flag and schedules a drain.
/// </summary>
internal sealed class SocketLoop : TransportLoop, IThreadPoolWorkItem
{
    [ThreadStatic]
    private static SocketLoop? s_current;

    private readonly ConcurrentQueue<ILoopTask> _tasks = new();
    private readonly ConcurrentDictionary<SocketConnection, bool> _connections = new();
    private readonly Timer _clock;
    private long _clockDue = long.MaxValue;
    private int _scheduled;
    private volatile bool _disposed;

    public SocketLoop() => _clock = new Timer(
        static loop => ((SocketLoop)loop!).Post(ClockTask.Instance), this, Timeout.Infinite, Timeout.Infinite);

    public override string TransportName => "sockets";

    public override bool IsOnLoop => s_current == this;

    public override void Post(ILoopTask task)
    {
        _tasks.Enqueue(task);
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    public override TransportConnection? Connect(EndPoint remote, EndPoint? local, IConnectHandler handler)
    {
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentNullException.ThrowIfNull(handler);
        AssertOnLoop();
        SocketConnection? connection = SocketConnection.Create(this, remote, local, handler);
        connection?.StartConnect();
        return connection;
    }

    public override void Schedule(LoopTimer timer, long timestamp)
    {
        base.Schedule(timer, timestamp);
        SetClock();
    }

    void IThreadPoolWorkItem.Execute()
    {
        SocketLoop? outer = s_current;
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

    internal void Add(SocketConnection connection) => _connections[connection] = true;

    internal void Remove(SocketConnection connection) => _connections.TryRemove(connection, out _);

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _clock.Dispose();
        using ManualResetEventSlim closed = new();
        Execute(static state => state.Loop.CloseAll(state.Closed), (Loop: this, Closed: closed));
        closed.Wait();
    }

    private void CloseAll(ManualResetEventSlim closed)
    {
        foreach (SocketConnection connection in _connections.Keys)
        {
            connection.AbortOnLoop();
        }

        closed.Set();
    }

    private void RunTimers()
    {
        _clockDue = long.MaxValue;
        Timers.Advance(Stopwatch.GetTimestamp());
        SetClock();
    }

    private void SetClock()
    {
        long now = Stopwatch.GetTimestamp();
        int wait = Timers.MillisecondsToNext(now);
        if (wait < 0 || _disposed)
        {
            return;
        }

        long due = now + (wait * (Stopwatch.Frequency / 1000));
        if (due < _clockDue)
        {
            _clockDue = due;
            _clock.Change(Math.Max(wait, 1), Timeout.Infinite);
        }
    }

    private sealed class ClockTask : ILoopTask
    {
        public static readonly ClockTask Instance = new();

        public void Run() => s_current!.RunTimers();
    }
}
