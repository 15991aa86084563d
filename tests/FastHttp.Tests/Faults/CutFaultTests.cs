using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using Testing;

namespace FastHttp.Tests.Faults;

/// <summary>
/// Sample responses cut off behind every byte, by an end in order and by a reset. Each cut has a peer and a client of
/// its own, and the invariants are looked at after each.
/// </summary>
public sealed class CutFaultTests
{
    private static readonly HttpEndPoint s_peer = HttpEndPoint.Http("127.0.0.1");

    private static readonly Dictionary<string, (byte[] Wire, RequestTraits Traits)> s_samples = new()
    {
        ["fixed"] = (WireSamples.Nginx, RequestTraits.Idempotent),
        ["chunked with trailers"] = (WireSamples.ChunkedWithTrailers, RequestTraits.Idempotent),
        ["interim"] = (WireSamples.EarlyHints, RequestTraits.Idempotent),
        ["no content"] = (WireSamples.NoContent, RequestTraits.Idempotent),
        ["HEAD"] = (
            "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"u8.ToArray(),
            RequestTraits.Idempotent | RequestTraits.Head),
        ["until close"] = (WireSamples.UntilClose, RequestTraits.Idempotent),
    };

    public static TheoryData<string> Samples() => [.. s_samples.Keys];

    [Theory, MemberData(nameof(Samples))]
    public void X04_the_stream_ends_behind_each_byte(string sample)
    {
        byte[] wire = s_samples[sample].Wire;
        for (int offset = 0; offset <= wire.Length; offset++)
        {
            HttpError expected = offset == 0 ? HttpError.ConnectionClosed
                : offset == wire.Length || IsInBodyUntilClose(sample, wire, offset) ? HttpError.None
                : HttpError.UnexpectedEof;
            Cut(sample, offset, resets: false, expected);
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void X05_the_connection_is_reset_behind_each_byte(string sample)
    {
        byte[] wire = s_samples[sample].Wire;
        for (int offset = 0; offset <= wire.Length; offset++)
        {
            // A reset is never the end of a body; behind a whole message it comes too late to matter.
            HttpError expected = offset == 0 ? HttpError.ConnectionClosed
                : offset == wire.Length && sample != "until close" ? HttpError.None
                : HttpError.ConnectionReset;
            Cut(sample, offset, resets: true, expected);
        }
    }

    private static void Cut(string sample, int offset, bool resets, HttpError expected)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        (byte[] wire, RequestTraits traits) = s_samples[sample];
        ManualPeer peer = new();
        FastHttpClient client = peer.CreateClient();
        PreparedRequest request = PreparedRequest.CreateRaw("GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, traits);
        using (FastHttpResponse response = FastHttpResponse.Rent())
        {
            ValueTask<HttpError> call = client.SendNoThrowAsync(request, s_peer, response);
            ManualPeer.Line line = peer.Lines[0];
            line.Push(wire.AsSpan(0, offset));
            if (resets)
            {
                line.Reset();
            }
            else
            {
                line.Close();
            }

            Assert.True(call.IsCompleted, $"{sample}, cut at {offset}");
            HttpError outcome = call.Result;
            Assert.True(outcome == expected, $"{sample}, cut at {offset}: {outcome} instead of {expected}");
            Assert.False(line.IsOpen);
        }

        // Allocation once a sample: it is the same path for every offset inside.
        FaultInvariants.Check(peer, retries: 0, openFailures: 0, measures: offset == wire.Length / 2);
    }

    private static bool IsInBodyUntilClose(string sample, byte[] wire, int offset) =>
        sample == "until close" && offset >= wire.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
}
