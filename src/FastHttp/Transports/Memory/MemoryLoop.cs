using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Threading;

namespace FastHttp.Transports.Memory;

/// <summary>
/// A loop that its user drives: work that is posted runs inside the outermost call into the loop, on that thread, in
/// order, so that nothing recurses. One thread at a time may use it. Time passes only by <see cref="Advance"/>.
/// </summary>
public sealed class MemoryLoop : TransportLoop
{
    // Any time will do; not 0, so that a forgotten timestamp shows.
    private const long Origin = 1_000_000_000_000;

    private readonly Queue<ILoopTask> _tasks = new();
    private readonly ConcurrentQueue<ILoopTask> _foreign = new();
    private readonly HashSet<MemoryConnection> _connections = [];
    private readonly Action<TransportConnection>? _accept;
    private readonly FireTask _firing;
    private Thread? _owner;
    private bool _draining;
    private bool _ended;
    private long _now;

    internal MemoryLoop(Action<TransportConnection>? accept)
        : base(Origin)
    {
        _accept = accept;
        _now = Origin;
        _firing = new FireTask(this);
    }

    /// <inheritdoc/>
    public override string TransportName => "memory";

    /// <inheritdoc/>
    public override bool IsOnLoop => !IsLeft && (_owner is null || _owner == Thread.CurrentThread);

    /// <inheritdoc/>
    public override long Now => _now;

    /// <inheritdoc/>
    public override void Post(ILoopTask task)
    {
        if (!IsOnLoop)
        {
            _foreign.Enqueue(task);
            return;
        }

        _tasks.Enqueue(task);
        Drain();
    }

    /// <inheritdoc/>
    public override TransportConnection? Connect(EndPoint remote, EndPoint? local, IConnectHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (_ended || _accept is null)
        {
            handler.OnConnectFailed(_ended ? TransportError.Aborted : TransportError.Refused, 0);
            return null;
        }

        MemoryConnection near = new(this, handler);
        Post(new Accept(this, near));
        return near;
    }

    /// <summary>Lets time pass: fires the timers that are due, in order.</summary>
    public void Advance(TimeSpan time)
    {
        _now += (long)(time.TotalSeconds * Stopwatch.Frequency);
        if (!_ended)
        {
            _tasks.Enqueue(_firing);
            Drain();
        }
    }

    /// <summary>
    /// Whether what is done is done as if on another thread: what that posts waits for <see cref="RunPosted"/>, so that
    /// a test decides what comes first.
    /// </summary>
    internal bool IsLeft { get; set; }

    /// <summary>
    /// From here on the loop is this thread's alone; what others post waits for <see cref="RunPosted"/>.
    /// </summary>
    internal void Own() => _owner = Thread.CurrentThread;

    /// <summary>Runs the oldest task that was posted from elsewhere; false if there is none.</summary>
    internal bool RunPosted()
    {
        if (!_foreign.TryDequeue(out ILoopTask? task))
        {
            return false;
        }

        Post(task);
        return true;
    }

    internal void Add(MemoryConnection connection) => _connections.Add(connection);

    internal void Remove(MemoryConnection connection) => _connections.Remove(connection);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        foreach (MemoryConnection connection in (MemoryConnection[])[.. _connections])
        {
            connection.AbortOnLoop();
        }
    }

    private void Drain()
    {
        if (_draining)
        {
            return;
        }

        // As on a thread of a loop of its own: under a context, what a task goes on with would leave for the pool, and
        // two threads would use the loop.
        SynchronizationContext? outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        _draining = true;
        try
        {
            while (_tasks.TryDequeue(out ILoopTask? task))
            {
                task.Run();
            }
        }
        finally
        {
            _draining = false;
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private sealed class FireTask(MemoryLoop loop) : ILoopTask
    {
        public void Run() => loop.Timers.Advance(loop._now);
    }

    private sealed class Accept(MemoryLoop loop, MemoryConnection near) : ILoopTask
    {
        public void Run()
        {
            if (!near.IsClosed)
            {
                MemoryConnection far = new(loop, connecting: null);
                near.Join(far);
                loop._accept!(far);
                if (!near.IsClosed)
                {
                    near.Connected();
                }
            }
        }
    }
}
