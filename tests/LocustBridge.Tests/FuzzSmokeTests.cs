using System;
using System.Buffers;
using System.Collections.Generic;
using LocustBridge.MessagePack;
using LocustBridge.Tests.Support;
using LocustBridge.Zmtp;

namespace LocustBridge.Tests;

// Both parsers under a fixed seed: nothing but "yes" or "no" may come out, and what was accepted can be written again.
public sealed class FuzzSmokeTests
{
    private const int Rounds = 60_000;

    [Fact]
    public void MessagesOfAllKindsOfDamage()
    {
        var random = new Random(20261123);
        byte[][] seeds = [.. Seeds()];
        int accepted = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] input = Damage(random, seeds[random.Next(seeds.Length)]);
            var reader = new MsgPackReader(input);
            bool skipped = reader.TrySkip();
            if (new LocustCodec().TryDecode(input, out MasterMessage? message))
            {
                accepted++;
                Assert.True(skipped);
                _ = SpawnOrder.TryParse(message.Data, out _);
                var output = new ArrayBufferWriter<byte>();
                LocustCodec.Encode(message.Type, message.Data, message.NodeId, output);
                Assert.True(new LocustCodec().TryDecode(output.WrittenSpan, out MasterMessage? again));
                Assert.Equal(message.Type, again.Type);
            }
        }

        Assert.InRange(accepted, 100, Rounds);
    }

    [Fact]
    public void FramesAndCommandsOfAllKindsOfDamage()
    {
        var random = new Random(20261124);
        byte[][] seeds =
        [
            Convert.FromHexString(WireVectors.ReadyHex), Convert.FromHexString(WireVectors.StatsHex),
            Convert.FromHexString(WireVectors.AckHex), Convert.FromHexString("04090450494e4700006162"),
        ];
        for (int round = 0; round < Rounds; round++)
        {
            byte[] input = Damage(random, seeds[random.Next(seeds.Length)]);
            ZmtpGreeting.IsPlausible(input);
            var sequence = new ReadOnlySequence<byte>(input);
            while (ZmtpFrame.TryRead(ref sequence, 1 << 16, out ZmtpFrame frame) == ZmtpFrameStatus.Done)
            {
                Assert.True(frame.Body.Length <= 1 << 16);
                if (ZmtpCommand.TrySplit(frame.Body.ToArray(), out _, out ReadOnlySpan<byte> data))
                {
                    ZmtpCommand.TryReadReady(data, out _, out _);
                }
            }
        }
    }

    private static IEnumerable<byte[]> Seeds()
    {
        foreach (string hex in WireVectors.Captures)
        {
            byte[] bytes = Convert.FromHexString(hex);
            yield return (bytes[0] & ZmtpFrame.Long) != 0 ? bytes[9..] : bytes[2..];
        }
    }

    private static byte[] Damage(Random random, byte[] seed)
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
