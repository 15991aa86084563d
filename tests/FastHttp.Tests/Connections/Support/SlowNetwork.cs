using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using FastHttp.Transports;
using FastHttp.Transports.Memory;

namespace FastHttp.Tests.Connections.Support;

/// <summary>
/// A loop on which nothing connects before the test says so, and on which time is moved by hand. Everything happens on
/// the test's thread.
/// </summary>
internal sealed class SlowNetwork : TransportLoop
{
    private readonly MemoryLoop _inner = new MemoryTransport(null).CreateMemoryLoop();
    private long _now = 1_000_000_000_000;

    public SlowNetwork()
        : base(1_000_000_000_000)
    {
    }

    /// <summary>The attempts to connect, in order.</summary>
    public List<Attempt> Attempts { get; } = [];

    public override string TransportName => "slow";

    public override bool IsOnLoop => true;

    public override long Now => _now;

    public override void Post(ILoopTask task) => task.Run();

    public override TransportConnection? Connect(EndPoint remote, EndPoint? local, IConnectHandler handler)
    {
        Attempt attempt = new(new MemoryConnection(_inner, handler), handler);
        Attempts.Add(attempt);
        return attempt.Connection;
    }

    public void Advance(TimeSpan time)
    {
        _now += (long)(time.TotalSeconds * Stopwatch.Frequency);
        Timers.Advance(_now);
    }

    protected override void Dispose(bool disposing) => _inner.Dispose();

    /// <summary>One attempt, which the test ends.</summary>
    internal sealed class Attempt(MemoryConnection connection, IConnectHandler handler)
    {
        public MemoryConnection Connection => connection;

        public bool IsClosed => connection.IsClosed;

        public void Connect() => connection.Connected();

        public void Fail()
        {
            connection.Close();
            handler.OnConnectFailed(TransportError.Refused, 111);
        }
    }
}
