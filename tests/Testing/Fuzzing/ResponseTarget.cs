using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp;
using FastHttp.Http1;
using FastHttp.Messages;
using Testing.Responses;

namespace Testing.Fuzzing;

/// <summary>The whole response reader, on the input at once and in pieces, against the slow reference.</summary>
internal sealed class ResponseTarget : FuzzTarget
{
    private static readonly FastHttpOptions s_options = new() { MaxBodyBytes = long.MaxValue };

    private readonly FastHttpResponse _response = FastHttpResponse.Rent();

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        WireSamples.Nginx, WireSamples.KestrelChunked, WireSamples.ChunkedWithTrailers, WireSamples.EarlyHints,
        WireSamples.NoContent, WireSamples.UntilClose,
        .. ResponseCases.All.Where(row => row.Wire.Length < 300 && row.MaxBodyBytes == long.MaxValue
            && row.MaxHeadBytes == 65536 && row.MaxHeaderCount == 256 && row.MaxInterimResponses == 100)
            .Select(row => row.Wire),
    ];

    public override bool Run(ReadOnlySpan<byte> input, Mutator mutator)
    {
        RequestTraits traits = mutator.Below(12) switch
        {
            0 => RequestTraits.Head,
            1 => RequestTraits.Connect,
            2 => RequestTraits.Close,
            _ => RequestTraits.None,
        };

        // At once, from the guarded memory itself. A reader remembers the head before: it is drawn, so that an input
        // always does the same, and half of the time it is that of the input.
        byte[] copy = input.ToArray();
        byte[] before = mutator.OneIn(2) ? copy : Samples[mutator.Below(Samples.Count)];
        ResponseReader reader = After(before, traits).Reader;
        ReaderDriver driver = After(before, traits);
        reader.Begin(traits, _response);
        ParseStatus whole = reader.Read(input, out int consumed);
        whole = whole == ParseStatus.NeedMore ? reader.ReadEnd(reset: false, input.Length - consumed) : whole;
        MessageEnd end = reader.IsTunnel ? MessageEnd.Tunnel : reader.KeepAlive ? MessageEnd.Keep : MessageEnd.Close;
        string? atOnce = whole == ParseStatus.Done ? ReaderDriver.Observe(_response, end).ToString() : null;
        HttpError error = reader.Error;

        WireForm form = mutator.OneIn(2) ? WireForms.ByteByByte(copy) : WireForms.Blocks(copy, 1 + mutator.Below(40));
        ParseStatus pieces = driver.Feed(form, traits, closesAfter: true, _response, resets: false, out _);
        Require(pieces == whole, $"{whole} at once, {pieces} in {form}", input);
        Require(pieces == ParseStatus.Done || driver.Reader.Error == error, $"{error} at once, else in {form}", input);

        (ResponseOutcome Outcome, int Length)? expected = ReferenceParser.Read(Encoding.Latin1.GetString(copy), traits);
        Require(whole == ParseStatus.Done == expected is not null, $"{whole} {error}, the reference disagrees", input);
        if (expected is { } reference)
        {
            Require(atOnce == reference.Outcome.ToString(), $"not as the reference: {atOnce}", input);
            Require(ReaderDriver.Observe(_response, end).ToString() == atOnce, $"another outcome in {form}", input);
            Require(driver.Consumed == reference.Length, "another length", input);
        }

        return whole == ParseStatus.Done;
    }

    private ReaderDriver After(byte[] before, RequestTraits traits)
    {
        ReaderDriver driver = new(s_options);
        driver.Feed(WireForms.Whole(before), traits, closesAfter: true, _response, resets: false, out _);
        return driver;
    }
}
