using System;
using System.Buffers;
using System.Collections.Generic;
using LocustBridge.Tests.Support;
using LocustBridge.Tests.Zmtp;

namespace LocustBridge.Tests;

// The codec under a fixed seed: nothing but "yes" or "no" may come out, and what was accepted can be written again.
public sealed class FuzzSmokeTests
{
    private const int Rounds = 100_000;

    [Fact]
    public void MessagesOfAllKindsOfDamage()
    {
        var random = new Random(20261123);
        byte[][] seeds = [.. Seeds()];
        var codec = new LocustCodec();
        int accepted = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] input = Damage.Of(random, seeds[random.Next(seeds.Length)]);
            if (codec.TryDecode(input, out MasterMessage? message))
            {
                accepted++;
                _ = SpawnOrder.TryParse(message.Data, out _);
                var output = new ArrayBufferWriter<byte>();
                LocustCodec.Encode(message.Type, message.Data, message.NodeId, output);
                Assert.True(codec.TryDecode(output.WrittenMemory, out MasterMessage? again));
                Assert.Equal(message.Type, again.Type);
            }
        }

        Assert.InRange(accepted, 100, Rounds);
    }

    private static IEnumerable<byte[]> Seeds()
    {
        foreach (string hex in WireVectors.Captures)
        {
            byte[] bytes = Convert.FromHexString(hex);
            yield return (bytes[0] & ZmtpFrame.Long) != 0 ? bytes[9..] : bytes[2..];
        }
    }
}
