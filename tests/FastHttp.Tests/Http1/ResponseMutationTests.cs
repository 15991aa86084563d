using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp.Http1;
using Testing;
using Testing.Responses;

namespace FastHttp.Tests.Http1;

/// <summary>
/// Valid responses with one byte flipped, inserted, deleted or doubled (X81): the reader and the slow reference
/// parser must agree on acceptance, fields, body, bytes consumed and reuse. Fixed seeds; a failure names its own.
/// </summary>
public class ResponseMutationTests
{
    private const int MutationsPerSeed = 25_000;
    private const string Interesting = "\r\n\t :;,0123456789abcfx\0\u0001\u007f\u00ff\"-+HTP/.1";

    private static readonly byte[][] s_samples = Samples();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void X81_the_reader_agrees_with_the_reference(int seed)
    {
        Random random = new(seed);
        ReaderDriver driver = new(new FastHttpOptions { MaxBodyBytes = long.MaxValue });
        using FastHttpResponse response = FastHttpResponse.Rent();
        int accepted = 0;
        for (int count = 0; count < MutationsPerSeed; count++)
        {
            byte[] wire = Mutate(s_samples[random.Next(s_samples.Length)], random);
            RequestTraits traits = random.Next(12) switch
            {
                0 => RequestTraits.Head,
                1 => RequestTraits.Connect,
                2 => RequestTraits.Close,
                _ => RequestTraits.None,
            };
            WireForm form = random.Next(3) switch
            {
                0 => WireForms.Whole(wire),
                1 => WireForms.Blocks(wire, random.Next(1, 40)),
                _ => WireForms.ByteByByte(wire),
            };

            // The reference sees the end of the stream, and so does the reader.
            accepted += Compare(driver, form, wire, traits, response, $"seed {seed}, mutation {count}") ? 1 : 0;
        }

        // A test that refuses everything would agree, too.
        Assert.InRange(accepted, MutationsPerSeed / 10, MutationsPerSeed * 9 / 10);
    }

    [Fact]
    public void Reference_agrees_with_the_table()
    {
        foreach (ResponseCase row in ResponseCases.All.Where(HasDefaultLimits))
        {
            (ResponseOutcome Outcome, int Length)? read =
                ReferenceParser.Read(Encoding.Latin1.GetString(row.Wire), row.Traits);
            Assert.True(read is null == (row.Expected.Error != HttpError.None), row.ToString());
            if (read is { } result)
            {
                bool isSpoilt = result.Length < row.Wire.Length && result.Outcome.End == MessageEnd.Keep;
                ResponseOutcome outcome = isSpoilt ? result.Outcome with { End = MessageEnd.Close } : result.Outcome;
                Assert.True(row.Check(outcome) is null, row.Check(outcome));
            }
        }
    }

    private static bool HasDefaultLimits(ResponseCase row) =>
        row is { MaxBodyBytes: long.MaxValue, MaxHeaderCount: 256, MaxInterimResponses: 100, MaxHeadBytes: 65536 };

    private static bool Compare(
        ReaderDriver driver, WireForm form, byte[] wire, RequestTraits traits, FastHttpResponse response, string where)
    {
        string text = Encoding.Latin1.GetString(wire);
        (ResponseOutcome Outcome, int Length)? expected = ReferenceParser.Read(text, traits);
        ParseStatus status = driver.Feed(form, traits, closesAfter: true, response, resets: false, out _);
        string what = $"{where}, {form}, {traits}:\n{text.Replace("\r", "\\r", StringComparison.Ordinal)}";
        Assert.True(status != ParseStatus.NeedMore, what);
        Assert.True(status == ParseStatus.Done == expected is not null, $"{status} {driver.Reader.Error} {what}");
        if (expected is not { } result)
        {
            return false;
        }

        MessageEnd end = driver.Reader.KeepAlive ? MessageEnd.Keep : MessageEnd.Close;
        end = driver.Reader.IsTunnel ? MessageEnd.Tunnel : end;
        Assert.True(result.Outcome.ToString() == ReaderDriver.Observe(response, end).ToString(), what);
        Assert.True(result.Length == driver.Consumed, what);
        Assert.True(result.Outcome.Body.Length == driver.Reader.BodyLength, what);
        return true;
    }

    private static byte[] Mutate(byte[] sample, Random random)
    {
        List<byte> wire = [.. sample];
        int at = random.Next(wire.Count);
        switch (random.Next(5))
        {
            case 0:
                wire[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                wire.Insert(at, (byte)Interesting[random.Next(Interesting.Length)]);
                break;
            case 2:
                wire.RemoveAt(at);
                break;
            case 3:
                wire.Insert(at, wire[at]);
                break;
            default:
                wire[at] = (byte)Interesting[random.Next(Interesting.Length)];
                break;
        }

        return [.. wire];
    }

    private static byte[][] Samples() =>
    [
        WireSamples.Nginx,
        WireSamples.KestrelChunked,
        WireSamples.ChunkedWithTrailers,
        WireSamples.EarlyHints,
        WireSamples.NoContent,
        WireSamples.UntilClose,
        .. ResponseCases.All
            .Where(row => row.Expected.Error == HttpError.None && row.Wire.Length < 400 && HasDefaultLimits(row))
            .Select(row => row.Wire),
    ];
}
