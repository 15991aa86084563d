using System;

namespace FastHttp.Transports.Memory;

/// <summary>
/// One end of a pair. What is sent waits in the other end's inbox and is delivered by a task of the loop.
/// Loop-owned.
/// </summary>
internal sealed class MemoryConnection : LoopConnection, ILoopTask
{
    // Bytes one end may have under way before its sends count as unsent; as a socket's buffer would.
    private const int WindowBytes = 256 * 1024;

    // What is delivered by one call at most, as by a loop that receives from sockets.
    private const int MaxDeliveryBytes = 64 * 1024;

    private readonly MemoryLoop _loop;
    private MemoryConnection? _peer;

    // What the peer sent: bytes that the receiver saw and left, then those that it has not seen.
    private CarryBuffer _inbox;
    private int _fresh;
    private bool _posted;
    private bool _delivering;

    // The peer has ended its stream, and how.
    private bool _ended;
    private TransportError _endReason;

    public MemoryConnection(MemoryLoop loop, IConnectHandler? connecting)
        : base(connecting)
    {
        _loop = loop;
        loop.Add(this);
    }

    public override TransportLoop Loop => _loop;

    public override bool HasUnsent => !IsClosed && _peer is { IsClosed: false } peer && peer._fresh > WindowBytes;

    public void Join(MemoryConnection peer)
    {
        _peer = peer;
        peer._peer = this;
    }

    public void Connected() => TellConnected();

    public override bool TrySend(ReadOnlySpan<byte> data)
    {
        if (IsClosed || IsSendEnded)
        {
            return false;
        }

        if (_peer is { IsClosed: false, _ended: false } peer && data.Length != 0)
        {
            data.CopyTo(peer._inbox.Reserve(data.Length));
            peer._inbox.Append(data.Length);
            peer._fresh += data.Length;
            peer.Schedule();
        }

        return true;
    }

    void ILoopTask.Run()
    {
        _posted = false;
        if (IsClosed || IsPaused)
        {
            return;
        }

        if (_fresh > 0)
        {
            Deliver();
        }

        if (_ended && !IsClosed && !IsPaused && _fresh == 0)
        {
            Fail(_endReason, 0);
        }
    }

    protected override void OnResumed() => Schedule();

    // All bytes are in the inbox already; those in front of the end are delivered first.
    protected override void EndSend() => _peer?.End(TransportError.None);

    protected override void Release(bool reset)
    {
        _loop.Remove(this);
        if (!_delivering)
        {
            _inbox.Release();
        }

        _peer?.End(reset ? TransportError.Reset : TransportError.None);
        _peer?.OnAllTaken();
    }

    private void Deliver()
    {
        bool full = _fresh > WindowBytes;
        int left = Math.Max(0, _fresh - MaxDeliveryBytes);
        _fresh = left;
        _delivering = true;
        int consumed = Receiver!.OnReceived(_inbox.Span[..^left]);
        _delivering = false;
        if (IsClosed)
        {
            _inbox.Release();
            return;
        }

        _inbox.Consume(consumed);
        Schedule();
        if (full)
        {
            _peer?.OnAllTaken();
        }
    }

    private void OnAllTaken()
    {
        if (!IsClosed && !HasUnsent)
        {
            OnAllSent();
        }
    }

    private void Schedule()
    {
        if (!_posted && !IsPaused && (_fresh > 0 || _ended))
        {
            _posted = true;
            _loop.Post(this);
        }
    }

    private void End(TransportError reason)
    {
        if (IsClosed || (_ended && reason == TransportError.None))
        {
            return;
        }

        _ended = true;
        _endReason = reason;
        if (reason != TransportError.None)
        {
            // A reset overtakes the bytes that wait.
            _fresh = 0;
        }

        Schedule();
    }
}
