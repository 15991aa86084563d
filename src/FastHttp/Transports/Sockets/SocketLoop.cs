using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Threading;

namespace FastHttp.Transports.Sockets;

/// <summary>
/// A loop without a thread of its own: a queue that at most one thread-pool thread drains at a time, so that whatever
/// runs on it is ordered and never concurrent. After its end what is posted still runs, and finds everything closed.
/// </summary>
internal sealed class SocketLoop : TransportLoop
{
    private readonly PoolQueue _queue = new();
    private readonly HashSet<SocketConnection> _connections = [];
    private readonly ClockTask _clockTask;
    private readonly Timer _clock;
    private long _clockDue = long.MaxValue;
    private bool _ended;

    public SocketLoop()
    {
        _clockTask = new ClockTask(this);
        _clock = new Timer(
            static loop => ((SocketLoop)loop!).PostClock(), this, Timeout.Infinite, Timeout.Infinite);
    }

    public override string TransportName => "sockets";

    public override bool IsOnLoop => _queue.IsCurrent;

    public override void Post(ILoopTask task) => _queue.Post(task);

    public override TransportConnection? Connect(EndPoint remote, EndPoint? local, IConnectHandler handler)
    {
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentNullException.ThrowIfNull(handler);
        AssertOnLoop();
        if (_ended)
        {
            handler.OnConnectFailed(TransportError.Aborted, 0);
            return null;
        }

        SocketConnection? connection = SocketConnection.Create(this, remote, local, handler);
        connection?.StartConnect();
        return connection;
    }

    public override void Schedule(LoopTimer timer, long timestamp)
    {
        base.Schedule(timer, timestamp);
        SetClock();
    }

    internal void Add(SocketConnection connection) => _connections.Add(connection);

    internal void Remove(SocketConnection connection) => _connections.Remove(connection);

    protected override void Dispose(bool disposing)
    {
        if (IsOnLoop)
        {
            CloseAll();
            return;
        }

        // Not disposed: the loop may still be inside Set when the wait is over.
        ManualResetEventSlim closed = new();
        Execute(
            static state =>
            {
                state.Loop.CloseAll();
                state.Closed.Set();
            },
            (Loop: this, Closed: closed));
        closed.Wait();
    }

    private void CloseAll()
    {
        if (_ended)
        {
            // A second Dispose only waits for the first.
            return;
        }

        _ended = true;
        _clock.Dispose();
        foreach (SocketConnection connection in (SocketConnection[])[.. _connections])
        {
            connection.AbortOnLoop();
        }
    }

    private void PostClock() => Post(_clockTask);

    private void RunTimers()
    {
        if (!_ended)
        {
            _clockDue = long.MaxValue;
            Timers.Advance(Stopwatch.GetTimestamp());
            SetClock();
        }
    }

    // One system timer stands for all: set to the earliest deadline, never moved back.
    private void SetClock()
    {
        long now = Stopwatch.GetTimestamp();
        int wait = Timers.MillisecondsToNext(now);
        if (wait < 0 || _ended)
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

    private sealed class ClockTask(SocketLoop loop) : ILoopTask
    {
        public void Run() => loop.RunTimers();
    }
}
