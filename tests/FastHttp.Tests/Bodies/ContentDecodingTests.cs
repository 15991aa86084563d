using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
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

        using HttpResponse response = Get(codings, coded, isStreamed: false);
        Assert.Equal(HttpError.None, response.TryDecodeBody(s_text.Length));
        Assert.Equal(s_text, response.BodySpan);
        Assert.Equal(coded.Length, response.BodyLength);

        using HttpResponse streamed = Get(codings, coded, isStreamed: true);
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
            using HttpResponse response = Get(coding, coded, isStreamed: false);
            Assert.Equal(HttpError.None, response.TryDecodeBody(length));
            Assert.Equal(noise.AsSpan(0, length), response.BodySpan);
            foreach (int cut in (int[])[1, 2, 4, 5, 9, coded.Length / 2, coded.Length - 1])
            {
                if (cut > 0 && cut < coded.Length)
                {
                    using HttpResponse part = Get(coding, coded[..^cut], isStreamed: false);
                    Assert.Equal(HttpError.InvalidContentCoding, part.TryDecodeBody(length));
                }
            }
        }
    }

    [Fact]
    public void A_body_without_coding_stays_and_has_the_same_limit()
    {
        using HttpResponse response = Get(null, s_text, isStreamed: false);
        Assert.Equal(HttpError.BodyTooLarge, response.TryDecodeBody(s_text.Length - 1));
        response.DecodeBody(s_text.Length);
        Assert.Equal(s_text, response.BodySpan);
    }

    [Theory, InlineData("gzip"), InlineData("deflate"), InlineData("br")]
    public async Task X18_a_bomb_is_refused_at_the_limit_and_leaves_the_body(string coding)
    {
        const int Limit = 100_000;
        byte[] bomb = Code(coding, new byte[50_000_000]);
        using HttpResponse response = Get(coding, bomb, isStreamed: false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(HttpError.BodyTooLarge, response.TryDecodeBody(Limit));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 * Limit);
        Assert.Equal(bomb, response.BodySpan);

        using HttpResponse streamed = Get(coding, bomb, isStreamed: true);
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
            using HttpResponse response = Get(coding, body, isStreamed: false);
            Assert.Equal(HttpError.InvalidContentCoding, response.TryDecodeBody(long.MaxValue));
            Assert.Equal(body, response.BodySpan);
            Assert.Equal(
                HttpError.InvalidContentCoding,
                Assert.Throws<HttpException>(() => response.DecodeBody(long.MaxValue)).Error);

            using HttpResponse streamed = Get(coding, body, isStreamed: true);
            await using Stream stream = streamed.OpenDecodedBodyStream(long.MaxValue);
            HttpException failure = await Assert.ThrowsAsync<HttpException>(() => stream.CopyToAsync(Stream.Null));
            Assert.Equal(HttpError.InvalidContentCoding, failure.Error);
        }
    }

    [Theory, InlineData("compress"), InlineData("gzip, gzip, gzip, gzip"), InlineData("zstd")]
    public void What_nobody_here_knows_is_refused(string coding)
    {
        using HttpResponse response = Get(coding, s_text, isStreamed: false);
        Assert.Equal(HttpError.UnsupportedContentCoding, response.TryDecodeBody(long.MaxValue));
        using HttpResponse streamed = Get(coding, s_text, isStreamed: true);
        Assert.Equal(
            HttpError.UnsupportedContentCoding,
            Assert.Throws<HttpException>(() => streamed.OpenDecodedBodyStream(1)).Error);
    }

    [Fact]
    public void Misuse_is_told()
    {
        using HttpResponse response = Get("gzip", s_text, isStreamed: true);
        Assert.Throws<InvalidOperationException>(() => response.TryDecodeBody(1));
        using HttpResponse headless = HttpResponse.Rent();
        headless.DiscardHead = true;
        Assert.Throws<InvalidOperationException>(() => headless.TryDecodeBody(1));
    }

    // Chunked, so that the end of the coded octets is not told by a length.
    private static HttpResponse Get(string? coding, byte[] body, bool isStreamed)
    {
        ScriptedPeer peer = new();
        HttpConnection connection = TestConnection.Open(peer.Loop);
        HttpResponse response = HttpResponse.Rent();
        response.StreamBody = isStreamed;
        string field = coding is null ? "" : $"Content-Encoding: {coding}\r\n";
        byte[] head = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\n{field}Transfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n");
        peer.Answer([head, body, "\r\n0\r\n\r\n"u8.ToArray()]);
        Assert.Equal(HttpError.None, connection.TrySendAsync(s_get, response).Result);
        return response;
    }

    private static byte[] Code(string coding, byte[] octets)
    {
        using MemoryStream coded = new();
        using (Stream coder = coding switch
        {
            "gzip" or "x-gzip" => new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            _ => coded,
        })
        {
            coder.Write(octets);
        }

        return coded.ToArray();
    }
}
