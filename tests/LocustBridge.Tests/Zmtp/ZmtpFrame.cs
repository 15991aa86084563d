using System;
using System.Buffers;
using System.Buffers.Binary;

namespace LocustBridge.Tests.Zmtp;

// A ZMTP 3 frame: flags, size, body (37/ZMTP, "Framing"). Short input is an ordinary answer.
internal readonly record struct ZmtpFrame(byte Flags, ReadOnlySequence<byte> Body)
{
    public const byte More = 0x01;
    public const byte Long = 0x02;
    public const byte Command = 0x04;

    private const int LongHeadLength = 9;

    public bool IsCommand => (Flags & Command) != 0;

    public bool HasMore => (Flags & More) != 0;

    // Takes one whole frame off the front of `input`. A long size for a short body is legal, libzmq reads it too.
    public static ZmtpFrameStatus TryRead(ref ReadOnlySequence<byte> input, int bodyMax, out ZmtpFrame frame)
    {
        frame = default;
        Span<byte> head = stackalloc byte[LongHeadLength];
        int headLength = (int)Math.Min(LongHeadLength, input.Length);
        input.Slice(0, headLength).CopyTo(head);
        if (headLength < 1)
        {
            return ZmtpFrameStatus.NeedMore;
        }

        byte flags = head[0];
        if ((flags & ~(More | Long | Command)) != 0 || (flags & (More | Command)) == (More | Command))
        {
            return ZmtpFrameStatus.Invalid;
        }

        int needed = (flags & Long) != 0 ? LongHeadLength : 2;
        if (headLength < needed)
        {
            return ZmtpFrameStatus.NeedMore;
        }

        ulong size = needed == 2 ? head[1] : BinaryPrimitives.ReadUInt64BigEndian(head[1..]);
        if (size > (ulong)bodyMax)
        {
            return ZmtpFrameStatus.TooLarge;
        }

        if (input.Length - needed < (long)size)
        {
            return ZmtpFrameStatus.NeedMore;
        }

        frame = new ZmtpFrame(flags, input.Slice(needed, (long)size));
        input = input.Slice(needed + (long)size);
        return ZmtpFrameStatus.Done;
    }

    public static void Write(IBufferWriter<byte> output, byte flags, ReadOnlySpan<byte> body)
    {
        Span<byte> span = output.GetSpan(LongHeadLength);
        if (body.Length <= byte.MaxValue)
        {
            span[0] = flags;
            span[1] = (byte)body.Length;
            output.Advance(2);
        }
        else
        {
            span[0] = (byte)(flags | Long);
            BinaryPrimitives.WriteUInt64BigEndian(span[1..], (ulong)body.Length);
            output.Advance(LongHeadLength);
        }

        output.Write(body);
    }
}
