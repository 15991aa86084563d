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
    private readonly ReaderDriver _driver = new(new FastHttpOptions { MaxBodyBytes = long.MaxValue });
    private readonly ResponseReader _reader = new(new ResponseLimits { MaxBodyBytes = long.MaxValue });
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

        // At once, from the guarded memory itself.
        _reader.Begin(traits, _response);
        ParseStatus whole = _reader.Read(input, out int consumed);
        whole = whole == ParseStatus.NeedMore ? _reader.ReadEnd(reset: false, input.Length - consumed) : whole;
        MessageEnd end = _reader.IsTunnel ? MessageEnd.Tunnel : _reader.KeepAlive ? MessageEnd.Keep : MessageEnd.Close;
        string? atOnce = whole == ParseStatus.Done ? ReaderDriver.Observe(_response, end).ToString() : null;
        HttpError error = _reader.Error;

        byte[] copy = input.ToArray();
        WireForm form = mutator.OneIn(2) ? WireForms.ByteByByte(copy) : WireForms.Blocks(copy, 1 + mutator.Below(40));
        ParseStatus pieces = _driver.Feed(form, traits, closesAfter: true, _response, resets: false, out _);
        Require(pieces == whole, $"{whole} at once, {pieces} in {form}", input);
        Require(pieces == ParseStatus.Done || _driver.Reader.Error == error, $"{error} at once, else in {form}", input);

        (ResponseOutcome Outcome, int Length)? expected = ReferenceParser.Read(Encoding.Latin1.GetString(copy), traits);
        Require(whole == ParseStatus.Done == expected is not null, $"{whole} {error}, the reference disagrees", input);
        if (expected is { } reference)
        {
            Require(atOnce == reference.Outcome.ToString(), $"not as the reference: {atOnce}", input);
            Require(ReaderDriver.Observe(_response, end).ToString() == atOnce, $"another outcome in {form}", input);
            Require(_driver.Consumed == reference.Length, "another length", input);
        }

        return whole == ParseStatus.Done;
    }
}
