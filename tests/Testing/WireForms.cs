using System;
using System.Collections.Generic;

namespace Testing;

/// <summary>
/// The multiplier of wire tests: the same bytes whole, in an oversized buffer, split at every offset, byte by
/// byte, in small segments, and at random. What is read from them must not depend on the form.
/// </summary>
public static class WireForms
{
    /// <summary>All forms that are not random.</summary>
    public static IEnumerable<WireForm> Of(byte[] bytes)
    {
        yield return Whole(bytes);
        yield return Oversized(bytes);
        foreach (WireForm split in Splits(bytes))
        {
            yield return split;
        }

        yield return ByteByByte(bytes);
    }

    /// <summary>All bytes at once.</summary>
    public static WireForm Whole(byte[] bytes) => new("whole", bytes, _ => int.MaxValue);

    /// <summary>All bytes at once, in a buffer that holds other bytes behind them.</summary>
    public static WireForm Oversized(byte[] bytes) => new("oversized", bytes, _ => int.MaxValue, slack: 64);

    /// <summary>Two segments, cut at each offset in turn.</summary>
    public static IEnumerable<WireForm> Splits(byte[] bytes)
    {
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            int first = cut;
            yield return new WireForm($"split@{cut}", bytes, offset => offset == 0 ? first : int.MaxValue);
        }
    }

    /// <summary>One byte a segment.</summary>
    public static WireForm ByteByByte(byte[] bytes) => new("byte by byte", bytes, _ => 1);

    /// <summary>Segments of one size, as a pool of small blocks would hand out.</summary>
    public static WireForm Blocks(byte[] bytes, int size) => new($"blocks of {size}", bytes, _ => size);

    /// <summary>Segments of random sizes up to a limit; the seed tells them all.</summary>
    public static WireForm Random(byte[] bytes, int seed, int maxLength)
    {
        // Lengths are made beforehand, so that the form can be walked more than once.
        Random random = new(seed);
        int[] lengths = new int[bytes.Length + 1];
        for (int index = 0; index < lengths.Length; index++)
        {
            lengths[index] = random.Next(1, maxLength + 1);
        }

        return new WireForm($"random {seed}", bytes, offset => lengths[offset]);
    }
}
