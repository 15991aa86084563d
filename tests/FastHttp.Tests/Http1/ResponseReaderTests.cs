using System;
using System.Linq;
using System.Text;
using FastHttp.Http1;
using FastHttp.Messages;
using Testing;

namespace FastHttp.Tests.Http1;

/// <summary>
/// What the table does not show: early failure, the end of the stream, the remembered head, and whole-message reads.
/// </summary>
public class ResponseReaderTests
{
    private static readonly byte[][] s_samples =
    [
        WireSamples.Nginx, WireSamples.KestrelChunked, WireSamples.ChunkedWithTrailers, WireSamples.EarlyHints,
        WireSamples.NoContent, WireSamples.UntilClose,
    ];

    [Fact]
    public void A_status_line_fails_at_its_first_wrong_byte()
    {
        byte[] line = "HTTP/1.1 200 "u8.ToArray();
        for (int index = 0; index < line.Length; index++)
        {
            ResponseReader reader = new(ResponseLimits.Default);
            reader.Begin(RequestTraits.None, null);
            Assert.Equal(ParseStatus.NeedMore, reader.Read(line.AsSpan(0, index), out int consumed));
            Assert.Equal(0, consumed);
            byte[] wrong = [.. line.AsSpan(0, index), (byte)'!'];
            Assert.Equal(ParseStatus.Invalid, reader.Read(wrong, out _));
            Assert.Equal(HttpError.InvalidStatusLine, reader.Error);
        }
    }

