using System;
using System.Runtime.InteropServices;

namespace FastHttp.Transports.Linux;

/// <summary>The sending direction.</summary>
internal sealed unsafe partial class EpollConnection
{
    public override bool TrySend(ReadOnlySpan<byte> data)
    {
        if (IsClosed || IsSendEnded)
        {
            return false;
        }

        if (_unsent.Count != 0)
        {
            Keep(data);
            return true;
        }

        if (_sendError != 0)
        {
            return true;
        }

        int sent = SendNow(data);
        if (sent == data.Length)
        {
            return true;
        }

        if (sent >= 0)
        {
            Keep(data[sent..]);
            return true;
        }

        // RFC 9112 §9.5 in transport terms: what the peer sent before it broke off is read before the failure is told.
        _readReady = true;
        _loop.Post(this);
        return true;
    }

    // How many bytes the system took; -1 when the connection broke.
    private int SendNow(ReadOnlySpan<byte> data)
    {
        int total = 0;
        fixed (byte* pointer = data)
        {
            while (total < data.Length)
            {
                nint sent = Libc.Send(_descriptor, pointer + total, (nuint)(data.Length - total), Libc.MsgNoSignal);
                if (sent >= 0)
                {
                    total += (int)sent;
                    continue;
                }

                int errno = Marshal.GetLastSystemError();
                if (errno == Errno.Again)
                {
                    return total;
                }

                if (errno != Errno.Interrupted)
                {
                    _sendError = errno;
                    return -1;
                }
            }
        }

        return total;
    }

    private void Keep(ReadOnlySpan<byte> data)
    {
        data.CopyTo(_unsent.Reserve(data.Length));
        _unsent.Append(data.Length);
    }

    private void SendUnsent()
    {
        int sent = SendNow(_unsent.Span);
        if (sent < 0)
        {
            _unsent.Release();
            _readReady = true;
            _loop.Post(this);
            TellSent();
            return;
        }

        _unsent.Consume(sent);
        if (_unsent.Count == 0)
        {
            OnAllSent();
        }
    }
}
