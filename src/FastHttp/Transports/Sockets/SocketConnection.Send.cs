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
    private bool _sending;

    // Why a send failed; told once everything that can be read has been read.
    private SocketError _sendError;

    public override bool HasUnsent => _unsent.Count != 0 || _inFlight.Count != 0;

    public override bool TrySend(ReadOnlySpan<byte> data)
    {
        if (IsClosed || IsSendEnded)
        {
            return false;
        }

        if (_sendError != SocketError.Success)
        {
            return true;
        }

        data.CopyTo(_unsent.Reserve(data.Length));
        _unsent.Append(data.Length);
        if (!_sending)
        {
            StartSend();
        }

        return true;
    }

    // Sends until the system makes us wait. The operation completes at once as long as the socket has room.
    private void StartSend()
    {
        while (!IsClosed)
        {
            if (_inFlight.Count == 0)
            {
                if (_unsent.Count == 0)
                {
                    OnAllSent();
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
        if (IsConnecting)
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
        if (IsClosed)
        {
            ReleaseSend();
            return;
        }

        if (_send.SocketError == SocketError.Success)
        {
            _inFlight.Consume(_send.BytesTransferred);
            return;
        }

        // What the peer sent before it broke off is still read; the receiving side tells how it ended.
        _sendError = _send.SocketError;
        ReleaseSend();
        if (SocketErrors.ToTransportError(_sendError) != TransportError.Reset)
        {
            // The connection may not be dead, and the pending receive would wait for ever.
            TryShutdown(SocketShutdown.Receive);
        }
    }

    private void ReleaseSend()
    {
        // While an operation still looks at the buffers, its end releases them.
        if (!_sending)
        {
            _unsent.Release();
            _inFlight.Release();
        }
    }
}
