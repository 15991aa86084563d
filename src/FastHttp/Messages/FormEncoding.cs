using System;
using System.Buffers;
using FastHttp.Buffers;
using FastHttp.Http1;

namespace FastHttp.Messages;

/// <summary>
/// The percent-encoding of queries and forms (WHATWG URL, <c>application/x-www-form-urlencoded</c>): a plus for each
/// space, and every byte but letters, digits and <c>*-._</c> as three.
/// </summary>
internal static class FormEncoding
{
    private static readonly SearchValues<byte> s_plain = SearchValues.Create(
        "*-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    internal static void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExcept(s_plain);
            plain = plain < 0 ? text.Length : plain;
            output.Write(text[..plain]);
            text = text[plain..];
            if (!text.IsEmpty)
            {
                WriteEncoded(text[0], output);
                text = text[1..];
            }
        }
    }

    /// <summary>Appends what was encoded. A percent sign that begins no code stands for itself.</summary>
    internal static void Decode(ReadOnlySpan<byte> text, MessageBuffer output)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAny((byte)'+', (byte)'%');
            plain = plain < 0 ? text.Length : plain;
            output.Append(text[..plain]);
            text = text[plain..];
            if (text.IsEmpty)
            {
                return;
            }

            int taken = TryDecode(text, out byte current) ? 3 : 1;
            output.Append(current);
            text = text[taken..];
        }
    }

    private static void WriteEncoded(byte current, IBufferWriter<byte> output)
    {
        if (current == HttpSyntax.Sp)
        {
            output.Write("+"u8);
            return;
        }

        Span<byte> code = output.GetSpan(3);
        code[0] = (byte)'%';
        code[1] = HexDigit(current >> 4);
        code[2] = HexDigit(current & 0xF);
        output.Advance(3);
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, out byte current)
    {
        current = text[0] == (byte)'+' ? HttpSyntax.Sp : text[0];
        if (text[0] != (byte)'%' || text.Length < 3)
        {
            return false;
        }

        int high = HexValue(text[1]);
        int low = HexValue(text[2]);
        if ((high | low) < 0)
        {
            return false;
        }

        current = (byte)((high << 4) | low);
        return true;
    }

    private static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);

    private static int HexValue(byte current)
    {
        int digit = current - '0';
        int letter = (current | 0x20) - 'a';
        return (uint)digit <= 9 ? digit : (uint)letter <= 5 ? letter + 10 : -1;
    }
}
