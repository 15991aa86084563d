using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LocustBridge.Tests.Zmtp;

// The commands that a peer of tests needs: READY, PING, PONG (37/ZMTP, "NULL", "Heartbeating").
internal static class ZmtpCommand
{
    private const int PingContextMax = 16;

    public static void WriteReady(IBufferWriter<byte> output, string socketType, ReadOnlySpan<byte> identity)
    {
        var body = new ArrayBufferWriter<byte>(64);
        body.Write("\u0005READY"u8);
        WriteProperty(body, "Socket-Type"u8, Encoding.ASCII.GetBytes(socketType));
        WriteProperty(body, "Identity"u8, identity);
        ZmtpFrame.Write(output, ZmtpFrame.Command, body.WrittenSpan);
    }

    public static void WritePong(IBufferWriter<byte> output, ReadOnlySpan<byte> context)
    {
        Span<byte> body = stackalloc byte[5 + PingContextMax];
        "\u0004PONG"u8.CopyTo(body);
        context = context[..Math.Min(context.Length, PingContextMax)];
        context.CopyTo(body[5..]);
        ZmtpFrame.Write(output, ZmtpFrame.Command, body[..(5 + context.Length)]);
    }

    public static bool TrySplit(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data)
    {
        name = default;
        data = default;
        if (body.IsEmpty || body[0] == 0 || body[0] >= body.Length)
        {
            return false;
        }

        name = body.Slice(1, body[0]);
        data = body[(1 + body[0])..];
        return true;
    }

    public static bool IsReady(ReadOnlySpan<byte> body) =>
        TrySplit(body, out ReadOnlySpan<byte> name, out _) && name.SequenceEqual("READY"u8);

    // Reads the properties of a READY; names compare without case.
    public static bool TryReadReady(ReadOnlySpan<byte> data, out string socketType, out byte[] identity)
    {
        socketType = string.Empty;
        identity = [];
        while (!data.IsEmpty)
        {
            int nameLength = data[0];
            if (nameLength == 0 || data.Length < 1 + nameLength + 4)
            {
                return false;
            }

            ReadOnlySpan<byte> name = data.Slice(1, nameLength);
            uint valueLength = BinaryPrimitives.ReadUInt32BigEndian(data[(1 + nameLength)..]);
            data = data[(1 + nameLength + 4)..];
            if (valueLength > (uint)data.Length)
            {
                return false;
            }

            ReadOnlySpan<byte> value = data[..(int)valueLength];
            data = data[(int)valueLength..];
            if (Ascii.EqualsIgnoreCase(name, "Socket-Type"u8))
            {
                socketType = Encoding.ASCII.GetString(value);
            }
            else if (Ascii.EqualsIgnoreCase(name, "Identity"u8))
            {
                identity = value.ToArray();
            }
        }

        return true;
    }

    private static void WriteProperty(ArrayBufferWriter<byte> body, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        body.GetSpan(1)[0] = (byte)name.Length;
        body.Advance(1);
        body.Write(name);
        BinaryPrimitives.WriteInt32BigEndian(body.GetSpan(4), value.Length);
        body.Advance(4);
        body.Write(value);
    }
}
