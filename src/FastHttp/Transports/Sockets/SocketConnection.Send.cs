using System;
using System.Net.Sockets;

namespace FastHttp.Transports.Sockets;

/// <summary>
/// The sending direction. The system is asked at once, without waiting; what it leaves is sent by one operation at a
/// time: <c>_inFlight</c> belongs to the operation, <c>_unsent</c> gathers what comes meanwhile.
/// </summary>
internal sealed partial class SocketConnection
{
    private CarryBuffer _unsent;
    private CarryBuffer _inFlight;
    private ILoopTask? _sentTask;
    private bool _sending;
    private bool _shutdownWhenSent;

    public override bool HasUnsent => _unsent.Count != 0 || _inFlight.Count != 0;

    public override bool TrySend(ReadOnlySpan<byte> data)
    {
        if (_closed)
        {
            return false;
        }

        data.CopyTo(_unsent.Reserve(data.Length));
        _unsent.Append(data.Length);
        if (!_sending)
        {
            StartSend();
        }

        return true;
    }

    public override void NotifySent(ILoopTask task)
    {
        if (!HasUnsent || _closed)
        {
            task.Run();
            return;
        }

        _sentTask = task;
    }

    // Sends until the system makes us wait. The operation completes at once as long as the socket has room.
    private void StartSend()
    {
        while (!_closed)
        {
            if (_inFlight.Count == 0)
            {
                if (_unsent.Count == 0)
                {
                    EndSend();
                    return;
                }

                (_inFlight, _unsent) = (_unsent, _inFlight);
            }

            _send.SetBuffer(_inFlight.Memory);
            _sending = true;
            if (_socket.SendAsync(_send))
            {
                return;
            }

            TakeSent();
        }
    }

    // Completion of the connect, later of the sends: they never overlap.
    private void OnSendCompleted()
    {
        if (_connecting is not null || (!_sending && !_closed))
        {
            FinishConnect();
            return;
        }

        TakeSent();
        StartSend();
    }

    private void TakeSent()
    {
        _sending = false;
        if (_closed)
        {
            _unsent.Release();
            _inFlight.Release();
            return;
        }

        if (_send.SocketError == SocketError.Success)
        {
            _inFlight.Consume(_send.BytesTransferred);
            return;
        }

        // What the peer sent before it broke off is still read; the receiving side tells how it ended.
        _unsent.Release();
        _inFlight.Release();
    }

    private void EndSend()
    {
        if (_shutdownWhenSent)
        {
            _shutdownWhenSent = false;
            ShutdownSend();
        }

        RunSentTask();
    }

    private void RunSentTask()
    {
        ILoopTask? task = _sentTask;
        _sentTask = null;
        task?.Run();
    }
}
