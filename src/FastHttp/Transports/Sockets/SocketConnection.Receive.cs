using System.Net.Sockets;

namespace FastHttp.Transports.Sockets;

/// <summary>
/// The receiving direction: one receive is always pending, unless paused. What it brings while paused is kept.
/// </summary>
internal sealed partial class SocketConnection
{
    private const int ReceiveBufferBytes = 16 * 1024;

    // Receives in one turn that complete at once; then others of the loop get their turn.
    private const int MaxReceivesPerTurn = 16;

    private CarryBuffer _carry;
    private bool _receiving;
    private bool _inReceive;

    // A receive has completed and its outcome has not been looked at.
    private bool _completed;

    protected override void OnResumed()
    {
        if (!_receiving && !_inReceive)
        {
            _loop.Post(this);
        }
    }

    private void Receive()
    {
        if (_inReceive || _receiving)
        {
            return;
        }

        _inReceive = true;
        int receives = 0;
        while (!IsClosed && !IsPaused)
        {
            if (_completed)
            {
                EndReceive();
            }
            else if (receives++ == MaxReceivesPerTurn)
            {
                _loop.Post(this);
                break;
            }
            else
            {
                // The room is taken after the bytes that wait, so that they stay contiguous.
                _carry.Reserve(ReceiveBufferBytes);
                _receive.SetBuffer(_carry.FreeMemory);
                _receiving = _socket.ReceiveAsync(_receive);
                if (_receiving)
                {
                    break;
                }

                _completed = true;
            }
        }

        _inReceive = false;
        if (IsClosed)
        {
            ReleaseReceive();
        }
    }

    private void OnReceiveCompleted()
    {
        _receiving = false;
        _completed = true;
        if (IsClosed)
        {
            _socket.Dispose();
            ReleaseReceive();
        }
        else
        {
            Receive();
        }
    }

    private void EndReceive()
    {
        _completed = false;
        if (_receive.SocketError != SocketError.Success)
        {
            Break(_receive.SocketError);
        }
        else if (_receive.BytesTransferred == 0)
        {
            // A send that failed with a reset took the socket's error with it, and what was a reset reads as an end.
            // A refusal to take more (EPIPE) is no such case: the peer had ended its stream in order before.
            Break(_sendError == SocketError.Shutdown ? SocketError.Success : _sendError);
        }
        else
        {
            _carry.Append(_receive.BytesTransferred);
            int consumed = Receiver!.OnReceived(_carry.Span);
            if (!IsClosed)
            {
                _carry.Consume(consumed);
            }
        }
    }

    private void ReleaseReceive()
    {
        // While an operation or a receiver still looks at the buffer, its end releases it.
        if (!_receiving && !_inReceive)
        {
            _carry.Release();
            _receive.Dispose();
        }
    }
}
