using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Threading;

namespace LocustBridge.Zmtp;

// One TCP connection that speaks ZMTP as a DEALER, past its handshake. One thread receives; senders share _sendGate, so
// a frame is never torn. Breaks once: the first failure aborts the socket, and every later call sees it.
internal sealed class ZmtpChannel : IMasterChannel
{
    private readonly Lock _sendGate = new();
    private readonly Socket _socket;
    private readonly ZmtpReceiver _receiver;
    private readonly bool _canProbe;
    private readonly ArrayBufferWriter<byte> _sendBuffer = new(4096);
    private volatile bool _ended;

    public ZmtpChannel(Socket socket, ZmtpReceiver receiver)
    {
        _socket = socket;
        _receiver = receiver;

        // PING came with ZMTP 3.1; an older peer may take it for a protocol error.
        _canProbe = receiver.PeerMinor >= 1;
    }

    public bool TrySend(ReadOnlySpan<byte> message)
    {
        // A ROUTER's application gets exactly one part: no delimiter, no MORE.
        lock (_sendGate)
        {
            _sendBuffer.ResetWrittenCount();
            ZmtpFrame.Write(_sendBuffer, 0, message);
            return FlushLocked();
        }
    }

    public bool TryProbe(uint probe)
    {
        if (!_canProbe)
        {
            return false;
        }

        lock (_sendGate)
        {
            _sendBuffer.ResetWrittenCount();
            ZmtpCommand.WritePing(_sendBuffer, probe);
            return FlushLocked();
        }
    }

    public ChannelEvent Receive()
    {
        bool inMultipart = false;
        while (true)
        {
            ChannelFailure failure = _receiver.TakeFrame(out byte flags, out byte[] body);
            if (failure != ChannelFailure.None)
            {
                failure = _ended && failure != ChannelFailure.ProtocolError ? ChannelFailure.Closed : failure;
                Abort();
                return new ChannelEvent(ChannelEventKind.Closed, default, 0, failure);
            }

            if ((flags & ZmtpFrame.Command) != 0)
            {
                if (TryTakeCommand(body, out uint probe))
                {
                    return new ChannelEvent(ChannelEventKind.ProbeReply, default, probe, ChannelFailure.None);
                }

                continue;
            }

            // A master sends one part. Of several, the last is the payload, as after a delimiter.
            bool more = (flags & ZmtpFrame.More) != 0;
            if (more || (inMultipart && body.Length == 0))
            {
                inMultipart = more;
                continue;
            }

            return new ChannelEvent(ChannelEventKind.Message, body, 0, ChannelFailure.None);
        }
    }

    public void EndSending()
    {
        lock (_sendGate)
        {
            try
            {
                _socket.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // Gone already: nothing can arrive any more, and nobody waits for it.
            }
            catch (ObjectDisposedException)
            {
                // Likewise.
            }
        }
    }

    public void Abort()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        try
        {
            // Closing alone sends no FIN while another thread sits in Receive; this also wakes it.
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer was faster.
        }
        catch (ObjectDisposedException)
        {
            // Likewise.
        }
    }

    public void Dispose()
    {
        Abort();
        _socket.Dispose();
    }

    private bool TryTakeCommand(ReadOnlySpan<byte> body, out uint probe)
    {
        probe = 0;
        if (!ZmtpCommand.TrySplit(body, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data))
        {
            return false;
        }

        if (name.SequenceEqual("PING"u8) && data.Length >= 2)
        {
            lock (_sendGate)
            {
                _sendBuffer.ResetWrittenCount();
                ZmtpCommand.WritePong(_sendBuffer, data[2..]);
                FlushLocked();
            }
        }
        else if (name.SequenceEqual("PONG"u8) && data.Length == sizeof(uint))
        {
            probe = BinaryPrimitives.ReadUInt32BigEndian(data);
            return true;
        }

        // Commands we do not know are ignored, as libzmq does.
        return false;
    }

    private bool FlushLocked()
    {
        if (_ended)
        {
            return false;
        }

        try
        {
            ReadOnlySpan<byte> rest = _sendBuffer.WrittenSpan;
            while (!rest.IsEmpty)
            {
                int sent = _socket.Send(rest, SocketFlags.None, out SocketError error);
                if (error != SocketError.Success)
                {
                    // A timeout may have torn a frame, so the connection is of no more use either.
                    Abort();
                    return false;
                }

                rest = rest[sent..];
            }

            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }
}
