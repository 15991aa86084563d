using System;
using System.Collections.Generic;

namespace Testing;

/// <summary>
/// The multiplier of wire tests: the same octets whole, in an oversized buffer, split at every offset, octet by
/// octet, in small segments, and at random. What is read from them must not depend on the form.
/// </summary>
public static class WireForms
{
    /// <summary>All forms that are not random.</summary>
    public static IEnumerable<WireForm> Of(byte[] octets)
    {
        yield return Whole(octets);
        yield return Oversized(octets);
        foreach (WireForm split in Splits(octets))
        {
            yield return split;
        }

        yield return OctetByOctet(octets);
    }

    /// <summary>All octets at once.</summary>
    public static WireForm Whole(byte[] octets) => new("whole", octets, _ => int.MaxValue);

    /// <summary>All octets at once, in a buffer that holds other octets behind them.</summary>
    public static WireForm Oversized(byte[] octets) => new("oversized", octets, _ => int.MaxValue, slack: 64);

    /// <summary>Two segments, cut at each offset in turn.</summary>
    public static IEnumerable<WireForm> Splits(byte[] octets)
    {
        for (int cut = 1; cut < octets.Length; cut++)
        {
            int first = cut;
            yield return new WireForm($"split@{cut}", octets, offset => offset == 0 ? first : int.MaxValue);
        }
    }

    /// <summary>One octet a segment.</summary>
    public static WireForm OctetByOctet(byte[] octets) => new("octet by octet", octets, _ => 1);

    /// <summary>Segments of one size, as a pool of small blocks would hand out.</summary>
    public static WireForm Blocks(byte[] octets, int size) => new($"blocks of {size}", octets, _ => size);

    /// <summary>Segments of random sizes up to a limit; the seed tells them all.</summary>
    public static WireForm Random(byte[] octets, int seed, int maxLength)
    {
        // Lengths are made beforehand, so that the form can be walked more than once.
        Random random = new(seed);
        int[] lengths = new int[octets.Length + 1];
        for (int index = 0; index < lengths.Length; index++)
        {
            lengths[index] = random.Next(1, maxLength + 1);
        }

        return new WireForm($"random {seed}", octets, offset => lengths[offset]);
    }
}
