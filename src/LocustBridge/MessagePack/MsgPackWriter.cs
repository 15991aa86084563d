using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LocustBridge.MessagePack;

/// <summary>
/// Writes MessagePack values in their shortest form. Lives on the stack of one thread; each call hands its octets to
/// the buffer writer at once, so there is nothing to flush.
/// </summary>
// Shortest integers and str8 for 32 to 255 octets, as Python's packer does (use_bin_type): the masters' own dialect.
public readonly ref struct MsgPackWriter
{
    private readonly IBufferWriter<byte> _output;

    /// <summary>Appends to <paramref name="output"/>.</summary>
    /// <param name="output">Receives the octets; not owned.</param>
    public MsgPackWriter(IBufferWriter<byte> output) => _output = output;

    /// <summary>Writes nil.</summary>
    public void WriteNil() => WriteByte(0xc0);

    /// <summary>Writes true or false.</summary>
    /// <param name="value">The value.</param>
    public void Write(bool value) => WriteByte(value ? (byte)0xc3 : (byte)0xc2);

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The value.</param>
    public void Write(long value)
    {
        if (value >= 0)
        {
            Write((ulong)value);
            return;
        }

        Span<byte> span = _output.GetSpan(9);
        int length;
        switch (value)
        {
            case >= -32:
                span[0] = (byte)value;
                length = 1;
                break;
            case >= sbyte.MinValue:
                span[0] = 0xd0;
                span[1] = (byte)value;
                length = 2;
                break;
            case >= short.MinValue:
                span[0] = 0xd1;
                BinaryPrimitives.WriteInt16BigEndian(span[1..], (short)value);
                length = 3;
                break;
            case >= int.MinValue:
                span[0] = 0xd2;
                BinaryPrimitives.WriteInt32BigEndian(span[1..], (int)value);
                length = 5;
                break;
            default:
                span[0] = 0xd3;
                BinaryPrimitives.WriteInt64BigEndian(span[1..], value);
                length = 9;
                break;
        }

        _output.Advance(length);
    }

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The value.</param>
    public void Write(ulong value)
    {
        Span<byte> span = _output.GetSpan(9);
        int length;
        switch (value)
        {
            case <= 0x7f:
                span[0] = (byte)value;
                length = 1;
                break;
            case <= byte.MaxValue:
                span[0] = 0xcc;
                span[1] = (byte)value;
                length = 2;
                break;
            case <= ushort.MaxValue:
                span[0] = 0xcd;
                BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)value);
                length = 3;
                break;
            case <= uint.MaxValue:
                span[0] = 0xce;
                BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)value);
                length = 5;
                break;
            default:
                span[0] = 0xcf;
                BinaryPrimitives.WriteUInt64BigEndian(span[1..], value);
                length = 9;
                break;
        }

        _output.Advance(length);
    }

    /// <summary>Writes a float 64.</summary>
    /// <param name="value">The value.</param>
    public void Write(double value)
    {
        Span<byte> span = _output.GetSpan(9);
        span[0] = 0xcb;
        BinaryPrimitives.WriteDoubleBigEndian(span[1..], value);
        _output.Advance(9);
    }

    /// <summary>Writes text. A lone surrogate becomes U+FFFD: the octets are valid UTF-8 whatever comes in.</summary>
    /// <param name="value">The text; null is written as nil.</param>
    public void Write(string? value)
    {
        if (value is null)
        {
            WriteNil();
            return;
        }

        int length = Encoding.UTF8.GetByteCount(value);
        if (length < 32)
        {
            WriteByte((byte)(0xa0 | length));
        }
        else
        {
            WriteLength(0xd9, (uint)length);
        }

        Encoding.UTF8.GetBytes(value, _output.GetSpan(length));
        _output.Advance(length);
    }

    /// <summary>Writes octets.</summary>
    /// <param name="value">The octets.</param>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteLength(0xc4, (uint)value.Length);
        _output.Write(value);
    }

    /// <summary>Writes the head of an array; its values must follow.</summary>
    /// <param name="count">How many values follow.</param>
    public void WriteArrayHeader(int count) => WriteHeader(0x90, 0xdc, count);

    /// <summary>Writes the head of a map; its pairs must follow, key before value.</summary>
    /// <param name="count">How many pairs follow.</param>
    public void WriteMapHeader(int count) => WriteHeader(0x80, 0xde, count);

    private void WriteHeader(byte fix, byte wide, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count < 16)
        {
            WriteByte((byte)(fix | count));
            return;
        }

        Span<byte> span = _output.GetSpan(5);
        if (count <= ushort.MaxValue)
        {
            span[0] = wide;
            BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)count);
            _output.Advance(3);
            return;
        }

        span[0] = (byte)(wide + 1);
        BinaryPrimitives.WriteInt32BigEndian(span[1..], count);
        _output.Advance(5);
    }

    // The three length widths of str and bin have format bytes in a row.
    private void WriteLength(byte code8, uint length)
    {
        Span<byte> span = _output.GetSpan(5);
        if (length <= byte.MaxValue)
        {
            span[0] = code8;
            span[1] = (byte)length;
            _output.Advance(2);
        }
        else if (length <= ushort.MaxValue)
        {
            span[0] = (byte)(code8 + 1);
            BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)length);
            _output.Advance(3);
        }
        else
        {
            span[0] = (byte)(code8 + 2);
            BinaryPrimitives.WriteUInt32BigEndian(span[1..], length);
            _output.Advance(5);
        }
    }

    private void WriteByte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }
}
