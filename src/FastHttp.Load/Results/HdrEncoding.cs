using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.IO.Compression;
using FastHttp.Load.Recording;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Results;

/// <summary>
/// HdrHistogram's own file forms, so that its tools can read, merge and plot what was measured: the V2 encoding
/// (HdrHistogram 2.1, EncodableHistogram), deflated and in base64. A LatencyHistogram is cut as an HdrHistogram from
/// 1 µs on with three digits is, so that its slots are that one's counts.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class HdrEncoding
{
    // The low nibble of a cookie's second digit tells how wide a count is; 1 is ZigZag LEB128.
    private const int Cookie = 0x1c849303 | 0x10;
    private const int CompressedCookie = 0x1c849304 | 0x10;
    private const int HeadLength = 40;
    private const int SignificantDigits = 3;

    /// <summary>A distribution, all of its samples, as text.</summary>
    public static string ToBase64(Distribution values)
    {
        byte[] plain = Encode(values);
        using MemoryStream compressed = new();
        compressed.Write(stackalloc byte[8]);
        using (ZLibStream deflate = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(plain);
        }

        Span<byte> whole = compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
        BinaryPrimitives.WriteInt32BigEndian(whole, CompressedCookie);
        BinaryPrimitives.WriteInt32BigEndian(whole[4..], whole.Length - 8);
        return Convert.ToBase64String(whole);
    }

    private static byte[] Encode(Distribution values)
    {
        using MemoryStream stream = new();
        stream.Write(stackalloc byte[HeadLength]);
        int next = 0;
        foreach (ValueCount item in values.Items)
        {
            // Slots without samples come as one negative count.
            int slot = LatencyHistogram.SlotOf(item.Low);
            if (slot > next)
            {
                WriteCount(stream, next - slot);
            }

            WriteCount(stream, item.Count);
            next = slot + 1;
        }

        byte[] plain = stream.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(plain, Cookie);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(4), plain.Length - HeadLength);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(8), 0);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(12), SignificantDigits);
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(16), 1);
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(24), LatencyHistogram.Limit);
        BinaryPrimitives.WriteDoubleBigEndian(plain.AsSpan(32), 1.0);
        return plain;
    }

    // ZigZag LEB128 of at most nine bytes, the last of which has all eight bits.
    private static void WriteCount(Stream stream, long count)
    {
        ulong rest = (ulong)((count << 1) ^ (count >> 63));
        for (int length = 1; length < 9; length++)
        {
            if (rest < 0x80)
            {
                stream.WriteByte((byte)rest);
                return;
            }

            stream.WriteByte((byte)(rest | 0x80));
            rest >>= 7;
        }

        stream.WriteByte((byte)rest);
    }
}
