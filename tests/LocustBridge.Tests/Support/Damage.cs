using System;

namespace LocustBridge.Tests.Support;

// Bytes that are almost right: up to three changes, each to a byte, to a bit, to the length.
internal static class Damage
{
    public static byte[] Of(Random random, byte[] seed)
    {
        byte[] input = [.. seed];
        for (int i = random.Next(4); i > 0 && input.Length > 0; i--)
        {
            int at = random.Next(input.Length);
            switch (random.Next(4))
            {
                case 0:
                    input[at] = (byte)random.Next(256);
                    break;
                case 1:
                    input[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    input = input[..at];
                    break;
                default:
                    input = [.. input[..at], (byte)random.Next(256), .. input[at..]];
                    break;
            }
        }

        return input;
    }
}
