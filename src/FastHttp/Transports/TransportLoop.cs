using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using FastHttp.Stability;

namespace FastHttp.Transports;

/// <summary>
/// Runs everything that concerns its connections, one piece of work at a time, so that none of it needs a lock. Posting
/// and disposing are open to any thread; everything else is for work that runs on the loop.
/// </summary>
public abstract class TransportLoop : IDisposable
{
    private protected TransportLoop(long now) => Timers = new TimerWheel(now);

    private protected TransportLoop()
        : this(Stopwatch.GetTimestamp())
    {
    }

    /// <summary>The name of the transport: <c>epoll</c>, <c>sockets</c> or <c>memory</c>.</summary>
    public abstract string TransportName { get; }

    /// <summary>Whether the caller runs on this loop.</summary>
    public abstract bool IsOnLoop { get; }

    /// <summary>Whether one thread runs this loop and nothing else, so that its processor time is the loop's.</summary>
    public virtual bool HasOwnThread => false;

    /// <summary>The time of this loop, in <see cref="Stopwatch"/> ticks; monotonic.</summary>
    public virtual long Now => Stopwatch.GetTimestamp();

    /// <summary>The deadlines of this loop.</summary>
    internal TimerWheel Timers { get; }

    /// <summary>What the TLS connections of this loop share; their business.</summary>
    internal object? TlsPort { get; set; }

    /// <summary>
    /// Runs <paramref name="task"/> on the loop, later, in the order of posting. Any thread. Also after Dispose: the
    /// task then finds every connection closed.
    /// </summary>
    public abstract void Post(ILoopTask task);

    /// <summary>
    /// Starts to connect. The handler is called on the loop, possibly before this returns. Call on the loop.
    /// </summary>
    /// <param name="remote">An IP end point or a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>.</param>
    /// <param name="local">The address to bind to first, or null.</param>
    /// <param name="handler">Learns the outcome.</param>
    /// <returns>
    /// The connection in the making, to be closed by who gives up on it (the handler then hears nothing); null when the
    /// attempt has failed already.
    /// </returns>
    public abstract TransportConnection? Connect(EndPoint remote, EndPoint? local, IConnectHandler handler);

    /// <summary>
    /// Arms <paramref name="timer"/> to fire once at or shortly after <paramref name="timestamp"/>
    /// (<see cref="Stopwatch"/> ticks); an armed timer is moved. Resolution: one millisecond. Call on the loop.
    /// </summary>
    public virtual void Schedule(LoopTimer timer, long timestamp)
    {
        ArgumentNullException.ThrowIfNull(timer);
        AssertOnLoop();
        Debug.Assert(timer.HeapIndex < 0, "A timer is armed in one way at a time.");
        if (Timers.Count == 0)
        {
            // The wheel stands still while it is empty.
            Timers.Advance(Now);
        }

        Timers.Arm(timer, timestamp);
    }

    /// <summary>
    /// As <see cref="Schedule"/>, but at the resolution of the clock where the transport can wait that precisely
    /// (epoll); elsewhere the same. For a few timers that pace what a loop sends. A timer that is armed in one of the
    /// two ways is cancelled before it is armed in the other. Call on the loop.
    /// </summary>
    [Experimental(ExperimentalApi.LoadGeneration)]
    public virtual void SchedulePrecise(LoopTimer timer, long timestamp) => Schedule(timer, timestamp);

    /// <summary>Disarms <paramref name="timer"/> if it is armed. Call on the loop.</summary>
    public virtual void Cancel(LoopTimer timer)
    {
        ArgumentNullException.ThrowIfNull(timer);
        AssertOnLoop();
        Timers.Disarm(timer);
    }

    /// <summary>
    /// Stops the loop: what is open or connecting is aborted, what would connect later fails with
    /// <see cref="TransportError.Aborted"/>, timers fire no more. Any thread; idempotent. Returns when that is done,
    /// or, called on the loop, at the latest when the turn is over.
    /// </summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs <paramref name="action"/> now if the caller is on the loop, else posts it.</summary>
    internal void Execute<TState>(Action<TState> action, TState state)
    {
        if (IsOnLoop)
        {
            action(state);
        }
        else
        {
            Post(new ActionTask<TState>(action, state));
        }
    }

    /// <summary>Stops the loop.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Debug builds: fails when the caller is not on the loop.</summary>
    [Conditional("DEBUG")]
    private protected void AssertOnLoop() => Debug.Assert(IsOnLoop, "This may be called only on the loop.");

    private sealed class ActionTask<TState>(Action<TState> action, TState state) : ILoopTask
    {
        public void Run() => action(state);
    }
}
