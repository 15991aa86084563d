using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace FastHttp.Http1;

/// <summary>
/// Byte classes and constants of the HTTP/1.1 grammar (RFC 9110 §5, RFC 9112 §2). Everything works on
/// bytes, never on characters (RFC 9112 §2.2).
/// </summary>
internal static class HttpSyntax
{
    internal const byte Cr = (byte)'\r';
    internal const byte Lf = (byte)'\n';
    internal const byte Sp = (byte)' ';
    internal const byte Tab = (byte)'\t';
    internal const byte Colon = (byte)':';

    /// <summary>tchar of RFC 9110 §5.6.2.</summary>
    internal static readonly SearchValues<byte> Token = SearchValues.Create(
        "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~"u8);

    /// <summary>Bytes that end a line or may not stand in one: every control but HTAB (RFC 9110 §5.5).</summary>
    internal static readonly SearchValues<byte> NotText = SearchValues.Create(ControlsButTab());

    /// <summary>Bytes that may stand in a request target: visible US-ASCII (RFC 9112 §3.2).</summary>
    internal static readonly SearchValues<byte> Visible = SearchValues.Create(VisibleAscii());

    internal static bool IsBlank(byte current) => current is Sp or Tab;

    internal static bool IsDigit(byte current) => (uint)(current - '0') <= 9;

    internal static bool IsToken(ReadOnlySpan<byte> text) => text.Length > 0 && !text.ContainsAnyExcept(Token);

    /// <summary>Whether the bytes can stand in a field value: no control byte but HTAB.</summary>
    internal static bool IsFieldText(ReadOnlySpan<byte> text) => !text.ContainsAny(NotText);

    /// <summary>
    /// Finds the first byte that ends or spoils a line; -1 if there is none. The first block, which is the whole
    /// value of most fields, is looked at in place: the call into the general search costs more than the search.
    /// </summary>
    internal static int IndexOfControl(ReadOnlySpan<byte> text)
    {
        if (text.Length < Vector256<byte>.Count)
        {
            return text.IndexOfAny(NotText);
        }

        Vector256<byte> block = Vector256.Create(text);
        Vector256<byte> controls = Vector256.AndNot(
            Vector256.LessThan(block, Vector256.Create(Sp)), Vector256.Equals(block, Vector256.Create(Tab)));
        uint found = (controls | Vector256.Equals(block, Vector256.Create((byte)0x7F))).ExtractMostSignificantBits();
        if (found != 0)
        {
            return BitOperations.TrailingZeroCount(found);
        }

        int index = text.Slice(Vector256<byte>.Count).IndexOfAny(NotText);
        return index < 0 ? -1 : index + Vector256<byte>.Count;
    }

    /// <summary>Removes SP and HTAB from both ends (RFC 9110 §5.6.3).</summary>
    internal static ReadOnlySpan<byte> TrimBlanks(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && IsBlank(text[0]))
        {
            text = text[1..];
        }

        while (text.Length > 0 && IsBlank(text[^1]))
        {
            text = text[..^1];
        }

        return text;
    }

    /// <summary>Takes the next member of a comma-separated list, trimmed; it may be empty.</summary>
    internal static bool TryTakeMember(ref ReadOnlySpan<byte> rest, ref bool atEnd, out ReadOnlySpan<byte> member)
    {
        if (atEnd)
        {
            member = default;
            return false;
        }

        int comma = rest.IndexOf((byte)',');
        atEnd = comma < 0;
        member = TrimBlanks(atEnd ? rest : rest[..comma]);
        rest = atEnd ? default : rest[(comma + 1)..];
        return true;
    }

    /// <summary>
    /// Compares a token with a name of as many lower-case letters, digits and hyphens, four at least, ignoring case.
    /// Setting bit 5 maps exactly the capitals onto the small letters among token bytes, so no other token can come
    /// out equal.
    /// </summary>
    internal static bool EqualsLowered(ReadOnlySpan<byte> token, ReadOnlySpan<byte> lowered)
    {
        const ulong Case8 = 0x2020202020202020;
        const uint Case4 = 0x20202020;

        int length = token.Length;
        Debug.Assert(length == lowered.Length && length >= 4, "Of one length, which the loads below can read.");
        if (length >= 8)
        {
            for (int index = 0; index < length - 8; index += 8)
            {
                ulong bytes = BinaryPrimitives.ReadUInt64LittleEndian(token.Slice(index)) | Case8;
                if (bytes != BinaryPrimitives.ReadUInt64LittleEndian(lowered.Slice(index)))
                {
                    return false;
                }
            }

            // The last load overlaps the one before it.
            ulong tail = BinaryPrimitives.ReadUInt64LittleEndian(token.Slice(length - 8)) | Case8;
            return tail == BinaryPrimitives.ReadUInt64LittleEndian(lowered.Slice(length - 8));
        }

        uint first = BinaryPrimitives.ReadUInt32LittleEndian(token) | Case4;
        uint last = BinaryPrimitives.ReadUInt32LittleEndian(token.Slice(length - 4)) | Case4;
        return first == BinaryPrimitives.ReadUInt32LittleEndian(lowered)
            && last == BinaryPrimitives.ReadUInt32LittleEndian(lowered.Slice(length - 4));
    }

    private static byte[] ControlsButTab()
    {
        byte[] bytes = new byte[32];
        int count = 0;
        for (byte current = 0; current < 0x20; current++)
        {
            if (current != Tab)
            {
                bytes[count++] = current;
            }
        }

        bytes[count] = 0x7F;
        return bytes;
    }

    private static byte[] VisibleAscii()
    {
        byte[] bytes = new byte[0x7F - 0x21];
        for (int index = 0; index < bytes.Length; index++)
        {
            bytes[index] = (byte)(0x21 + index);
        }

        return bytes;
    }
}
