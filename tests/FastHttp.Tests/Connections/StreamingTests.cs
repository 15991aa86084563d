using System;
using System.IO.Pipelines;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>Response bodies that are read while they come, on one connection.</summary>
public class StreamingTests
{
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private readonly ScriptedPeer _peer = new();

    private TransportConnection Peer => _peer.Connection!;

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_failure_of_a_body_quotes_what_is_none(bool asStream)
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpResponse response = FastHttpResponse.Rent();
        ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, response, ResponseOptions.StreamBody);
        _peer.Connection!.TrySend("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8);
        Assert.Equal(HttpError.None, call.Result);
        Assert.Null(response.Failure);
        Task read = asStream
            ? response.OpenBodyStream().ReadAsync(new byte[8]).AsTask()
            : response.ReadBodyAsync().AsTask();
        _peer.Connection.TrySend("zz\r\n"u8);
        HttpException failure = await Assert.ThrowsAsync<HttpException>(() => read);
        Assert.EndsWith("(InvalidChunk): \"zz\\r\\n\".", failure.Message, StringComparison.Ordinal);
        Assert.Equal(failure.Message, response.Failure!.Message);
    }

    [Fact]
    public void The_call_ends_with_the_head_and_the_body_is_read_while_it_comes()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpResponse response = Begin(connection, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"u8);
        Assert.Equal(200, response.StatusCode);
        Assert.Equal(10, response.ContentLength);
        Assert.Equal(1, connection.PendingCount);

        ValueTask<BodyReadResult> read = response.ReadBodyNoThrowAsync();
        Assert.False(read.IsCompleted);
        Peer.TrySend("01234"u8);
        Take(response, read, "01234", isCompleted: false);
        Peer.TrySend("56789"u8);
        Take(response, response.ReadBodyNoThrowAsync(), "56789", isCompleted: true);
        Assert.Equal(10, response.BodyLength);
        Assert.Equal(0, connection.PendingCount);
        Assert.True(connection.IsOpen);
    }

    [Fact]
    public void Every_framing_is_read_to_its_end_however_it_arrives()
    {
        string[] answers =
        [
            "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nETag: \"a\"\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world",
        ];
        foreach (string answer in answers)
        {
            foreach (WireForm form in WireForms.Of(Encoding.ASCII.GetBytes(answer)))
            {
                ScriptedPeer peer = new();
                HttpConnection connection = TestConnection.Open(peer.Loop);
                using FastHttpResponse response = Streamed();
                peer.Answer(form.Segments);
                Assert.Equal(
                    HttpError.None, connection.SendNoThrowAsync(s_get, response, ResponseOptions.StreamBody).Result);
                Assert.Equal("hello world", ReadAll(response, out HttpError error));
                Assert.Equal(HttpError.None, error);
                Assert.True(connection.IsOpen);
                bool hasTrailer = response.Trailers.TryGet(KnownHeader.ETag, out ReadOnlySpan<byte> tag);
                Assert.Equal(answer.Contains("ETag", StringComparison.Ordinal), hasTrailer);
                Assert.Equal(hasTrailer ? "\"a\"" : "", Encoding.ASCII.GetString(tag));
            }
        }
    }

    [Fact]
    public void A_body_that_ends_with_the_connection_is_complete_and_a_cut_one_is_not()
    {
        (string Answer, HttpError Error)[] cases =
        [
            ("HTTP/1.1 200 OK\r\n\r\nall of it", HttpError.None),
            ("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nall of it", HttpError.UnexpectedEof),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nall of it\r\n", HttpError.UnexpectedEof),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nall of it\r\n0\r\n", HttpError.UnexpectedEof),
        ];
        foreach ((string answer, HttpError expected) in cases)
        {
            ScriptedPeer peer = new();
            HttpConnection connection = TestConnection.Open(peer.Loop);
            using FastHttpResponse response = Streamed();
            peer.Answer([Ascii(answer)], closesAfter: true);
            Assert.Equal(
                HttpError.None, connection.SendNoThrowAsync(s_get, response, ResponseOptions.StreamBody).Result);

            // X71: what came is read, and then the reason, for each further read.
            Assert.Equal("all of it", ReadAll(response, out HttpError error));
            Assert.Equal(expected, error);
            Assert.Equal(expected, response.ReadBodyNoThrowAsync().Result.Error);
            Assert.Equal(0, response.Trailers.Count);
            Assert.False(connection.IsOpen);
        }
    }

    [Fact]
    public void X70_behind_the_end_every_read_is_empty_and_complete_at_once()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpResponse response = Streamed();
        _peer.Answer([Ascii("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab")]);
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(s_get, response, ResponseOptions.StreamBody).Result);
        Assert.Equal("ab", ReadAll(response, out _));
        for (int time = 0; time < 3; time++)
        {
            ReadResult read = response.ReadBodyAsync().Result;
            Assert.True(read.IsCompleted && read.Buffer.IsEmpty);
            response.AdvanceBody(read.Buffer.End);
        }
    }

    [Theory, InlineData("HEAD", "200 OK"), InlineData("GET", "204 No Content"), InlineData("GET", "304 Not Modified")]
    public void A_response_without_body_is_at_its_end_at_once(string method, string status)
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.Method = Encoding.ASCII.GetBytes(method);
        request.SetUri("http://peer/"u8);
        using FastHttpResponse response = Streamed();
        _peer.Answer([Ascii($"HTTP/1.1 {status}\r\nContent-Length: 5\r\n\r\n")]);
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(request, response, ResponseOptions.StreamBody).Result);
        Assert.Equal("", ReadAll(response, out HttpError error));
        Assert.Equal(HttpError.None, error);
        Assert.True(connection.IsOpen);
    }

    [Fact]
    public void One_response_serves_exchange_after_exchange()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpResponse response = Streamed();
        for (int number = 0; number < 50; number++)
        {
            ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, response, ResponseOptions.StreamBody);
            Peer.TrySend(Ascii($"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nbod").Span);
            Assert.Equal(HttpError.None, call.Result);
            Peer.TrySend(Ascii($"y {number:000}").Span);
            Assert.Equal($"body {number:000}", ReadAll(response, out _));
        }

        Assert.Equal(1, _peer.Accepted);
    }

    [Fact]
    public void Without_a_reader_receiving_rests_and_goes_on_when_there_is_room()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpResponse response = Begin(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"u8);
        SendMillion();

        // The threshold, and the one delivery that went over it.
        Assert.InRange(response.BodyLength, 128 * 1024, 500_000);
        long read = 0;
        while (read < 1_000_000)
        {
            BodyReadResult result = response.ReadBodyNoThrowAsync().Result;
            Assert.Equal(HttpError.None, result.Error);
            read += result.Buffer.Length;
            response.AdvanceBody(result.Buffer.End);
        }

        Assert.True(response.ReadBodyNoThrowAsync().Result.IsCompleted);
        Assert.True(connection.IsOpen);
    }

    [Fact]
    public void Bytes_that_were_examined_and_left_do_not_hold_the_connection()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpResponse response = Begin(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"u8);
        SendMillion();

        long length = 0;
        while (length < 1_000_000)
        {
            BodyReadResult result = response.ReadBodyNoThrowAsync().Result;
            Assert.True(result.Buffer.Length > length);
            length = result.Buffer.Length;
            response.AdvanceBody(result.Buffer.Start, result.Buffer.End);
        }

        Assert.Equal(1_000_000, ReadAll(response, out _).Length);
    }

    [Fact]
    public void X69_a_body_left_near_its_end_is_drained_and_the_connection_used_again()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        foreach (string framing in (string[])["Content-Length: 5", "Transfer-Encoding: chunked"])
        {
            FastHttpResponse response = Begin(connection, Ascii($"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n").Span);
            response.Dispose();
            Assert.Throws<ObjectDisposedException>(() => response.StatusCode);
            Assert.Equal(1, connection.PendingCount);
            Peer.TrySend(framing[0] == 'C' ? "hello"u8 : "5\r\nhello\r\n0\r\n\r\n"u8);
            Assert.Equal(0, connection.PendingCount);
            Assert.True(connection.IsOpen);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n")]
    public void X69_a_body_left_far_from_its_end_or_for_nothing_closes_the_connection(string head)
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        FastHttpResponse response = Begin(connection, Ascii(head).Span);
        response.Dispose();
        Assert.False(connection.IsOpen);
        Assert.Equal(0, connection.PendingCount);
    }

    [Fact]
    public void A_drain_that_finds_more_than_its_limit_or_takes_too_long_closes_the_connection()
    {
        foreach (bool isLate in (bool[])[false, true])
        {
            HttpConnection connection = TestConnection.Open(_peer.Loop);
            FastHttpResponse response = Begin(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8);
            response.Dispose();
            Assert.True(connection.IsOpen);
            if (isLate)
            {
                _peer.Loop.Advance(TimeSpan.FromSeconds(2.1));
            }
            else
            {
                Peer.TrySend("10001\r\n"u8);
            }

            Assert.False(connection.IsOpen);
        }
    }

    [Fact]
    public void Reading_may_be_ended_early_and_the_response_used_again()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpResponse response = Begin(connection, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"u8);
        Assert.Throws<InvalidOperationException>(response.Reset);
        Assert.True(response.DrainBodyAsync().IsCompleted);
        Assert.True(response.DrainBodyAsync().IsCompleted);
        response.Reset();
        Peer.TrySend("llo"u8);

        _peer.Answer([Ascii("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew")], afterReceives: 1);
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(s_get, response, ResponseOptions.StreamBody).Result);
        Assert.Equal("new", ReadAll(response, out _));
    }

    [Fact]
    public void A_read_can_be_cancelled_and_the_body_read_on()
    {
        using CancellationTokenSource source = new();
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpResponse response = Begin(connection, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"u8);
        ValueTask<BodyReadResult> read = response.ReadBodyNoThrowAsync(source.Token);
        Assert.False(read.IsCompleted);
        source.Cancel();
        Assert.Equal(HttpError.Canceled, read.Result.Error);
        Assert.Equal(HttpError.Canceled, response.ReadBodyNoThrowAsync(source.Token).Result.Error);
        Peer.TrySend("hello"u8);
        Assert.Equal("hello", ReadAll(response, out _));
        Assert.True(connection.IsOpen);
    }

    [Fact]
    public async Task Misuse_of_reading_is_told()
    {
        using FastHttpResponse buffered = FastHttpResponse.Rent();
        await Assert.ThrowsAsync<InvalidOperationException>(() => buffered.ReadBodyAsync().AsTask());
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpResponse response = Streamed();
        Assert.Throws<InvalidOperationException>(() => connection.Submit(
            s_get.Bytes.Span, s_get.Traits.ToArray(), response, new NoHandler(), ResponseOptions.StreamBody));
        ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, response, ResponseOptions.StreamBody);
        Peer.TrySend("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"u8);
        Assert.Equal(HttpError.None, await call);
        ValueTask<BodyReadResult> read = response.ReadBodyNoThrowAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => response.ReadBodyAsync().AsTask());
        Peer.TrySend("he"u8);
        Assert.Equal(2, (await read).Buffer.Length);
        await Assert.ThrowsAsync<InvalidOperationException>(() => response.ReadBodyAsync().AsTask());
    }

    [Fact]
    public async Task The_throwing_reads_throw_what_the_others_return()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpResponse response = Streamed();
        ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, response, ResponseOptions.StreamBody);
        Peer.TrySend("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8);
        Assert.Equal(HttpError.None, await call);
        Task<ReadResult> read = response.ReadBodyAsync().AsTask();
        Peer.TrySend("x\r\n"u8);
        Assert.Equal(HttpError.InvalidChunk, (await Assert.ThrowsAsync<HttpException>(() => read)).Error);
        await Assert.ThrowsAsync<HttpException>(() => response.ReadBodyAsync().AsTask());
        await Assert.ThrowsAsync<TaskCanceledException>(
            () => response.ReadBodyAsync(new CancellationToken(true)).AsTask());
    }

    [Fact]
    public void Limits_and_times_of_a_streamed_body_are_its_own()
    {
        FastHttpOptions options = new()
        {
            MaxBodyBytes = 1,
            MaxStreamedBodyBytes = 5,
            RequestTimeout = TimeSpan.FromSeconds(5),
            ReadIdleTimeout = TimeSpan.FromSeconds(10),
        };
        HttpConnection connection = TestConnection.Open(_peer.Loop, options);
        using FastHttpResponse response = Streamed();
        ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, response, ResponseOptions.StreamBody);
        Peer.TrySend("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"u8);
        Assert.Equal(HttpError.None, call.Result);
        _peer.Loop.Advance(TimeSpan.FromSeconds(9));
        Assert.True(connection.IsOpen);
        Peer.TrySend("1\r\n"u8);
        Assert.Equal("hello", ReadAll(response, out HttpError error));
        Assert.Equal(HttpError.BodyTooLarge, error);

        // The head that was allowed to a stream is not allowed to a buffer.
        HttpConnection other = TestConnection.Open(_peer.Loop, options);
        using FastHttpResponse buffered = FastHttpResponse.Rent();
        ReadOnlyMemory<byte> answer = Ascii("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
        _peer.Answer([answer]);
        Assert.Equal(HttpError.None, other.SendNoThrowAsync(s_get, response, ResponseOptions.StreamBody).Result);
        _peer.Answer([answer]);
        Assert.Equal(HttpError.BodyTooLarge, other.SendNoThrowAsync(s_get, buffered).Result);
    }

    [Fact]
    public void A_pause_of_the_peer_and_a_pause_of_the_reader_have_different_limits()
    {
        // Three deliveries of the loop, the last of which is more than waits for a reader.
        const int Burst = 192 * 1024;
        FastHttpOptions options = new()
        {
            ReadIdleTimeout = TimeSpan.FromSeconds(10),
            UnreadBodyTimeout = TimeSpan.FromSeconds(60),
        };
        HttpConnection connection = TestConnection.Open(_peer.Loop, options);
        using FastHttpResponse response = Begin(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"u8);
        Peer.TrySend(new byte[Burst]);
        _peer.Loop.Advance(TimeSpan.FromSeconds(59));
        Assert.True(connection.IsOpen);
        BodyReadResult read = response.ReadBodyNoThrowAsync().Result;
        response.AdvanceBody(read.Buffer.End);

        // Now it is the peer that has to go on.
        _peer.Loop.Advance(TimeSpan.FromSeconds(9));
        Assert.True(connection.IsOpen);
        Peer.TrySend(new byte[Burst]);
        _peer.Loop.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpError.BodyTimeout, connection.BrokenBy);
        Assert.Equal(Burst, ReadAll(response, out HttpError error).Length);
        Assert.Equal(HttpError.BodyTimeout, error);
    }

    [Fact]
    public void The_call_ends_only_when_the_request_has_been_written()
    {
        // With a context of the test's own, producers would continue on another thread than the loop's.
        SynchronizationContext.SetSynchronizationContext(null);
        TaskCompletionSource more = new();
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.Method = "POST"u8;
        request.SetUri("http://peer/"u8);
        request.SetBodyWriter(more, static async (more, output, _) => await more.Task);
        using FastHttpResponse response = Streamed();
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, response, ResponseOptions.StreamBody);

        // More than the reader may leave waiting: an echo would stand still if this were held back.
        Peer.TrySend("HTTP/1.1 200 OK\r\nContent-Length: 400001\r\n\r\n"u8);
        Peer.TrySend(new byte[200_000]);
        Peer.TrySend(new byte[200_000]);
        Assert.False(call.IsCompleted);
        Assert.Equal(400_000, response.BodyLength);
        more.SetResult();
        Assert.Equal(HttpError.None, call.Result);
        request.Reset();
        Peer.TrySend("x"u8);
        Assert.Equal(400_001, ReadAll(response, out _).Length);
        Assert.True(connection.IsOpen);
    }

    private static FastHttpResponse Streamed()
    {
        FastHttpResponse response = FastHttpResponse.Rent();
        return response;
    }

    // A call that has ended with the head; its body is still to come.
    private FastHttpResponse Begin(HttpConnection connection, ReadOnlySpan<byte> head)
    {
        FastHttpResponse response = Streamed();
        ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, response, ResponseOptions.StreamBody);
        Peer.TrySend(head);
        Assert.Equal(HttpError.None, call.Result);
        return response;
    }

    private void SendMillion()
    {
        byte[] piece = new byte[10_000];
        for (int sent = 0; sent < 1_000_000; sent += piece.Length)
        {
            Peer.TrySend(piece);
        }
    }

    private static ReadOnlyMemory<byte> Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static void Take(FastHttpResponse response, ValueTask<BodyReadResult> read, string bytes, bool isCompleted)
    {
        BodyReadResult result = read.Result;
        Assert.Equal(HttpError.None, result.Error);
        Assert.Equal(bytes, Encoding.ASCII.GetString(result.Buffer));
        Assert.Equal(isCompleted, result.IsCompleted);
        response.AdvanceBody(result.Buffer.End);
    }

    // Of what has come already.
    private static string ReadAll(FastHttpResponse response, out HttpError error)
    {
        StringBuilder text = new();
        while (true)
        {
            BodyReadResult result = response.ReadBodyNoThrowAsync().Result;
            error = result.Error;
            if (error != HttpError.None || (result.IsCompleted && result.Buffer.IsEmpty))
            {
                return text.ToString();
            }

            text.Append(Encoding.Latin1.GetString(result.Buffer));
            response.AdvanceBody(result.Buffer.End);
        }
    }

    private sealed class NoHandler : IExchangeHandler
    {
        public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome)
        {
        }

        public void OnFailure(HttpConnection connection, HttpError error)
        {
        }
    }
}
