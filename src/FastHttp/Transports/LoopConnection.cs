using System.Diagnostics;

namespace FastHttp.Transports;

/// <summary>
/// What the transports' connections have in common: the life of a connection, from connecting to closed, and who is
/// told of it. Loop-owned; <see cref="Abort"/> is open to all.
/// Invariant: a connection closes once; then it has no receiver and no handler, and one of them at most was told.
/// </summary>
internal abstract class LoopConnection : TransportConnection
{
    private IConnectHandler? _connecting;

    // To be told when nothing is unsent, or the connection has closed.
    private ILoopTask? _whenSent;

    // Why it broke while no receiver was attached; kept for the next one.
    private TransportError? _untold;
    private bool _closed;

    protected LoopConnection(IConnectHandler? connecting) => _connecting = connecting;

    public sealed override bool IsClosed => _closed;

    protected ITransportReceiver? Receiver { get; private set; }

    protected bool IsConnecting => _connecting is not null;

    protected bool IsPaused { get; private set; } = true;

    /// <summary>Whether this side has ended its stream, or will when all is sent.</summary>
    protected bool IsSendEnded { get; private set; }

    public sealed override void Attach(ITransportReceiver receiver)
    {
        if (!_closed)
        {
            Receiver = receiver;
            ResumeReceive();
            return;
        }

        if (_untold is { } error)
        {
            _untold = null;
            Loop.Post(new EndTask(receiver, error));
        }
        else if (receiver is IPullReceiver pull)
        {
            pull.OnClosed(TransportError.Aborted);
        }
    }

    public sealed override void PauseReceive() => IsPaused = true;

    public sealed override void ResumeReceive()
    {
        if (IsPaused && Receiver is not null)
        {
            IsPaused = false;
            OnResumed();
        }
    }

    public sealed override void NotifySent(ILoopTask task)
    {
        if (_closed || !HasUnsent)
        {
            task.Run();
        }
        else
        {
            Debug.Assert(_whenSent is null || ReferenceEquals(_whenSent, task), "One task at a time.");
            _whenSent = task;
        }
    }

    public sealed override void ShutdownSend()
    {
        if (_closed || IsSendEnded)
        {
            return;
        }

        IsSendEnded = true;
        if (!HasUnsent)
        {
            EndSend();
        }
    }

    public sealed override void Close()
    {
        ITransportReceiver? receiver = Receiver;
        if (Shut(reset: false))
        {
            // A receiver hears nothing more of a close of our own; but who pulls may be waiting for bytes.
            (receiver as IPullReceiver)?.OnClosed(TransportError.Aborted);
        }
    }

    public sealed override void Abort() => Loop.Execute(
        static connection => connection.Fail(TransportError.Aborted, 0, reset: true), this);

    /// <summary>Begins another life; the last one has closed.</summary>
    /// <param name="connecting">Is told when it is connected; null if it is.</param>
    protected void Restart(IConnectHandler? connecting)
    {
        Debug.Assert(_closed && Receiver is null && _whenSent is null, "One life at a time.");
        _connecting = connecting;
        _untold = null;
        _closed = false;
        IsPaused = true;
        IsSendEnded = false;
    }

    /// <summary>The loop ends: as <see cref="Abort"/>, but the peer sees the end of the stream, not a reset.</summary>
    internal void AbortOnLoop() => Fail(TransportError.Aborted, 0);

    /// <summary>
    /// Frees everything; called once. <paramref name="reset"/> asks for a break that the peer can see.
    /// </summary>
    protected abstract void Release(bool reset);

    /// <summary>Ends the sending direction; all is sent.</summary>
    protected abstract void EndSend();

    /// <summary>
    /// Receiving may go on, but not before this returns: the caller may be in the middle of something.
    /// </summary>
    protected abstract void OnResumed();

    /// <summary>Closes, and tells the receiver or the connect handler that waits for this connection.</summary>
    protected void Fail(TransportError error, int systemError, bool reset = false)
    {
        ITransportReceiver? receiver = Receiver;
        IConnectHandler? connecting = _connecting;
        if (!Shut(reset))
        {
            return;
        }

        if (connecting is not null)
        {
            connecting.OnConnectFailed(error, systemError);
        }
        else if (receiver is not null)
        {
            receiver.OnClosed(error);
        }
        else
        {
            _untold = error;
        }
    }

    protected void TellConnected()
    {
        IConnectHandler handler = _connecting!;
        _connecting = null;
        handler.OnConnected(this);
    }

    /// <summary>Everything that was accepted is with the system.</summary>
    protected void OnAllSent()
    {
        if (IsSendEnded)
        {
            EndSend();
        }

        TellSent();
    }

    /// <summary>Nothing waits any more, sent or not.</summary>
    protected void TellSent()
    {
        if (_whenSent is { } task)
        {
            _whenSent = null;
            task.Run();
        }
    }

    private bool Shut(bool reset)
    {
        if (_closed)
        {
            return false;
        }

        _closed = true;
        Receiver = null;
        _connecting = null;
        Release(reset);
        TellSent();
        return true;
    }

    private sealed class EndTask(ITransportReceiver receiver, TransportError error) : ILoopTask
    {
        public void Run() => receiver.OnClosed(error);
    }
}
