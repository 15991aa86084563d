using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using FastHttp.Http1;
using FastHttp.Messages;
using Testing;

namespace FastHttp.Tests.Bodies;

/// <summary>Content codings: what is undone, what is refused, and that a bomb stays small.</summary>
public class ContentDecodingTests
{
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private static readonly byte[] s_text = Encoding.ASCII.GetBytes(
        string.Concat(Enumerable.Range(0, 10_000).Select(number => $"line {number}\n")));

    [Theory]
    [InlineData("gzip"), InlineData("X-GZIP"), InlineData("deflate"), InlineData("br"), InlineData("identity")]
    [InlineData("gzip, br"), InlineData("br, identity, deflate, gzip")]
    public async Task What_was_coded_is_decoded_buffered_and_streamed(string codings)
    {
        byte[] coded = s_text;
        foreach (string coding in codings.ToLowerInvariant().Split(", "))
        {
            coded = Code(coding, coded);
        }

        using FastHttpResponse response = Get(codings, coded, isStreamed: false);
        Assert.Equal(HttpError.None, response.DecodeBodyNoThrow(s_text.Length));
        Assert.Equal(s_text, response.BodySpan);
        Assert.Equal(coded.Length, response.BodyLength);

        using FastHttpResponse streamed = Get(codings, coded, isStreamed: true);
        await using Stream stream = streamed.OpenDecodedBodyStream(s_text.Length);
        using MemoryStream copy = new();
        await stream.CopyToAsync(copy);
        Assert.Equal(s_text, copy.ToArray());
    }

    [Theory, InlineData("gzip"), InlineData("deflate"), InlineData("br")]
    public void Every_length_has_its_end_and_every_cut_is_noticed(string coding)
    {
        byte[] noise = new byte[70_000];
        new Random(3).NextBytes(noise);
        foreach (int length in (int[])[0, 1, 2, 100, 8180, 8191, 8192, 8193, 16384, 65536, 70_000])
        {
            byte[] coded = Code(coding, noise[..length]);
            using FastHttpResponse response = Get(coding, coded, isStreamed: false);
            Assert.Equal(HttpError.None, response.DecodeBodyNoThrow(length));
            Assert.Equal(noise.AsSpan(0, length), response.BodySpan);
            foreach (int cut in (int[])[1, 2, 4, 5, 9, coded.Length / 2, coded.Length - 1])
            {
                if (cut > 0 && cut < coded.Length)
                {
                    using FastHttpResponse part = Get(coding, coded[..^cut], isStreamed: false);
                    Assert.Equal(HttpError.InvalidContentCoding, part.DecodeBodyNoThrow(length));

                    // Nothing comes out that did not go in.
                    using CheckedDecoder decoder = new(
                        new PieceStream(coded[..^cut], 4096), ContentDecoder.CodingOf(Bytes(coding)));
                    using MemoryStream copy = new();
                    Assert.Throws<InvalidDataException>(() => decoder.CopyTo(copy));
                    Assert.True(noise.AsSpan(0, length).StartsWith(copy.ToArray()));
                }
            }
        }
    }

    // RFC 1952 §2.2: a gzip file is a series of members.
    [Fact]
    public async Task Members_of_gzip_follow_each_other_wherever_they_are_cut()
    {
        byte[] noise = new byte[9000];
        new Random(5).NextBytes(noise);
        byte[][] members = [Code("gzip", noise), Code("gzip", []), Code("gzip", s_text[..100]), Code("gzip", noise)];
        byte[] coded = [.. members.SelectMany(member => member)];
        byte[] expected = [.. noise, .. s_text[..100], .. noise];
        using FastHttpResponse response = Get("gzip", coded, isStreamed: false);
        Assert.Equal(HttpError.BodyTooLarge, response.DecodeBodyNoThrow(expected.Length - 1));
        Assert.Equal(HttpError.None, response.DecodeBodyNoThrow(expected.Length));
        Assert.Equal(expected, response.BodySpan);

        int[] ends = [.. members.Select((_, index) => members[..(index + 1)].Sum(member => member.Length))];
        foreach (int pieceBytes in (int[])[1, 7, 8192, members[0].Length, 100_000])
        {
            await using CheckedDecoder whole = new(new PieceStream(coded, pieceBytes), ContentCoding.Gzip);
            using MemoryStream copy = new();
            await whole.CopyToAsync(copy);
            Assert.Equal(expected, copy.ToArray());
        }

        for (int length = ends[1] - 30; length < ends[2] + 30; length++)
        {
            using CheckedDecoder cut = new(new PieceStream(coded[..length], 5000), ContentCoding.Gzip);
            if (ends.Contains(length))
            {
                cut.CopyTo(Stream.Null);
            }
            else
            {
                Assert.Throws<InvalidDataException>(() => cut.CopyTo(Stream.Null));
            }
        }
    }

