using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.IO.Compression;
using System.Numerics;
using FastHttp.Load.Recording;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Results;

/// <summary>
/// Reads a histogram in HdrHistogram's V2 compressed encoding, as a document carries it. Source: the class
/// AbstractHistogram of HdrHistogram 2.1, encodeIntoCompressedByteBuffer.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class HdrDecoder
{
    private const int CookieMask = ~0xf0;
    private const int CompressedCookie = 0x1c849304;
    private const int PlainCookie = 0x1c849303;
    private const int HeaderBytes = 40;

    // A histogram of ours is below 100 KB; more is not a histogram.
    private const int MaxBytes = 16 << 20;

    /// <summary>The samples of the figures; null where they carry no histogram, or not a valid one.</summary>
    public static Distribution? Decode(LatencyFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        if (figures.Histogram is null)
        {
            return null;
        }

        try
        {
            ValueCount[]? items = Read(Inflate(Convert.FromBase64String(figures.Histogram)), figures);
            return items is null ? null : new Distribution(items, figures.Mean ?? 0, figures.Stdev ?? 0)
            {
                Minimum = figures.Min ?? 0,
                Maximum = figures.Max ?? 0,
            };
        }
        catch (Exception failure) when (failure is FormatException or InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Inflate(byte[] encoded)
    {
        if (encoded.Length < 8 || (BinaryPrimitives.ReadInt32BigEndian(encoded) & CookieMask) != CompressedCookie)
        {
            throw new FormatException("no compressed histogram");
        }

        using ZLibStream inflater = new(new MemoryStream(encoded, 8, encoded.Length - 8), CompressionMode.Decompress);
        using MemoryStream plain = new();
        byte[] buffer = new byte[8192];
        int read;
        while ((read = inflater.Read(buffer)) > 0)
        {
            plain.Write(buffer, 0, read);
            if (plain.Length > MaxBytes)
            {
                throw new FormatException("too large");
            }
        }

        return plain.ToArray();
    }

    private static ValueCount[]? Read(ReadOnlySpan<byte> plain, LatencyFigures figures)
    {
        if (plain.Length < HeaderBytes || (BinaryPrimitives.ReadInt32BigEndian(plain) & CookieMask) != PlainCookie)
        {
            return null;
        }

        int digits = Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(plain[12..]), 0, 5);
        long lowest = Math.Max(1, BinaryPrimitives.ReadInt64BigEndian(plain[16..]));
        int unit = BitOperations.Log2((ulong)lowest);
        int half = Math.Max(1, (int)Math.Ceiling(Math.Log2(2 * Math.Pow(10, digits)))) - 1;
        int length = Math.Min(BinaryPrimitives.ReadInt32BigEndian(plain[4..]), plain.Length - HeaderBytes);
        ReadOnlySpan<byte> counts = plain.Slice(HeaderBytes, Math.Max(0, length));
        List<ValueCount> items = [];
        long index = 0;
        while (counts.Length > 0)
        {
            long count = ReadCount(ref counts);
            if (count > 0)
            {
                items.Add(At(index, count, half, unit, figures));
                index++;
            }
            else
            {
                // A negative count is a run of empty slots; so is a lone 0.
                index += count == 0 ? 1 : -count;
            }
        }

        return [.. items];
    }

    private static ValueCount At(long index, long count, int half, int unit, LatencyFigures figures)
    {
        long halfCount = 1L << half;
        int bucket = (int)Math.Min(62, index >> half) - 1;
        long place = (index & (halfCount - 1)) + halfCount;
        if (bucket < 0)
        {
            place -= halfCount;
            bucket = 0;
        }

        int shift = Math.Min(bucket + unit, 62 - half);
        long low = place << shift;
        long high = low + (1L << shift) - 1;
        long smallest = figures.Min ?? 0;
        long largest = Math.Max(smallest, figures.Max ?? long.MaxValue);
        long value = Math.Clamp(low + ((high - low) / 2), smallest, largest);
        return new ValueCount(value, count) { Low = low, High = high };
    }

    // ZigZag over LEB128, of at most nine bytes: the ninth has all of its eight bits.
    private static long ReadCount(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        int used = 0;
        while (true)
        {
            if (used == bytes.Length)
            {
                throw new FormatException("a count is cut off");
            }

            byte current = bytes[used];
            value |= used == 8 ? (ulong)current << 56 : (ulong)(current & 0x7f) << (7 * used);
            used++;
            if (used == 9 || current < 0x80)
            {
                break;
            }
        }

        bytes = bytes[used..];
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
