using System;
using System.Collections.Generic;

namespace Testing.Codings;

/// <summary>
/// A second reading of the deflate format (RFC 1951), slow and plain, a bit at a time. It keeps to what zlib refuses
/// besides: codes that leave words over, symbols that have no meaning, distances before the first byte.
/// </summary>
internal static class ReferenceInflater
{
    private const int EndOfBlock = 256;

    private static readonly int[] s_lengthBase =
    [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ];

    private static readonly int[] s_lengthBits =
        [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    // The order in which a block tells the lengths of the code for lengths.
    private static readonly int[] s_order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private static readonly HuffmanCode s_fixedLiterals = new(FixedLengths(), mayBeIncomplete: false);

    private static readonly HuffmanCode s_fixedDistances = new(FixedDistances(), mayBeIncomplete: false);

    /// <summary>Reads the blocks up to the last one.</summary>
    /// <param name="bits">Where they begin; where they end, afterwards.</param>
    /// <param name="output">Takes what comes out.</param>
    /// <param name="maxBytes">Stops, with more than this in the output, once there is more.</param>
    /// <exception cref="MalformedCodingException">They are malformed, or end too early.</exception>
    public static void Inflate(BitReader bits, List<byte> output, int maxBytes)
    {
        int start = output.Count;
        bool isLast = false;
        while (!isLast && output.Count <= maxBytes)
        {
            isLast = bits.Take(1) == 1;
            switch (bits.Take(2))
            {
                case 0:
                    Stored(bits, output);
                    break;
                case 1:
                    Coded(bits, output, start, maxBytes, s_fixedLiterals, s_fixedDistances);
                    break;
                case 2:
                    (HuffmanCode literals, HuffmanCode distances) = ReadCodes(bits);
                    Coded(bits, output, start, maxBytes, literals, distances);
                    break;
                default:
                    throw new MalformedCodingException();
            }
        }
    }

    private static void Stored(BitReader bits, List<byte> output)
    {
        int length = bits.TakeByte() | (bits.TakeByte() << 8);
        int complement = bits.TakeByte() | (bits.TakeByte() << 8);
        Require(length == (~complement & 0xffff));
        for (int count = 0; count < length; count++)
        {
            output.Add(bits.TakeByte());
        }
    }

    private static void Coded(
        BitReader bits, List<byte> output, int start, int maxBytes, HuffmanCode literals, HuffmanCode distances)
    {
        while (output.Count <= maxBytes)
        {
            int symbol = literals.Read(bits);
            if (symbol == EndOfBlock)
            {
                return;
            }

            if (symbol < EndOfBlock)
            {
                output.Add((byte)symbol);
                continue;
            }

            int index = symbol - EndOfBlock - 1;
            Require(index < s_lengthBase.Length);
            int length = s_lengthBase[index] + bits.Take(s_lengthBits[index]);
            int step = distances.Read(bits);
            Require(step < 30);
            int extra = Math.Max(0, (step / 2) - 1);
            int distance = (step < 4 ? step : (2 + (step & 1)) << extra) + 1 + bits.Take(extra);
            Require(distance <= output.Count - start);
            for (int count = 0; count < length; count++)
            {
                output.Add(output[^distance]);
            }
        }
    }

    // §3.2.7.
    private static (HuffmanCode Literals, HuffmanCode Distances) ReadCodes(BitReader bits)
    {
        int literals = 257 + bits.Take(5);
        int distances = 1 + bits.Take(5);
        int told = 4 + bits.Take(4);
        Require(literals <= 286 && distances <= 30);
        int[] lengths = new int[s_order.Length];
        for (int index = 0; index < told; index++)
        {
            lengths[s_order[index]] = bits.Take(3);
        }

        HuffmanCode code = new(lengths, mayBeIncomplete: false);
        lengths = new int[literals + distances];
        for (int at = 0; at < lengths.Length;)
        {
            int symbol = code.Read(bits);
            if (symbol < 16)
            {
                lengths[at++] = symbol;
                continue;
            }

            Require(symbol != 16 || at > 0);
            int repeated = symbol == 16 ? lengths[at - 1] : 0;
            int times = symbol == 16 ? 3 + bits.Take(2) : symbol == 17 ? 3 + bits.Take(3) : 11 + bits.Take(7);
            Require(times <= lengths.Length - at);
            lengths.AsSpan(at, times).Fill(repeated);
            at += times;
        }

        Require(lengths[EndOfBlock] != 0);
        return (
            new HuffmanCode(lengths.AsSpan(0, literals), mayBeIncomplete: true),
            new HuffmanCode(lengths.AsSpan(literals), mayBeIncomplete: true));
    }

    private static int[] FixedLengths()
    {
        int[] lengths = new int[288];
        lengths.AsSpan().Fill(8);
        lengths.AsSpan(144, 112).Fill(9);
        lengths.AsSpan(256, 24).Fill(7);
        return lengths;
    }

    private static int[] FixedDistances()
    {
        int[] lengths = new int[32];
        lengths.AsSpan().Fill(5);
        return lengths;
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new MalformedCodingException();
        }
    }
}