    [Theory, InlineData("gzip"), InlineData("deflate"), InlineData("br"), InlineData("raw")]
    public async Task What_follows_the_coded_bytes_is_refused(string coding)
    {
        byte[] coded = Code(coding, s_text[..1000]);
        ContentCoding kind = coding == "raw" ? ContentCoding.Deflate : ContentDecoder.CodingOf(Bytes(coding));
        await using CheckedDecoder clean = new(new PieceStream(coded, coded.Length), kind);
        await clean.CopyToAsync(Stream.Null);
        foreach (byte[] rest in (byte[][])[[0], [0x1f], [0x1f, 0x8b], [0xff], [0xff, 0xff], new byte[20_000]])
        {
            // So that the coded bytes end with a piece; of deflate the first byte is read alone.
            int pieceBytes = coded.Length - (kind == ContentCoding.Deflate ? 1 : 0);
            await using CheckedDecoder decoder = new(new PieceStream([.. coded, .. rest], pieceBytes), kind);
            await Assert.ThrowsAsync<InvalidDataException>(() => decoder.CopyToAsync(Stream.Null));
        }

        // Of gzip it is seen wherever it arrives; the others' decoders keep to themselves what came with their end.
        if (coding == "gzip")
        {
            byte[] together = [.. coded, .. "rest"u8];
            await using CheckedDecoder same = new(new PieceStream(together, together.Length), kind);
            Assert.Throws<InvalidDataException>(() => same.CopyTo(Stream.Null));
        }
    }

    // RFC 9110 §8.4.1.2 warns of them.
    [Fact]
    public async Task Deflate_without_its_wrapper_is_decoded_and_its_cuts_are_noticed()
    {
        byte[] coded = Code("raw", s_text);
        using FastHttpResponse response = Get("deflate", coded, isStreamed: false);
        Assert.Equal(HttpError.None, response.DecodeBodyNoThrow(s_text.Length));
        Assert.Equal(s_text, response.BodySpan);
        using FastHttpResponse streamed = Get("deflate", coded, isStreamed: true);
        await using Stream stream = streamed.OpenDecodedBodyStream(s_text.Length);
        using MemoryStream copy = new();
        await stream.CopyToAsync(copy);
        Assert.Equal(s_text, copy.ToArray());
        using FastHttpResponse part = Get("deflate", coded[..^1], isStreamed: false);
        Assert.Equal(HttpError.InvalidContentCoding, part.DecodeBodyNoThrow(s_text.Length));
    }

    [Theory, InlineData("gzip"), InlineData("deflate"), InlineData("br")]
    public async Task A_body_of_no_bytes_is_empty_whatever_its_coding(string coding)
    {
        using FastHttpResponse streamed = Get(coding, [], isStreamed: true);
        await using Stream stream = streamed.OpenDecodedBodyStream(0);
        Assert.Equal(0, await stream.ReadAsync(new byte[10]));
    }

    [Fact]
    public void A_body_without_coding_stays_and_has_the_same_limit()
    {
        using FastHttpResponse response = Get(null, s_text, isStreamed: false);
        Assert.Equal(HttpError.BodyTooLarge, response.DecodeBodyNoThrow(s_text.Length - 1));
        response.DecodeBody(s_text.Length);
        Assert.Equal(s_text, response.BodySpan);
    }

    [Theory, InlineData("gzip"), InlineData("deflate"), InlineData("br")]
    public async Task X18_a_bomb_is_refused_at_the_limit_and_leaves_the_body(string coding)
    {
        const int Limit = 100_000;
        byte[] bomb = Code(coding, new byte[50_000_000]);
        using FastHttpResponse response = Get(coding, bomb, isStreamed: false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(HttpError.BodyTooLarge, response.DecodeBodyNoThrow(Limit));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 * Limit);
        Assert.Equal(bomb, response.BodySpan);

        using FastHttpResponse streamed = Get(coding, bomb, isStreamed: true);
        await using Stream stream = streamed.OpenDecodedBodyStream(Limit);
        HttpException failure = await Assert.ThrowsAsync<HttpException>(() => stream.CopyToAsync(Stream.Null));
        Assert.Equal(HttpError.BodyTooLarge, failure.Error);
    }

    [Theory, InlineData("gzip"), InlineData("deflate"), InlineData("br")]
    public async Task What_is_not_what_it_says_is_refused(string coding)
    {
        byte[] coded = Code(coding, s_text);
        foreach (byte[] body in (byte[][])[s_text, coded[..(coded.Length / 2)]])
        {
            using FastHttpResponse response = Get(coding, body, isStreamed: false);
            Assert.Equal(HttpError.InvalidContentCoding, response.DecodeBodyNoThrow(long.MaxValue));
            Assert.Equal(body, response.BodySpan);
            Assert.Equal(
                HttpError.InvalidContentCoding,
                Assert.Throws<HttpException>(() => response.DecodeBody(long.MaxValue)).Error);

            using FastHttpResponse streamed = Get(coding, body, isStreamed: true);
            await using Stream stream = streamed.OpenDecodedBodyStream(long.MaxValue);
            HttpException failure = await Assert.ThrowsAsync<HttpException>(() => stream.CopyToAsync(Stream.Null));
            Assert.Equal(HttpError.InvalidContentCoding, failure.Error);
        }
    }

