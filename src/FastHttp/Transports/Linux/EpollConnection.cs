namespace FastHttp.Transports.Linux;

/// <summary>
/// A stream socket bound to an epoll loop. Received octets go straight from the loop's buffer to the receiver; only what
/// the receiver leaves is copied. Sends go straight to the system; only what the system leaves is copied.
/// Owning thread: the loop; <see cref="Abort"/> is open to all.
/// </summary>
internal sealed unsafe partial class EpollConnection : TransportConnection, ILoopTask
{
    private readonly EpollLoop _loop;
    private readonly int _slot;
    private int _descriptor;
    private ITransportReceiver? _receiver;
    private IConnectHandler? _connecting;

    // Received, but not consumed yet.
    private CarryBuffer _carry;

    // Accepted by TrySend, but not by the system yet.
    private CarryBuffer _unsent;
    private ILoopTask? _sentTask;

    // Why a send failed; told once everything that can be read has been read.
    private int _sendError;

    // Edge-triggered: an edge that came while nobody could read is remembered here.
    private bool _readReady;
    private bool _paused = true;
    private bool _shutdownWhenSent;
    private bool _inReceive;

    private EpollConnection(EpollLoop loop, int descriptor, IConnectHandler handler)
    {
        _loop = loop;
        _descriptor = descriptor;
        _connecting = handler;
        _slot = loop.Add(this, descriptor);
    }

    public override TransportLoop Loop => _loop;

    public override bool IsClosed => _descriptor < 0;

    public override bool HasUnsent => _unsent.Count != 0;

    public override void Attach(ITransportReceiver receiver)
    {
        _receiver = receiver;
        ResumeReceive();
    }

    public override void PauseReceive() => _paused = true;

    public override void ResumeReceive()
    {
        if (!_paused)
        {
            return;
        }

        _paused = false;
        if (!_inReceive && _readReady)
        {
            // Not from here: the caller may be in the middle of something.
            _loop.Post(this);
        }
    }

    public override void NotifySent(ILoopTask task)
    {
        if (!HasUnsent || IsClosed)
        {
            task.Run();
            return;
        }

        _sentTask = task;
    }

    public override void ShutdownSend()
    {
        if (IsClosed)
        {
            return;
        }

        if (HasUnsent)
        {
            _shutdownWhenSent = true;
            return;
        }

        _ = Libc.Shutdown(_descriptor, Libc.ShutWrite);
    }

    public override void Close()
    {
        int descriptor = _descriptor;
        if (descriptor < 0)
        {
            return;
        }

        _descriptor = -1;
        _receiver = null;
        _connecting = null;
        _loop.Remove(_slot);
        _ = Libc.Close(descriptor);
        _unsent.Release();
        if (!_inReceive)
        {
            // Else the receiver still looks at these octets; the receiving loop releases them when it is back.
            _carry.Release();
        }

        RunSentTask();
    }

    public override void Abort() => _loop.Execute(static connection => connection.AbortOnLoop(), this);

    internal void AbortOnLoop() => Fail(TransportError.Aborted, 0);

    // Posted to itself to receive what came while it was paused, or what one turn had no time for.
    void ILoopTask.Run()
    {
        if (!IsClosed && !_paused && _readReady)
        {
            ReceiveReady(hangUp: true);
        }
    }

    /// <summary>Handles a readiness event.</summary>
    internal void OnReady(uint events)
    {
        if (_connecting is not null)
        {
            FinishConnect(events);
            return;
        }

        if ((events & Libc.EpollOut) != 0 && HasUnsent)
        {
            SendUnsent();
        }

        if ((events & (Libc.EpollIn | Libc.EpollReadHangUp | Libc.EpollHangUp | Libc.EpollError)) != 0)
        {
            _readReady = true;
            if (!_paused)
            {
                ReceiveReady((events & ~(Libc.EpollIn | Libc.EpollOut)) != 0);
            }
        }
    }

    // Closes, and tells whoever waits for this connection.
    private void Fail(TransportError error, int systemError)
    {
        if (IsClosed)
        {
            return;
        }

        ITransportReceiver? receiver = _receiver;
        IConnectHandler? connecting = _connecting;
        Close();
        connecting?.OnConnectFailed(error, systemError);
        receiver?.OnClosed(error);
    }

    private void RunSentTask()
    {
        ILoopTask? task = _sentTask;
        _sentTask = null;
        task?.Run();
    }
}
