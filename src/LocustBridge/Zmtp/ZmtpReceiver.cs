using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace LocustBridge.Zmtp;

// The receiving half of one connection: socket -> pipe -> frames. One thread only, which blocks in the socket; the pipe
// is used for its segmented buffers, never across threads, so no call on it ever waits.
internal sealed class ZmtpReceiver
{
    private const int ReceiveBytes = 16 * 1024;

    // A stop threshold would make the flush wait for a reader that is this very thread.
    private static readonly PipeOptions s_pipeOptions = new(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: 0,
        useSynchronizationContext: false);

    private readonly Pipe _pipe = new(s_pipeOptions);
    private readonly Socket _socket;
    private readonly int _bodyMax;

    public ZmtpReceiver(Socket socket, int bodyMax)
    {
        _socket = socket;
        _bodyMax = bodyMax;
    }

    // The minor version of the peer's greeting; anything later than 3.x is at least 3.1.
    public int PeerMinor { get; private set; }

    // The peer's greeting, judged as it arrives. The socket's receive timeout applies to each read.
    public ChannelFailure TakeGreeting()
    {
        Span<byte> start = stackalloc byte[ZmtpGreeting.Length];
        while (true)
        {
            _pipe.Reader.TryRead(out ReadResult result);
            int length = (int)Math.Min(result.Buffer.Length, ZmtpGreeting.Length);
            result.Buffer.Slice(0, length).CopyTo(start);
            if (!ZmtpGreeting.IsPlausible(start[..length]))
            {
                return ChannelFailure.NotZmtp;
            }

            if (length == ZmtpGreeting.Length)
            {
                PeerMinor = start[10] > 3 ? 1 : start[11];
                _pipe.Reader.AdvanceTo(result.Buffer.GetPosition(length));
                return ChannelFailure.None;
            }

            Examine(result);
            ChannelFailure failure = Fill();
            if (failure != ChannelFailure.None)
            {
                // A peer of ours greets as soon as it is connected to. What hangs up without a word is a forwarder
                // (of a container, a load balancer) that has found nobody behind it: the master has died.
                return failure == ChannelFailure.Reset && length == 0 ? ChannelFailure.Refused : failure;
            }
        }
    }

    // Waits for one whole frame. Its body is a copy: it outlives the pipe's buffers.
    public ChannelFailure TakeFrame(out byte flags, out byte[] body)
    {
        flags = 0;
        body = [];
        while (true)
        {
            _pipe.Reader.TryRead(out ReadResult result);
            ReadOnlySequence<byte> buffer = result.Buffer;
            switch (ZmtpFrame.TryRead(ref buffer, _bodyMax, out ZmtpFrame frame))
            {
                case ZmtpFrameStatus.Done:
                    flags = frame.Flags;
                    body = frame.Body.ToArray();
                    _pipe.Reader.AdvanceTo(buffer.Start);
                    return ChannelFailure.None;
                case ZmtpFrameStatus.Invalid:
                    return ChannelFailure.ProtocolError;
                case ZmtpFrameStatus.TooLarge:
                    return ChannelFailure.FrameTooLarge;
            }

            Examine(result);
            ChannelFailure failure = Fill();
            if (failure != ChannelFailure.None)
            {
                return failure;
            }
        }
    }

    private void Examine(ReadResult result)
    {
        // A read that found nothing (default) must not be advanced.
        if (!result.Buffer.IsEmpty)
        {
            _pipe.Reader.AdvanceTo(result.Buffer.Start, result.Buffer.Start);
        }
    }

    private ChannelFailure Fill()
    {
        int count;
        try
        {
            count = _socket.Receive(_pipe.Writer.GetSpan(ReceiveBytes), SocketFlags.None, out SocketError error);
            if (error != SocketError.Success)
            {
                return SocketFailure.Of(error);
            }
        }
        catch (ObjectDisposedException)
        {
            return ChannelFailure.Closed;
        }

        if (count == 0)
        {
            return ChannelFailure.Reset;
        }

        _pipe.Writer.Advance(count);

        // Without a threshold a flush never waits.
        _pipe.Writer.FlushAsync().AsTask().GetAwaiter().GetResult();
        return ChannelFailure.None;
    }
}