    // RFC 1950 §2.2, FDICT. The runtime has an exception of its own for it, which came out of here.
    [Fact]
    public async Task Deflate_with_a_preset_dictionary_is_refused_and_not_thrown()
    {
        byte[] body = [0x78, 0x20, 0, 0, 0, 1, 3, 0];
        using FastHttpResponse response = Get("deflate", body, isStreamed: false);
        Assert.Equal(HttpError.InvalidContentCoding, response.DecodeBodyNoThrow(long.MaxValue));
        using FastHttpResponse streamed = Get("deflate", body, isStreamed: true);
        await using Stream stream = streamed.OpenDecodedBodyStream(long.MaxValue);
        HttpException failure = await Assert.ThrowsAsync<HttpException>(() => stream.CopyToAsync(Stream.Null));
        Assert.Equal(HttpError.InvalidContentCoding, failure.Error);
        failure = await Assert.ThrowsAsync<HttpException>(() => stream.ReadAsync(new byte[1]).AsTask());
        Assert.Equal(HttpError.InvalidContentCoding, failure.Error);
    }

    // A loop of memory is its caller's, so that this thread is on it.
    [Theory, InlineData("gzip"), InlineData("deflate"), InlineData("br")]
    public async Task A_synchronous_read_on_the_loop_is_a_misuse_and_no_fault_of_the_body(string coding)
    {
        byte[] body = Code(coding, s_text);
        ScriptedPeer peer = new();
        HttpConnection connection = TestConnection.Open(peer.Loop);
        using FastHttpResponse response = FastHttpResponse.Rent();
        peer.Answer([Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {body.Length}\r\n\r\n")]);
        Assert.Equal(
            HttpError.None, await connection.SendNoThrowAsync(s_get, response, ResponseOptions.StreamBody));
        await using Stream stream = response.OpenDecodedBodyStream(long.MaxValue);

        Assert.StartsWith(
            "A synchronous read would block",
            Assert.Throws<InvalidOperationException>(() => stream.ReadByte()).Message,
            StringComparison.Ordinal);
    }

    [Theory, InlineData("compress"), InlineData("gzip, gzip, gzip, gzip"), InlineData("zstd")]
    public void An_unknown_coding_is_refused(string coding)
    {
        using FastHttpResponse response = Get(coding, s_text, isStreamed: false);
        Assert.Equal(HttpError.UnsupportedContentCoding, response.DecodeBodyNoThrow(long.MaxValue));
        using FastHttpResponse streamed = Get(coding, s_text, isStreamed: true);
        Assert.Equal(
            HttpError.UnsupportedContentCoding,
            Assert.Throws<HttpException>(() => streamed.OpenDecodedBodyStream(1)).Error);
    }

    [Fact]
    public void Misuse_is_told()
    {
        using FastHttpResponse response = Get("gzip", s_text, isStreamed: true);
        Assert.Throws<InvalidOperationException>(() => response.DecodeBodyNoThrow(1));
        using FastHttpResponse headless = FastHttpResponse.Rent();
        headless.Keep(ResponseOptions.DiscardHead);
        Assert.Throws<InvalidOperationException>(() => headless.DecodeBodyNoThrow(1));
    }

    // Chunked, so that the end of the coded bytes is not told by a length.
    private static FastHttpResponse Get(string? coding, byte[] body, bool isStreamed)
    {
        ScriptedPeer peer = new();
        HttpConnection connection = TestConnection.Open(peer.Loop);
        FastHttpResponse response = FastHttpResponse.Rent();
        string field = coding is null ? "" : $"Content-Encoding: {coding}\r\n";
        byte[] head = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\n{field}Transfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n");
        peer.Answer(body.Length == 0 ? [head, "\r\n"u8.ToArray()] : [head, body, "\r\n0\r\n\r\n"u8.ToArray()]);
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(
            s_get, response, isStreamed ? ResponseOptions.StreamBody : ResponseOptions.None).Result);
        return response;
    }

    internal static byte[] Code(string coding, byte[] bytes)
    {
        using MemoryStream coded = new();
        using (Stream coder = coding switch
        {
            "gzip" or "x-gzip" => new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            "raw" => new DeflateStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            _ => coded,
        })
        {
            coder.Write(bytes);
        }

        return coded.ToArray();
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