    // The reader looks again only at an LF: what is refused before one would be refused or not by how the bytes come.
    [Theory]
    [InlineData("X: a\v", HttpError.UnexpectedEof), InlineData("X: a\v\n", HttpError.InvalidHeader)]
    [InlineData("X: a\r\n \v", HttpError.UnexpectedEof), InlineData("X: a\r\n \vb\n", HttpError.InvalidHeader)]
    [InlineData("X: a\n b\n\tc\rd", HttpError.UnexpectedEof), InlineData("X: a\n b\n\tc\rd\n", HttpError.InvalidHeader)]
    public void A_wrong_byte_in_a_line_or_its_continuation_is_told_when_that_line_has_ended(
        string lines, HttpError expected)
    {
        byte[] wire = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{lines}");
        foreach (WireForm form in WireForms.Of(wire))
        {
            Assert.Equal((form.ToString(), expected), (form.ToString(), ErrorOf(FastHttpOptions.Default, form)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_stream_ends_at_every_offset(bool resets)
    {
        foreach (byte[] sample in s_samples)
        {
            for (int length = 0; length <= sample.Length; length++)
            {
                byte[] wire = sample[..length];
                ReaderDriver driver = new(FastHttpOptions.Default);
                ParseStatus status = driver.Feed(
                    WireForms.Blocks(wire, 7), RequestTraits.None, closesAfter: true, null, resets, out _);
                bool isUntilClose = sample == WireSamples.UntilClose;
                int headLength = sample.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
                bool isWhole = isUntilClose ? !resets && length >= headLength : length == sample.Length;
                HttpError expected = isWhole ? HttpError.None
                    : length == 0 ? HttpError.ConnectionClosed
                    : resets ? HttpError.ConnectionReset : HttpError.UnexpectedEof;
                Assert.Equal(expected, driver.Reader.Error);
                Assert.Equal(isWhole ? ParseStatus.Done : ParseStatus.Invalid, status);
            }
        }
    }

    [Fact]
    public void The_same_head_again_gives_the_same_result()
    {
        ResponseReader reader = new(ResponseLimits.Default);
        using FastHttpResponse response = FastHttpResponse.Rent();
        string? first = null;
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(WireSamples.Nginx.Length, ReadWhole(reader, WireSamples.Nginx, RequestTraits.None, response));
            Assert.True(response.Headers.TryGet(KnownHeader.ETag, out ReadOnlySpan<byte> etag));
            Assert.Equal("\"686a1f00-1b\""u8, etag);
            string text = ReaderDriver.Observe(response, default).ToString();
            Assert.Equal(first ??= text, text);
        }

        // One byte of the Date differs, and the body.
        ReadWhole(reader, WireSamples.NginxNextSecond, RequestTraits.None, response);
        Assert.True(response.Headers.TryGet(KnownHeader.Date, out ReadOnlySpan<byte> date));
        Assert.Equal("Mon, 06 Jul 2026 10:15:31 GMT"u8, date);
        Assert.EndsWith("user124\"}", Encoding.ASCII.GetString(response.BodySpan), StringComparison.Ordinal);
        ReadWhole(reader, WireSamples.Nginx, RequestTraits.None, response);
        Assert.Equal(first, ReaderDriver.Observe(response, default).ToString());
    }

    [Fact]
    public void A_remembered_head_is_framed_by_the_request_at_hand()
    {
        byte[] wire = WireSamples.Nginx;
        int headLength = wire.Length - 27;
        ResponseReader reader = new(ResponseLimits.Default);
        for (int round = 0; round < 2; round++)
        {
            Assert.Equal(wire.Length, ReadWhole(reader, wire, RequestTraits.None, null));
            Assert.True(reader.KeepAlive);
            Assert.Equal(headLength, ReadWhole(reader, wire, RequestTraits.Head, null));
            Assert.True(reader.KeepAlive);
            Assert.Equal(wire.Length, ReadWhole(reader, wire, RequestTraits.Close, null));
            Assert.False(reader.KeepAlive);
            Assert.Equal(headLength, ReadWhole(reader, wire, RequestTraits.Connect, null));
            Assert.True(reader.IsTunnel);
            Assert.Equal(wire.Length, ReadWhole(reader, wire, RequestTraits.Idempotent, null));
            Assert.True(reader.KeepAlive);
        }
    }

    [Fact]
    public void A_remembered_head_may_come_in_parts()
    {
        ReaderDriver driver = new(FastHttpOptions.Default);
        using FastHttpResponse response = FastHttpResponse.Rent();
        byte[][] wires = [WireSamples.Nginx, WireSamples.NginxNextSecond];
        foreach (byte[] wire in wires)
        {
            string? whole = driver.Run(WireForms.Whole(wire), default, closesAfter: false, response)?.ToString();
            foreach (WireForm form in WireForms.Of(wire).Concat(WireForms.Of(wire)))
            {
                Assert.Equal(whole, driver.Run(form, default, closesAfter: false, response)?.ToString());

                // What comes in between must not be taken for the remembered head.
                WireForm other = WireForms.Whole(WireSamples.NoContent);
                Assert.NotNull(driver.Run(other, default, closesAfter: false, response));
            }
        }
    }

    [Fact]
    public void A_failed_head_is_not_remembered()
    {
        ResponseReader reader = new(new ResponseLimits { MaxBodyBytes = 26 });
        for (int round = 0; round < 3; round++)
        {
            reader.Begin(RequestTraits.None, null);
            Assert.Equal(ParseStatus.Invalid, reader.Read(WireSamples.Nginx, out _));
            Assert.Equal(HttpError.BodyTooLarge, reader.Error);
            reader.Begin(RequestTraits.Head, null);
            Assert.Equal(ParseStatus.Done, reader.Read(WireSamples.Nginx, out _));
        }
    }

    [Theory]
    [InlineData("Content-Length: 2147483592\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n7fffffc8\r\n")]
    public void A_body_that_no_array_can_hold_is_too_large_where_it_is_kept(string fields)
    {
        byte[] wire = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{fields}");
        ResponseReader reader = new(new ResponseLimits { MaxBodyBytes = long.MaxValue });
        using FastHttpResponse response = FastHttpResponse.Rent();
        for (int round = 0; round < 2; round++)
        {
            response.Keep(ResponseOptions.None);
            Assert.Equal(HttpError.BodyTooLarge, ErrorOf(reader, wire, response));
            response.Keep(ResponseOptions.StreamBody);
            Assert.Equal(HttpError.None, ErrorOf(reader, wire, response));
            response.Keep(ResponseOptions.DiscardBody);
            Assert.Equal(HttpError.None, ErrorOf(reader, wire, response));
            Assert.Equal(HttpError.None, ErrorOf(reader, wire, null));
        }
    }

    [Fact]
    public void A_head_that_is_too_long_to_remember_is_read_again()
    {
        string fields = string.Concat(Enumerable.Range(0, 40).Select(index => $"X-{index}: some value of a field\r\n"));
        byte[] wire = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{fields}Content-Length: 2\r\n\r\nok");
        ResponseReader reader = new(ResponseLimits.Default);
        using FastHttpResponse response = FastHttpResponse.Rent();
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(wire.Length, ReadWhole(reader, wire, RequestTraits.None, response));
            Assert.Equal(41, response.Headers.Count);
            Assert.Equal("ok"u8, response.BodySpan);
        }
    }

    [Fact]
    public void Head_and_trailer_limits_are_exact()
    {
        byte[] wire = WireSamples.ChunkedWithTrailers;
        int headLength = wire.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        foreach (WireForm form in WireForms.Of(wire))
        {
            Assert.Equal(HttpError.None, ErrorOf(new FastHttpOptions { MaxHeadBytes = headLength }, form));
            Assert.Equal(HttpError.HeadTooLarge, ErrorOf(new FastHttpOptions { MaxHeadBytes = headLength - 1 }, form));
            Assert.Equal(HttpError.None, ErrorOf(new FastHttpOptions { MaxHeaderCount = 2 }, form));
            Assert.Equal(HttpError.HeadTooLarge, ErrorOf(new FastHttpOptions { MaxHeaderCount = 1 }, form));
            Assert.Equal(HttpError.None, ErrorOf(new FastHttpOptions { MaxBodyBytes = 11 }, form));
            Assert.Equal(HttpError.BodyTooLarge, ErrorOf(new FastHttpOptions { MaxBodyBytes = 10 }, form));
        }

        byte[] endless = Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Endless: " + new string('x', 300));
        foreach (WireForm form in WireForms.Of(endless))
        {
            Assert.Equal(HttpError.HeadTooLarge, ErrorOf(new FastHttpOptions { MaxHeadBytes = 200 }, form));
        }
    }

    [Fact]
    public void A_body_over_the_limit_that_ends_with_the_stream()
    {
        foreach (WireForm form in WireForms.Of(WireSamples.UntilClose))
        {
            Assert.Equal(HttpError.None, ErrorOf(new FastHttpOptions { MaxBodyBytes = 13 }, form));
            Assert.Equal(HttpError.BodyTooLarge, ErrorOf(new FastHttpOptions { MaxBodyBytes = 12 }, form));
        }
    }

    [Fact]
    public void Known_names_are_found_in_any_case_and_no_two_collide()
    {
        for (int index = 0; index < KnownHeaders.CanonicalNames.Length; index++)
        {
            string name = KnownHeaders.CanonicalNames[index];
            KnownHeader id = (KnownHeader)(index + 1);
            Assert.Equal(id.ToString(), name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
            foreach (string form in (string[])[name, name.ToLowerInvariant(), name.ToUpperInvariant()])
            {
                byte[] bytes = Encoding.ASCII.GetBytes(form);
                Assert.Equal(id, KnownHeaders.Identify(bytes));
                Assert.Equal(id, KnownHeaders.Identify([.. bytes, .. ": some value behind it"u8], bytes.Length));
                AssertNoNeighbourIsFound(bytes);
            }
        }

        Assert.Equal(KnownHeader.Unknown, KnownHeaders.Identify([]));
        Assert.Equal(KnownHeaders.CanonicalNames.Length + 1, Enum.GetValues<KnownHeader>().Length);
    }

    private static void AssertNoNeighbourIsFound(byte[] name)
    {
        for (int at = 0; at < name.Length; at++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] other = [.. name];
                other[at] ^= (byte)(1 << bit);
                bool isOtherCase = char.IsAsciiLetter((char)name[at]) && bit == 5;
                if (!isOtherCase)
                {
                    Assert.Equal(KnownHeader.Unknown, KnownHeaders.Identify(other));
                }
            }
        }
    }

    private static HttpError ErrorOf(ResponseReader reader, byte[] wire, FastHttpResponse? response)
    {
        reader.Begin(RequestTraits.None, response);
        reader.Read(wire, out _);
        return reader.Error;
    }

    private static HttpError ErrorOf(FastHttpOptions options, WireForm form)
    {
        ReaderDriver driver = new(options);
        driver.Feed(form, RequestTraits.None, closesAfter: true, null, resets: false, out _);
        return driver.Reader.Error;
    }

    private static int ReadWhole(ResponseReader reader, byte[] wire, RequestTraits traits, FastHttpResponse? response)
    {
        reader.Begin(traits, response);
        Assert.Equal(ParseStatus.Done, reader.Read(wire, out int consumed));
        Assert.Equal(200, reader.StatusCode);
        return consumed;
    }
}
