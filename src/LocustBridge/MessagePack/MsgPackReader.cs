using System;
using System.Buffers.Binary;
using System.Text;

namespace LocustBridge.MessagePack;

/// <summary>
/// Reads MessagePack values, one after the other, from a span that holds a whole message. Lives on the stack of one
/// thread. No method throws for any input: what is cut short, too deep or of another kind gives
/// <see langword="false"/>, and the reader must not be used further.
/// </summary>
// Format bytes: msgpack spec, "Formats". A message comes whole out of its ZMTP frame, so short input is an error.
// Invariant: 0 <= _position <= _input.Length.
public ref struct MsgPackReader
{
    /// <summary>The deepest nesting that <see cref="TrySkip()"/> follows.</summary>
    public const int DepthMax = 64;

    private readonly ReadOnlySpan<byte> _input;
    private int _position;

    /// <summary>Starts at the first octet of <paramref name="input"/>.</summary>
    /// <param name="input">One or more whole values.</param>
    public MsgPackReader(ReadOnlySpan<byte> input)
    {
        _input = input;
        _position = 0;
    }

    /// <summary>Octets read so far.</summary>
    public readonly int Consumed => _position;

    /// <summary>Whether all input was read.</summary>
    public readonly bool AtEnd => _position == _input.Length;

    /// <summary>The kind of the next value; does not move.</summary>
    public readonly MsgPackKind Peek() => AtEnd ? MsgPackKind.None : KindOf(_input[_position]);

    /// <summary>Reads nil.</summary>
    public bool TryReadNil() => TryTake(0xc0);

    /// <summary>Reads true or false.</summary>
    /// <param name="value">The value read.</param>
    public bool TryReadBoolean(out bool value)
    {
        value = !AtEnd && _input[_position] == 0xc3;
        return TryTake(0xc2) || TryTake(0xc3);
    }

    /// <summary>Reads an integer of any width that fits a signed 64-bit integer.</summary>
    /// <param name="value">The value read.</param>
    public bool TryReadInt64(out long value)
    {
        if (TryReadInteger(out ulong bits, out bool negative) && (negative || bits <= long.MaxValue))
        {
            value = (long)bits;
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>Reads an integer of any width.</summary>
    /// <param name="bits">The value; for a negative one its two's complement.</param>
    /// <param name="negative">Whether <paramref name="bits"/> is to be read as a signed value.</param>
    public bool TryReadInteger(out ulong bits, out bool negative)
    {
        bits = 0;
        negative = false;
        if (AtEnd)
        {
            return false;
        }

        byte code = _input[_position];
        if (code <= 0x7f || code >= 0xe0)
        {
            _position++;
            return Signed((sbyte)code, out bits, out negative);
        }

        if (code is < 0xcc or > 0xd3 || !TryTakeBytes(1 << (code & 3), out ReadOnlySpan<byte> raw))
        {
            return false;
        }

        bits = code switch
        {
            0xcc => raw[0],
            0xcd => BinaryPrimitives.ReadUInt16BigEndian(raw),
            0xce => BinaryPrimitives.ReadUInt32BigEndian(raw),
            0xcf => BinaryPrimitives.ReadUInt64BigEndian(raw),
            _ => 0,
        };
        return code switch
        {
            0xd0 => Signed((sbyte)raw[0], out bits, out negative),
            0xd1 => Signed(BinaryPrimitives.ReadInt16BigEndian(raw), out bits, out negative),
            0xd2 => Signed(BinaryPrimitives.ReadInt32BigEndian(raw), out bits, out negative),
            0xd3 => Signed(BinaryPrimitives.ReadInt64BigEndian(raw), out bits, out negative),
            _ => true,
        };
    }

    /// <summary>Reads a float of either width, or an integer as a float: Python peers mix them freely.</summary>
    /// <param name="value">The value read.</param>
    public bool TryReadDouble(out double value)
    {
        value = 0;
        if (AtEnd)
        {
            return false;
        }

        switch (_input[_position])
        {
            case 0xca when TryTakeBytes(4, out ReadOnlySpan<byte> raw):
                value = BinaryPrimitives.ReadSingleBigEndian(raw);
                return true;
            case 0xcb when TryTakeBytes(8, out ReadOnlySpan<byte> raw):
                value = BinaryPrimitives.ReadDoubleBigEndian(raw);
                return true;
            case 0xca or 0xcb:
                return false;
        }

        if (!TryReadInteger(out ulong bits, out bool negative))
        {
            return false;
        }

        value = negative ? (long)bits : bits;
        return true;
    }

    /// <summary>Reads text. Octets that are not UTF-8 become U+FFFD.</summary>
    /// <param name="value">The text read; empty when the result is <see langword="false"/>.</param>
    public bool TryReadString(out string value)
    {
        if (Peek() == MsgPackKind.String && TryReadOctets(out ReadOnlySpan<byte> raw))
        {
            value = Encoding.UTF8.GetString(raw);
            return true;
        }

        value = string.Empty;
        return false;
    }

    /// <summary>Reads the octets of text or of binary data, without a copy.</summary>
    /// <param name="value">A part of the input.</param>
    public bool TryReadOctets(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (AtEnd)
        {
            return false;
        }

        byte code = _input[_position];
        uint length;
        switch (code)
        {
            case >= 0xa0 and <= 0xbf:
                length = code & 0x1fu;
                _position++;
                break;
            case 0xd9 or 0xc4 or 0xda or 0xc5 or 0xdb or 0xc6:
                int width = code is 0xd9 or 0xc4 ? 1 : code is 0xda or 0xc5 ? 2 : 4;
                if (!TryTakeLength(width, out length))
                {
                    return false;
                }

                break;
            default:
                return false;
        }

        return TryTakeRaw(length, out value);
    }

    /// <summary>Reads the head of an array.</summary>
    /// <param name="count">Values that follow. Never more than octets left, so it is safe to allocate by.</param>
    public bool TryReadArrayHeader(out int count) => TryReadHeader(0x90, 0xdc, 1, out count);

    /// <summary>Reads the head of a map.</summary>
    /// <param name="count">Pairs that follow. Never more than half the octets left.</param>
    public bool TryReadMapHeader(out int count) => TryReadHeader(0x80, 0xde, 2, out count);

    /// <summary>Steps over one value of any kind, extensions included.</summary>
    public bool TrySkip() => TrySkip(DepthMax);

    private static MsgPackKind KindOf(byte code) => code switch
    {
        <= 0x7f or >= 0xe0 => MsgPackKind.Integer,
        <= 0x8f => MsgPackKind.Map,
        <= 0x9f => MsgPackKind.Array,
        <= 0xbf => MsgPackKind.String,
        0xc0 => MsgPackKind.Nil,
        0xc1 => MsgPackKind.None,
        0xc2 or 0xc3 => MsgPackKind.Boolean,
        <= 0xc6 => MsgPackKind.Binary,
        <= 0xc9 => MsgPackKind.Extension,
        0xca or 0xcb => MsgPackKind.Float,
        <= 0xd3 => MsgPackKind.Integer,
        <= 0xd8 => MsgPackKind.Extension,
        <= 0xdb => MsgPackKind.String,
        <= 0xdd => MsgPackKind.Array,
        _ => MsgPackKind.Map,
    };

    private static bool Signed(long value, out ulong bits, out bool negative)
    {
        bits = (ulong)value;
        negative = value < 0;
        return true;
    }

    private bool TrySkip(int depthLeft)
    {
        if (depthLeft == 0)
        {
            return false;
        }

        int children;
        switch (Peek())
        {
            case MsgPackKind.Nil or MsgPackKind.Boolean:
                _position++;
                return true;
            case MsgPackKind.Integer:
                return TryReadInteger(out _, out _);
            case MsgPackKind.Float:
                return TryReadDouble(out _);
            case MsgPackKind.String or MsgPackKind.Binary:
                return TryReadOctets(out _);
            case MsgPackKind.Extension:
                return TrySkipExtension();
            case MsgPackKind.Array:
                if (!TryReadArrayHeader(out children))
                {
                    return false;
                }

                break;
            case MsgPackKind.Map:
                if (!TryReadMapHeader(out children))
                {
                    return false;
                }

                children *= 2;
                break;
            default:
                return false;
        }

        for (int i = 0; i < children; i++)
        {
            if (!TrySkip(depthLeft - 1))
            {
                return false;
            }
        }

        return true;
    }

    private bool TrySkipExtension()
    {
        byte code = _input[_position];
        uint length;
        if (code >= 0xd4)
        {
            length = 1u << (code - 0xd4);
            _position++;
        }
        else if (!TryTakeLength(1 << (code - 0xc7), out length))
        {
            return false;
        }

        // One octet of type, then the data.
        return TryTakeRaw(1, out _) && TryTakeRaw(length, out _);
    }

    private bool TryReadHeader(byte fix, byte wide, int valuesPerItem, out int count)
    {
        count = 0;
        if (AtEnd)
        {
            return false;
        }

        byte code = _input[_position];
        uint length;
        if ((code & 0xf0) == fix)
        {
            length = code & 0x0fu;
            _position++;
        }
        else if (code != wide && code != wide + 1)
        {
            return false;
        }
        else if (!TryTakeLength(code == wide ? 2 : 4, out length))
        {
            return false;
        }

        // Each value takes an octet at least: a larger count is a lie, and would be an invitation to allocate.
        if (length * (ulong)valuesPerItem > (ulong)(_input.Length - _position))
        {
            return false;
        }

        count = (int)length;
        return true;
    }

    private bool TryTakeLength(int width, out uint length)
    {
        length = 0;
        if (!TryTakeBytes(width, out ReadOnlySpan<byte> raw))
        {
            return false;
        }

        length = width switch
        {
            1 => raw[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(raw),
            _ => BinaryPrimitives.ReadUInt32BigEndian(raw),
        };
        return true;
    }

    // Takes the format byte and `width` octets after it; nothing is taken when they are not all there.
    private bool TryTakeBytes(int width, out ReadOnlySpan<byte> raw)
    {
        if (_input.Length - _position <= width)
        {
            raw = default;
            return false;
        }

        raw = _input.Slice(_position + 1, width);
        _position += width + 1;
        return true;
    }

    private bool TryTakeRaw(uint length, out ReadOnlySpan<byte> raw)
    {
        if (length > (uint)(_input.Length - _position))
        {
            raw = default;
            return false;
        }

        raw = _input.Slice(_position, (int)length);
        _position += (int)length;
        return true;
    }

    private bool TryTake(byte code)
    {
        if (AtEnd || _input[_position] != code)
        {
            return false;
        }

        _position++;
        return true;
    }
}
