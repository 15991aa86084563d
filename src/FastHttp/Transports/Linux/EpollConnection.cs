namespace FastHttp.Transports.Linux;

/// <summary>
/// A stream socket bound to an epoll loop. Received bytes go straight from the loop's buffer to the receiver; only
/// what the receiver leaves is copied. Sends go straight to the system; only what the system leaves is copied.
/// Owning thread: the loop; <see cref="TransportConnection.Abort"/> is open to all.
/// </summary>
internal sealed unsafe partial class EpollConnection : LoopConnection, ILoopTask
{
    private readonly EpollLoop _loop;
    private int _descriptor;
    private int _slot;

    // Received, but not consumed yet.
    private CarryBuffer _carry;

    // Accepted by TrySend, but not by the system yet.
    private CarryBuffer _unsent;

    // Why a send failed; told once everything that can be read has been read.
    private int _sendError;

    // Edge-triggered: an edge that came while no receiver could read is remembered here.
    private bool _readReady;
    private bool _inReceive;

    private EpollConnection(EpollLoop loop, IConnectHandler handler)
        : base(handler) => _loop = loop;

    public override TransportLoop Loop => _loop;

    public override bool HasUnsent => _unsent.Count != 0;

    // Posted to itself to receive what came while it was paused, or what one turn had no time for.
    void ILoopTask.Run()
    {
        if (_readReady && !IsClosed && !IsPaused)
        {
            ReceiveReady(hangUp: true);
        }
    }

    /// <summary>Handles a readiness event.</summary>
    internal void OnReady(uint events)
    {
        if (IsConnecting)
        {
            FinishConnect(events);
            return;
        }

        if (_unsent.Count != 0 && (events & Libc.EpollOut) != 0)
        {
            SendUnsent();
        }

        // Sending may have called a handler that closed the connection.
        if ((events & (Libc.EpollIn | Libc.EpollReadHangUp | Libc.EpollHangUp | Libc.EpollError)) != 0 && !IsClosed)
        {
            _readReady = true;
            if (!IsPaused)
            {
                ReceiveReady((events & ~(Libc.EpollIn | Libc.EpollOut)) != 0);
            }
        }
    }

    protected override void OnResumed()
    {
        if (_readReady && !_inReceive)
        {
            _loop.Post(this);
        }
    }

    private protected override void OnRetired() => _loop.Retire(this);

    protected override void EndSend() => _ = Libc.Shutdown(_descriptor, Libc.ShutWrite);

    protected override void Release(bool reset)
    {
        _loop.Remove(_slot);
        if (reset)
        {
            // struct linger { on, 0 seconds }: the close then resets the connection.
            int* linger = stackalloc int[] { 1, 0 };
            _ = Libc.SetSocketOption(_descriptor, Libc.SolSocket, Libc.SoLinger, linger, 2 * sizeof(int));
        }

        _ = Libc.Close(_descriptor);
        _unsent.Release();
        if (!_inReceive)
        {
            // Else the receiver still looks at these bytes; the receiving loop releases them when it is back.
            _carry.Release();
        }
    }
}
