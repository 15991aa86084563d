using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO.Compression;

namespace Testing.Codings;

/// <summary>
/// A second reading of the content codings (RFC 9110 §8.4.1), on whole bodies: gzip by RFC 1952, deflate by RFC 1950 or
/// without its wrapper, br by the runtime's decoder for whole inputs, which tells where its end is.
/// </summary>
internal static class ReferenceDecoder
{
    private const int ZlibMethod = 8;

    /// <summary>Undoes one coding of a body that is not empty.</summary>
    /// <param name="coding">gzip, deflate or br.</param>
    /// <param name="coded">All of the body.</param>
    /// <param name="maxBytes">Stops, with more than this in the result, once there is more.</param>
    /// <param name="hasRest">Whether something follows the coded bytes.</param>
    /// <exception cref="MalformedCodingException">The bytes are malformed, or end too early.</exception>
    public static byte[] Decode(string coding, byte[] coded, int maxBytes, out bool hasRest)
    {
        if (coding == "br")
        {
            return Brotli(coded, maxBytes, out hasRest);
        }

        List<byte> output = [];
        int at = 0;
        if (coding == "gzip")
        {
            while (at < coded.Length && output.Count <= maxBytes)
            {
                at = Member(coded, at, output, maxBytes);
            }
        }
        else if ((coded[0] & 0xf) == ZlibMethod)
        {
            at = Zlib(coded, output, maxBytes);
        }
        else
        {
            BitReader bits = new(coded, 0);
            ReferenceInflater.Inflate(bits, output, maxBytes);
            at = bits.At;
        }

        hasRest = at < coded.Length;
        return [.. output];
    }

    // RFC 1952 §2.3. Returns the place after the member.
    private static int Member(byte[] coded, int at, List<byte> output, int maxBytes)
    {
        int start = output.Count;
        BitReader bits = new(coded, at);
        Require(bits.TakeByte() == 0x1f && bits.TakeByte() == 0x8b && bits.TakeByte() == ZlibMethod);
        int flags = bits.TakeByte();
        Require((flags & 0xe0) == 0);
        Skip(bits, 6);
        if ((flags & 4) != 0)
        {
            Skip(bits, bits.TakeByte() | (bits.TakeByte() << 8));
        }

        for (int flag = 8; flag <= 16; flag *= 2)
        {
            while ((flags & flag) != 0 && bits.TakeByte() != 0)
            {
                // A name, or a comment, up to its NUL.
            }
        }

        if ((flags & 2) != 0)
        {
            uint sum = Crc32(coded.AsSpan(at..bits.At)) & 0xffff;
            Require(sum == (uint)(bits.TakeByte() | (bits.TakeByte() << 8)));
        }

        ReferenceInflater.Inflate(bits, output, maxBytes);
        if (output.Count <= maxBytes)
        {
            byte[] content = [.. output[start..]];
            Require(TakeNumber(bits) == Crc32(content) && TakeNumber(bits) == (uint)content.Length);
        }

        return bits.At;
    }

    // RFC 1950 §2.2, without a preset dictionary.
    private static int Zlib(byte[] coded, List<byte> output, int maxBytes)
    {
        BitReader bits = new(coded, 0);
        int head = (bits.TakeByte() << 8) | bits.TakeByte();
        Require(head % 31 == 0 && head >> 12 <= 7 && (head & 0x20) == 0);
        ReferenceInflater.Inflate(bits, output, maxBytes);
        if (output.Count <= maxBytes)
        {
            Require(BinaryPrimitives.ReverseEndianness(TakeNumber(bits)) == Adler32(output));
        }

        return bits.At;
    }

    private static byte[] Brotli(byte[] coded, int maxBytes, out bool hasRest)
    {
        byte[] output = new byte[maxBytes + 1];
        using BrotliDecoder decoder = default;
        OperationStatus status = decoder.Decompress(coded, output, out int consumed, out int written);
        Require(status == OperationStatus.Done
            || (status == OperationStatus.DestinationTooSmall && written > maxBytes));
        hasRest = consumed < coded.Length;
        return output[..written];
    }

    private static void Skip(BitReader bits, int count)
    {
        for (int skipped = 0; skipped < count; skipped++)
        {
            bits.TakeByte();
        }
    }

    private static uint TakeNumber(BitReader bits)
    {
        uint number = 0;
        for (int place = 0; place < 32; place += 8)
        {
            number |= (uint)bits.TakeByte() << place;
        }

        return number;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte current in bytes)
        {
            sum ^= current;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ ((sum & 1) == 0 ? 0 : 0xedb88320);
            }
        }

        return ~sum;
    }

    private static uint Adler32(List<byte> bytes)
    {
        uint low = 1;
        uint high = 0;
        foreach (byte current in bytes)
        {
            low = (low + current) % 65521;
            high = (high + low) % 65521;
        }

        return (high << 16) | low;
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new MalformedCodingException();
        }
    }
}
