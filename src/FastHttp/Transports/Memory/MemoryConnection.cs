using System;

namespace FastHttp.Transports.Memory;

/// <summary>
/// One end of a pair. What is sent waits in the other end's inbox and is delivered by a task of the loop.
/// Loop-owned.
/// </summary>
internal sealed class MemoryConnection : TransportConnection, ILoopTask
{
    // Octets one end may have under way before its sends count as unsent; as a socket's buffer would.
    private const int WindowBytes = 256 * 1024;

    private readonly MemoryLoop _loop;
    private MemoryConnection? _peer;
    private ITransportReceiver? _receiver;
    private ILoopTask? _sentTask;
    private CarryBuffer _inbox;
    private int _fresh;
    private bool _paused = true;
    private bool _posted;
    private bool _closed;
    private bool _delivering;
    private bool _ended;
    private TransportError _endReason;

    public MemoryConnection(MemoryLoop loop) => _loop = loop;

    public override TransportLoop Loop => _loop;

    public override bool IsClosed => _closed;

    public override bool HasUnsent => _peer is { _closed: false } peer && peer._inbox.Count > WindowBytes;

    public void Join(MemoryConnection peer)
    {
        _peer = peer;
        peer._peer = this;
    }

    public override void Attach(ITransportReceiver receiver)
    {
        _receiver = receiver;
        ResumeReceive();
    }

    public override void PauseReceive() => _paused = true;

    public override void ResumeReceive()
    {
        _paused = false;
        Schedule();
    }

    public override bool TrySend(ReadOnlySpan<byte> data)
    {
        if (_closed)
        {
            return false;
        }

        if (_peer is { _closed: false, _ended: false } peer && data.Length != 0)
        {
            data.CopyTo(peer._inbox.Reserve(data.Length));
            peer._inbox.Append(data.Length);
            peer._fresh += data.Length;
            peer.Schedule();
        }

        return true;
    }

    public override void NotifySent(ILoopTask task)
    {
        if (HasUnsent && !_closed)
        {
            _sentTask = task;
        }
        else
        {
            task.Run();
        }
    }

    public override void ShutdownSend() => _peer?.End(TransportError.None);

    public override void Close()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _receiver = null;
        if (!_delivering)
        {
            _inbox.Release();
        }

        _peer?.End(TransportError.None);
        _peer?.RunSentTask();
        RunSentTask();
    }

    public override void Abort()
    {
        MemoryConnection? peer = _peer;
        Fail(TransportError.Aborted);
        peer?.Break();
    }

    void ILoopTask.Run()
    {
        _posted = false;
        if (_closed || _paused || _receiver is null)
        {
            return;
        }

        if (_fresh > 0)
        {
            Deliver(_receiver);
        }

        if (_ended && !_closed && !_paused && _fresh == 0)
        {
            Fail(_endReason);
        }
    }

    private void Deliver(ITransportReceiver receiver)
    {
        _fresh = 0;
        _delivering = true;
        int count = _inbox.Count;
        int consumed = receiver.OnReceived(_inbox.Span);
        _delivering = false;
        if (_closed)
        {
            _inbox.Release();
            return;
        }

        _inbox.Consume(consumed);
        if (count > WindowBytes && _inbox.Count <= WindowBytes)
        {
            _peer?.RunSentTask();
        }
    }

    private void Schedule()
    {
        if (!_posted && !_paused && (_fresh > 0 || _ended))
        {
            _posted = true;
            _loop.Post(this);
        }
    }

    private void End(TransportError reason)
    {
        if (!_ended)
        {
            _ended = true;
            _endReason = reason;
            Schedule();
        }
    }

    // A reset overtakes the octets that wait.
    private void Break()
    {
        _ended = true;
        _endReason = TransportError.Reset;
        _fresh = 0;
        Schedule();
    }

    private void Fail(TransportError reason)
    {
        ITransportReceiver? receiver = _receiver;
        Close();
        receiver?.OnClosed(reason);
    }

    private void RunSentTask()
    {
        ILoopTask? task = _sentTask;
        _sentTask = null;
        task?.Run();
    }
}
