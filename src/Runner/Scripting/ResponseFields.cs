using System;

namespace Runner.Scripting;

// Turns the field lines of a response into the Lua table that response() gets: names as sent, a repeated name's last
// value, values without leading blanks, folded lines joined by one space. Lenient: the parser has checked the head.
internal static class ResponseFields
{
    // No head that the parser lets through is longer; a fold within it fits.
    private const int FoldLimit = 1024;

    // block: field lines, with or without the status line before and the empty line behind. The table is on top.
    public static void Fill(LuaApi api, nint state, ReadOnlySpan<byte> block, bool skipStatusLine)
    {
        if (skipStatusLine)
        {
            _ = TakeLine(ref block);
        }

        while (!block.IsEmpty)
        {
            ReadOnlySpan<byte> line = TakeLine(ref block);
            int colon = line.IndexOf((byte)':');
            if (colon <= 0)
            {
                continue;
            }

            api.PushString(state, line[..colon]);
            ReadOnlySpan<byte> value = line[(colon + 1)..].TrimStart(" \t"u8);
            if (!block.IsEmpty && block[0] is (byte)' ' or (byte)'\t')
            {
                PushFolded(api, state, value, ref block);
            }
            else
            {
                api.PushString(state, value);
            }

            api.RawSet(state, -3);
        }
    }

    private static void PushFolded(
        LuaApi api, nint state, scoped ReadOnlySpan<byte> first, ref ReadOnlySpan<byte> block)
    {
        Span<byte> joined = stackalloc byte[FoldLimit];
        int length = Append(joined, 0, first);
        while (!block.IsEmpty && block[0] is (byte)' ' or (byte)'\t')
        {
            length = Append(joined, length, " "u8);
            length = Append(joined, length, TakeLine(ref block).Trim(" \t"u8));
        }

        api.PushString(state, joined[..length]);
    }

    // What does not fit is cut: folding is obsolete (RFC 9112 §5.2), longer ones are not worth a heap buffer.
    private static int Append(Span<byte> target, int length, ReadOnlySpan<byte> part)
    {
        int fits = Math.Min(part.Length, target.Length - length);
        part[..fits].CopyTo(target[length..]);
        return length + fits;
    }

    // One line without its end (CRLF or LF alone); the block moves on.
    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> block)
    {
        int end = block.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? block : block[..end];
        block = end < 0 ? [] : block[(end + 1)..];
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }
}
