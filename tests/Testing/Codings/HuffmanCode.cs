using System;

namespace Testing.Codings;

/// <summary>A code of RFC 1951 §3.2.2, given by the lengths of its words; read bit by bit.</summary>
internal sealed class HuffmanCode
{
    private const int MaxLength = 15;

    private readonly int[] _counts = new int[MaxLength + 1];
    private readonly int[] _symbols;

    /// <param name="lengths">Of each symbol's word; 0 for none.</param>
    /// <param name="mayBeIncomplete">Whether a code of one word, or of none, is one (§3.2.7).</param>
    public HuffmanCode(ReadOnlySpan<int> lengths, bool mayBeIncomplete)
    {
        _symbols = new int[lengths.Length];
        int used = 0;
        for (int length = 1; length <= MaxLength; length++)
        {
            for (int symbol = 0; symbol < lengths.Length; symbol++)
            {
                if (lengths[symbol] == length)
                {
                    _counts[length]++;
                    _symbols[used++] = symbol;
                }
            }
        }

        int left = 1;
        for (int length = 1; length <= MaxLength; length++)
        {
            left = (left * 2) - _counts[length];
            if (left < 0)
            {
                throw new MalformedCodingException();
            }
        }

        if (left > 0 && !(mayBeIncomplete && used == _counts[1]))
        {
            throw new MalformedCodingException();
        }
    }

    /// <summary>Reads one symbol.</summary>
    public int Read(BitReader bits)
    {
        int code = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length <= MaxLength; length++)
        {
            code |= bits.Take(1);
            int count = _counts[length];
            if (code - first < count)
            {
                return _symbols[index + code - first];
            }

            index += count;
            first = (first + count) * 2;
            code *= 2;
        }

        throw new MalformedCodingException();
    }
}
