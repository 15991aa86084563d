using System;
using System.Buffers;
using System.Text;
using Testing;

namespace FastHttp.Tests.Bodies;

/// <summary>Trailers of requests, and copies of responses.</summary>
public class TrailerTests
{
    private readonly ScriptedPeer _peer = new();

    [Fact]
    public void Trailers_are_announced_or_added_by_the_producer_each_time_anew()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Post();
        request.AddTrailer("X-Known"u8, " before "u8);
        request.AddTrailer("ETag"u8, "\"1\""u8);
        request.SetBodyWriter(request, static (request, output, _) =>
        {
            output.Write("body"u8);
            request.AddTrailer("X-Digest"u8, "4"u8);
            return default;
        });
        for (int time = 0; time < 2; time++)
        {
            int before = _peer.Received.Length;
            _peer.Answer([Ok]);
            Assert.Equal(HttpError.None, connection.SendNoThrowAsync(request, null).Result);
            Assert.Equal(
                "POST / HTTP/1.1\r\nHost: peer\r\nTransfer-Encoding: chunked\r\nTrailer: X-Known, ETag\r\n\r\n"
                + "4\r\nbody\r\n0\r\nX-Known: before\r\nETag: \"1\"\r\nX-Digest: 4\r\n\r\n",
                Encoding.ASCII.GetString(_peer.Received[before..]));
        }

        Assert.True(connection.IsOpen);
        request.Reset();
        request.SetUri("http://peer/"u8);
        Assert.Equal("GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, request.SerializeHead());
    }

    [Theory]
    [InlineData("Content-Length", "1"), InlineData("transfer-encoding", "chunked"), InlineData("Host", "h")]
    [InlineData("Authorization", "x"), InlineData("Cookie", "a=b"), InlineData("Content-Type", "x/y")]
    [InlineData("X A", "v"), InlineData("X-A", "v\r\nX-B: w"), InlineData("", "v")]
    public void R01_a_trailer_injects_nothing_and_comes_not_too_late(string name, string value)
    {
        using FastHttpRequest request = Post();
        Assert.Throws<ArgumentException>(
            () => request.AddTrailer(Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value)));
    }

    [Fact]
    public void Trailers_need_chunks()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Post();
        request.AddTrailer("X-A"u8, "v"u8);
        request.SetBody("body"u8);
        Assert.Throws<ArgumentException>(() => { _ = connection.SendNoThrowAsync(request, null).AsTask(); });

        using FastHttpRequest known = Post();
        known.SetBodyWriter(
            known,
            static (known, output, _) =>
            {
                output.Write("body"u8);
                known.AddTrailer("X-A"u8, "v"u8);
                return default;
            },
            length: 4);
        Assert.Equal(HttpError.RequestBodyFailed, connection.SendNoThrowAsync(known, null).Result);
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public void A_copy_of_a_response_outlives_it()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpResponse copy = FastHttpResponse.Rent();
        using (FastHttpResponse response = FastHttpResponse.Rent())
        {
            _peer.Answer(
                [
                    "HTTP/1.1 200 Fine\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-B: 2\r\n\r\n"u8
                        .ToArray(),
                ]);
            Assert.Equal(HttpError.None, connection.SendNoThrowAsync(Post(), response).Result);
            response.CopyTo(copy);
            response.CopyTo(response);
            Assert.Equal("ok"u8, response.BodySpan);
        }

        Assert.Equal(200, copy.StatusCode);
        Assert.Equal("Fine"u8, copy.ReasonPhrase);
        Assert.Equal("ok"u8, copy.BodySpan);
        Assert.True(copy.Headers.TryGet("x-a"u8, out ReadOnlySpan<byte> value));
        Assert.Equal("1"u8, value);
        Assert.True(copy.Trailers.TryGet("x-b"u8, out value));
        Assert.Equal("2"u8, value);
        Assert.Equal(2, copy.BodyLength);
        Assert.Equal(-1, copy.ContentLength);
    }

    private static ReadOnlyMemory<byte> Ok => "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();

    private static FastHttpRequest Post()
    {
        FastHttpRequest request = FastHttpRequest.Rent();
        request.Method = "POST"u8;
        request.SetUri("http://peer/"u8);
        return request;
    }
}
