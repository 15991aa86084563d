using System;
using System.Runtime.InteropServices;

namespace FastHttp.Transports.Linux;

/// <summary>The receiving direction.</summary>
internal sealed unsafe partial class EpollConnection
{
    // Reads in one turn: enough for any burst of small responses, and others get their turn beside a large body.
    private const int MaxReadsPerTurn = 16;

    // What is received at once while a receiver has left something.
    private const int CarryRoomBytes = 16 * 1024;

    // Reads until the system has no more. A read that did not fill its buffer has emptied the socket (epoll(7)), which
    // saves the call that would say EAGAIN; only a hang-up has to be read to its end, to see how it ended.
    private void ReceiveReady(bool hangUp)
    {
        _inReceive = true;
        int reads = 0;
        do
        {
            int received;
            int capacity;
            if (_carry.Count == 0)
            {
                capacity = _loop.ReceiveBuffer.Length;
                received = (int)Libc.Receive(_descriptor, _loop.ReceiveBufferPointer, (nuint)capacity, 0);
                if (received > 0)
                {
                    Deliver(_loop.ReceiveBuffer[..received]);
                }
            }
            else
            {
                Span<byte> free = _carry.Reserve(CarryRoomBytes);
                capacity = free.Length;
                fixed (byte* pointer = free)
                {
                    received = (int)Libc.Receive(_descriptor, pointer, (nuint)capacity, 0);
                }

                if (received > 0)
                {
                    _carry.Append(received);
                    DeliverCarried();
                }
            }

            if (received <= 0)
            {
                EndReceive(received == 0 ? 0 : Marshal.GetLastSystemError(), received == 0);
                break;
            }

            if (IsClosed)
            {
                break;
            }

            if (received < capacity && !hangUp)
            {
                // A send of the receiver's that failed has yet to be told; no edge may come of it.
                _readReady = _sendError != 0;
                break;
            }

            if (++reads == MaxReadsPerTurn)
            {
                _loop.Post(this);
                break;
            }
        }
        while (!IsPaused);

        _inReceive = false;
        if (IsClosed)
        {
            _carry.Release();
        }
    }

    private void EndReceive(int errno, bool endOfStream)
    {
        if (endOfStream)
        {
            // A send that failed with ECONNRESET took the socket's error with it, and what was a reset reads as an end.
            // EPIPE is no such case: the peer had ended its stream in order before it refused ours.
            int error = _sendError == Errno.BrokenPipe ? 0 : _sendError;
            Fail(Errno.ToTransportError(error), error);
        }
        else if (errno == Errno.Again)
        {
            _readReady = false;
            if (_sendError != 0)
            {
                Fail(Errno.ToTransportError(_sendError), _sendError);
            }
        }
        else if (errno != Errno.Interrupted)
        {
            Fail(Errno.ToTransportError(errno), errno);
        }
        else
        {
            _loop.Post(this);
        }
    }

    private void Deliver(ReadOnlySpan<byte> data)
    {
        int consumed = Receiver!.OnReceived(data);
        if (consumed < data.Length && !IsClosed)
        {
            ReadOnlySpan<byte> rest = data[consumed..];
            rest.CopyTo(_carry.Reserve(rest.Length));
            _carry.Append(rest.Length);
        }
    }

    private void DeliverCarried()
    {
        int consumed = Receiver!.OnReceived(_carry.Span);
        if (!IsClosed)
        {
            _carry.Consume(consumed);
        }
    }
}
