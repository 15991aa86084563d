using System.Net.Sockets;

namespace FastHttp.Transports.Sockets;

/// <summary>The receiving direction: one receive is always pending, unless paused.</summary>
internal sealed partial class SocketConnection
{
    private const int ReceiveBufferBytes = 16 * 1024;

    private CarryBuffer _carry;
    private bool _paused = true;
    private bool _receiving;
    private bool _inReceive;

    public override void PauseReceive() => _paused = true;

    public override void ResumeReceive()
    {
        if (!_paused)
        {
            return;
        }

        _paused = false;
        if (!_receiving && !_inReceive)
        {
            Receive();
        }
    }

    private void Receive()
    {
        while (!_closed && !_paused)
        {
            // The room is taken behind the octets that wait, so that they stay contiguous.
            _carry.Reserve(ReceiveBufferBytes);
            _receive.SetBuffer(_carry.FreeMemory);
            _receiving = true;
            if (_socket.ReceiveAsync(_receive))
            {
                return;
            }

            EndReceive();
        }
    }

    private void OnReceiveCompleted()
    {
        EndReceive();
        Receive();
    }

    private void EndReceive()
    {
        _receiving = false;
        if (_closed)
        {
            _carry.Release();
            return;
        }

        if (_receive.SocketError != SocketError.Success || _receive.BytesTransferred == 0)
        {
            Fail(_receive.Error, (int)_receive.SocketError);
            return;
        }

        _carry.Append(_receive.BytesTransferred);
        _inReceive = true;
        int consumed = _receiver!.OnReceived(_carry.Span);
        _inReceive = false;
        if (_closed)
        {
            _carry.Release();
        }
        else
        {
            _carry.Consume(consumed);
        }
    }

    private void ReleaseBuffers()
    {
        // While an operation or a receiver still looks at a buffer, its end releases it.
        if (!_receiving && !_inReceive)
        {
            _carry.Release();
        }

        if (!_sending)
        {
            _unsent.Release();
            _inFlight.Release();
        }
    }
}
