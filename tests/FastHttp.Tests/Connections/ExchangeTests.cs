using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>Exchanges on one connection: order, pipelining, failure, cancellation.</summary>
public class ExchangeTests
{
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private readonly ScriptedPeer _peer = new();

    [Fact]
    public void The_bytes_of_the_request_are_sent_as_they_are_and_nothing_behind_them()
    {
        _peer.Answer([Response("one")]);
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(s_get, null).Result);
        Assert.Equal(s_get.Bytes.ToArray(), _peer.Received);
    }

    [Fact]
    public void Exchanges_follow_each_other_on_one_connection()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpResponse response = FastHttpResponse.Rent();
        for (int number = 0; number < 100; number++)
        {
            _peer.Answer([Response($"body {number}")]);
            Assert.Equal(HttpError.None, connection.SendNoThrowAsync(s_get, response).Result);
            Assert.Equal($"body {number}", Encoding.ASCII.GetString(response.BodySpan));
        }

        Assert.Equal(1, _peer.Accepted);
    }

    [Fact]
    public void R24_of_a_pipeline_that_is_cut_the_answered_succeed_and_the_others_fail()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop, new FastHttpOptions { MaxPipelineDepth = 3 });
        using FastHttpResponse first = FastHttpResponse.Rent();
        using FastHttpResponse second = FastHttpResponse.Rent();
        using FastHttpResponse third = FastHttpResponse.Rent();
        _peer.Answer([Response("first")], closesAfter: true, afterReceives: 3);
        ValueTask<HttpError> one = connection.SendNoThrowAsync(s_get, first);
        ValueTask<HttpError> two = connection.SendNoThrowAsync(s_get, second);
        Assert.False(one.IsCompleted);
        ValueTask<HttpError> three = connection.SendNoThrowAsync(s_get, third);

        Assert.Equal(HttpError.None, one.Result);
        Assert.Equal("first", Encoding.ASCII.GetString(first.BodySpan));
        Assert.Equal(HttpError.ConnectionClosed, two.Result);
        Assert.Equal(HttpError.ConnectionClosed, three.Result);
        Assert.Equal(0, second.StatusCode);
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public void Pipelined_responses_reach_their_own_requests_however_they_arrive()
    {
        byte[] wire = [.. Response("first").ToArray(), .. Response("second").ToArray(), .. Response("third").ToArray()];
        foreach (WireForm form in WireForms.Of(wire))
        {
            ScriptedPeer peer = new();
            HttpConnection connection = TestConnection.Open(peer.Loop, new FastHttpOptions { MaxPipelineDepth = 3 });
            peer.Answer(form.Segments, afterReceives: 3);
            FastHttpResponse[] responses = [FastHttpResponse.Rent(), FastHttpResponse.Rent(), FastHttpResponse.Rent()];
            List<ValueTask<HttpError>> calls = [];
            foreach (FastHttpResponse response in responses)
            {
                calls.Add(connection.SendNoThrowAsync(s_get, response));
            }

            Assert.All(calls, call => Assert.Equal(HttpError.None, call.Result));
            Assert.Equal("first", Encoding.ASCII.GetString(responses[0].BodySpan));
            Assert.Equal("second", Encoding.ASCII.GetString(responses[1].BodySpan));
            Assert.Equal("third", Encoding.ASCII.GetString(responses[2].BodySpan));
            Assert.True(connection.IsOpen);
            Array.ForEach(responses, response => response.Dispose());
        }
    }

    [Fact]
    public void A_batch_is_one_exchange_with_a_response_for_each_request()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        _peer.Answer([Response("a"), Response("b")]);
        PreparedRequest batch = PreparedRequest.CreateRaw(
            "GET /a HTTP/1.1\r\nHost: p\r\n\r\nGET /b HTTP/1.1\r\nHost: p\r\n\r\n"u8, RequestTraits.None,
            RequestTraits.None);
        CountingHandler handler = new();
        Assert.Equal(HttpError.None, connection.Submit(batch, handler));
        Assert.Equal([1, 0], handler.Remaining);
    }

    [Fact]
    public void A_batch_may_mix_methods_that_frame_responses_differently()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        _peer.Answer([Ascii("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), Response("abc")]);
        PreparedRequest batch = PreparedRequest.CreateRaw(
            "HEAD /a HTTP/1.1\r\nHost: p\r\n\r\nGET /b HTTP/1.1\r\nHost: p\r\n\r\n"u8, RequestTraits.Head,
            RequestTraits.None);
        CountingHandler handler = new();
        Assert.Equal(HttpError.None, connection.Submit(batch, handler));
        Assert.Equal([1, 0], handler.Remaining);
        Assert.True(connection.IsOpen);
    }

    [Fact]
    public void One_response_object_shows_each_response_of_a_batch_to_the_handler()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        _peer.Answer([Response("first")]);
        using FastHttpResponse response = FastHttpResponse.Rent();
        ReadingHandler handler = new(response);
        RequestTraits[] traits = [RequestTraits.None, RequestTraits.None];
        Assert.Equal(HttpError.None, connection.Submit(
            "GET /a HTTP/1.1\r\nHost: p\r\n\r\nGET /b HTTP/1.1\r\nHost: p\r\n\r\n"u8, traits, response, handler));
        Assert.Equal(["first"], handler.Bodies);
        Assert.Throws<InvalidOperationException>(() => response.DecodeBodyNoThrow(10));
        _peer.Connection!.TrySend(Response("second").Span);
        Assert.Equal(["first", "second"], handler.Bodies);
    }

    [Fact]
    public void R20_one_prepared_request_serves_64_connections_at_once()
    {
        List<ValueTask<HttpError>> calls = [];
        for (int connection = 0; connection < 64; connection++)
        {
            calls.Add(TestConnection.Open(_peer.Loop).SendNoThrowAsync(s_get, null));
        }

        Assert.Equal(64, _peer.Accepted);
        byte[] expected = [.. Enumerable.Repeat(s_get.Bytes.ToArray(), 64).SelectMany(bytes => bytes)];
        Assert.Equal(expected, _peer.Received);
        Assert.All(calls, call => Assert.False(call.IsCompleted));
    }

    [Fact]
    public void More_exchanges_than_the_options_allow_are_misuse()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        _ = connection.SendNoThrowAsync(s_get, null).AsTask();
        Assert.Throws<InvalidOperationException>(() => { _ = connection.SendNoThrowAsync(s_get, null).AsTask(); });
        Assert.Throws<InvalidOperationException>(() => connection.Submit(s_get, new CountingHandler()));
    }

    [Fact]
    public void R16_a_request_that_says_close_ends_the_connection_whatever_the_answer_says()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        _peer.Answer([Response("x")]);
        PreparedRequest close = PreparedRequest.CreateRaw(
            "GET / HTTP/1.1\r\nHost: p\r\nConnection: close\r\n\r\n"u8, RequestTraits.Close);
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(close, null).Result);
        Assert.False(connection.IsOpen);
        Assert.Equal(HttpError.ConnectionClosed, connection.SendNoThrowAsync(s_get, null).Result);
    }

    [Fact]
    public void Unasked_bytes_close_an_idle_connection_and_answer_nothing()
    {
        Watcher watcher = new();
        HttpConnection connection = TestConnection.Open(_peer.Loop, watcher: watcher);
        _peer.Answer([Response("x")]);
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(s_get, null).Result);
        _peer.Connection!.TrySend(Response("unasked").Span);
        Assert.False(connection.IsOpen);
        Assert.Equal(1, watcher.IdleClosed);
        Assert.Equal(HttpError.ConnectionClosed, connection.SendNoThrowAsync(s_get, null).Result);
    }

    [Fact]
    public void An_idle_connection_that_the_peer_closes_tells_its_owner_once()
    {
        Watcher watcher = new();
        HttpConnection connection = TestConnection.Open(_peer.Loop, watcher: watcher);
        _peer.Connection!.ShutdownSend();
        Assert.Equal(1, watcher.IdleClosed);
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public void A_cancelled_token_ends_the_exchange_and_the_connection()
    {
        using CancellationTokenSource source = new();
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, null, source.Token);
        Assert.False(call.IsCompleted);
        source.Cancel();
        Assert.Equal(HttpError.Canceled, call.Result);
        Assert.False(connection.IsOpen);
        Assert.Equal(HttpError.Canceled, connection.BrokenBy);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void X53_a_cancellation_is_no_reason_of_the_calls_beside_it(bool isStreamed)
    {
        using CancellationTokenSource source = new();
        HttpConnection connection = TestConnection.Open(_peer.Loop, new FastHttpOptions { MaxPipelineDepth = 2 });
        using FastHttpResponse response = FastHttpResponse.Rent();
        ValueTask<HttpError> older = connection.SendNoThrowAsync(
            s_get, response, isStreamed ? ResponseOptions.StreamBody : ResponseOptions.None);
        ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, null, source.Token);
        _peer.Connection!.TrySend("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"u8);
        source.Cancel();
        Assert.Equal(HttpError.Canceled, call.Result);
        Assert.Equal(isStreamed ? HttpError.None : HttpError.ConnectionClosed, older.Result);
        if (isStreamed)
        {
            Assert.Equal(HttpError.ConnectionClosed, response.ReadBodyNoThrowAsync().Result.Error);
        }

        // Nor of one that comes upon what it has left.
        Assert.Equal(HttpError.Canceled, connection.BrokenBy);
        Assert.Equal(HttpError.ConnectionClosed, connection.SendNoThrowAsync(s_get, null).Result);
    }

    [Fact]
    public void A_producer_that_throws_fails_its_own_call_and_not_the_one_in_front_of_it()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop, new FastHttpOptions { MaxPipelineDepth = 2 });
        ValueTask<HttpError> older = connection.SendNoThrowAsync(s_get, null);
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://peer/"u8);
        request.SetBodyWriter(0, static (_, _, _) => throw new TimeoutException());
        ValueTask call = connection.SendAsync(request, null);
        Assert.Equal(HttpError.ConnectionClosed, older.Result);
        HttpException failure = Assert.Throws<HttpException>(call.GetAwaiter().GetResult);
        Assert.Equal(HttpError.RequestBodyFailed, failure.Error);
        Assert.IsType<TimeoutException>(failure.InnerException);
    }

    [Fact]
    public void A_token_cancelled_before_the_call_sends_nothing()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        Assert.Equal(HttpError.Canceled, connection.SendNoThrowAsync(s_get, null, new CancellationToken(true)).Result);
        Assert.Empty(_peer.Received);
        Assert.True(connection.IsOpen);
    }

    [Fact]
    public async Task SendAsync_throws_what_TrySendAsync_returns()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        _peer.Answer([Ascii("SSH-2.0-peer\r\n")]);
        HttpException failure = await Assert.ThrowsAsync<HttpException>(
            () => connection.SendAsync(s_get, null).AsTask());
        Assert.Equal(HttpError.InvalidStatusLine, failure.Error);
    }

    [Theory]
    [InlineData("SSH-2.0-\"peer\"\r\n", "is not HTTP/1.x (InvalidStatusLine): \"SSH-2.0-\\\"peer\\\"\\r\\n\".")]
    [InlineData("HTTP/1.1 200 OK\r\nX: y\r\nno\\\u001b\r\n\r\n", "(InvalidHeader): \"no\\\\\\x1B\\r\\n\".")]
    [InlineData(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "(InvalidChunk): \"zz\\r\\n\".")]
    [InlineData(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhellooo\r\n",
        "(InvalidChunk): \"hellooo\\r\\n\".")]
    [InlineData("HTTP/2 200\r\nSet-Cookie: sid=1\r\n\r\n", "(InvalidStatusLine): \"HTTP/2 200\\r\\n\".")]
    [InlineData("HTTP/1.1 200 OK\r\nSet-Cookie : sid=1\r\n\r\n", "(InvalidHeader): \"Set-Cookie :\".")]
    [InlineData(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nSet-Cookie : sid=1\r\n\r\n",
        "(InvalidTrailer): \"Set-Cookie :\".")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "(InvalidContentLength).")]
    public async Task The_failure_quotes_what_is_no_response(string bytes, string words)
    {
        using FastHttpResponse response = FastHttpResponse.Rent();
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        _peer.Answer([Ascii(bytes)]);
        HttpException failure = await Assert.ThrowsAsync<HttpException>(
            () => connection.SendAsync(s_get, response).AsTask());
        Assert.EndsWith(words, failure.Message, StringComparison.Ordinal);
        Assert.Equal(failure.Message, response.Failure!.Message);
        Assert.Equal(0, response.Trailers.Count);
    }

    [Fact]
    public async Task The_reason_is_told_also_of_a_response_that_is_no_longer_the_callers()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        FastHttpResponse response = FastHttpResponse.Rent();
        Task disposedMeanwhile = connection.SendAsync(s_get, response).AsTask();
        response.Dispose();
        _peer.Connection!.TrySend("SSH-2.0-x\r\n"u8);
        HttpException failure = await Assert.ThrowsAsync<HttpException>(() => disposedMeanwhile);
        Assert.Equal(HttpError.InvalidStatusLine, failure.Error);
        response = FastHttpResponse.Rent();
        _peer.Answer([Ascii("SSH-2.0-x\r\n")]);
        ValueTask disposedBehind = TestConnection.Open(_peer.Loop).SendAsync(s_get, response);
        response.Dispose();
        failure = await Assert.ThrowsAsync<HttpException>(disposedBehind.AsTask);
        Assert.EndsWith("(InvalidStatusLine).", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_long_line_that_is_no_response_the_start_is_quoted_once()
    {
        using FastHttpResponse response = FastHttpResponse.Rent();
        _peer.Answer([Ascii(new string('x', 1000))]);
        Assert.Equal(
            HttpError.InvalidStatusLine, TestConnection.Open(_peer.Loop).SendNoThrowAsync(s_get, response).Result);
        Assert.EndsWith($": \"{new string('x', 64)}\".", response.Failure!.Message, StringComparison.Ordinal);

        // What the next exchange fails with is not said of these bytes.
        _peer.Answer([], closesAfter: true);
        Assert.Equal(
            HttpError.ConnectionClosed, TestConnection.Open(_peer.Loop).SendNoThrowAsync(s_get, response).Result);
        Assert.EndsWith("(ConnectionClosed).", response.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aborting_fails_what_is_under_way_as_disposed()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, null);
        connection.Abort();
        connection.Abort();
        Assert.Equal(HttpError.Disposed, call.Result);
        Assert.Equal(HttpError.Disposed, connection.BrokenBy);
    }

    // No length was announced: only the server's own end is that of the body.
    [Fact]
    public void The_end_of_the_loop_is_no_end_of_a_body()
    {
        _peer.Answer(["HTTP/1.1 200 OK\r\n\r\nhal"u8.ToArray()]);
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, null);
        Assert.False(call.IsCompleted);
        _peer.Loop.Dispose();
        Assert.Equal(HttpError.Disposed, call.Result);
    }

    [Fact]
    public void A_handler_may_start_the_next_exchange_from_within_the_call()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        RepeatingHandler handler = new(this, 1000);
        handler.Start(connection);
        Assert.Equal(1000, handler.Done);
    }

    [Fact]
    public void A_surplus_response_never_answers_the_request_that_a_handler_sends_next()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        _peer.Answer(
            [Ascii("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 500 Evil\r\nContent-Length: 0\r\n\r\n")]);
        RepeatingHandler handler = new(this, 2);
        handler.Start(connection, answer: false);
        Assert.Equal(1, handler.Done);
        Assert.Equal(HttpError.ConnectionClosed, handler.Refusal);
    }

    private static ReadOnlyMemory<byte> Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static ReadOnlyMemory<byte> Response(string body) =>
        Ascii($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private sealed class ReadingHandler(FastHttpResponse response) : IExchangeHandler
    {
        public List<string> Bodies { get; } = [];

        public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome)
        {
            // It is complete, so that all may be done with it, though it serves those that follow.
            using FastHttpResponse copy = FastHttpResponse.Rent();
            Assert.Equal(HttpError.None, response.DecodeBodyNoThrow(10));
            response.CopyTo(copy);
            Bodies.Add(Encoding.ASCII.GetString(copy.BodySpan));
        }

        public void OnFailure(HttpConnection connection, HttpError error) => Assert.Fail($"failed: {error}");
    }

    private sealed class CountingHandler : IExchangeHandler
    {
        public List<int> Remaining { get; } = [];

        public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome) =>
            Remaining.Add(outcome.Remaining);

        public void OnFailure(HttpConnection connection, HttpError error) => Assert.Fail($"failed: {error}");
    }

    private sealed class RepeatingHandler(ExchangeTests test, int count) : IExchangeHandler
    {
        public int Done { get; private set; }

        public HttpError Refusal { get; private set; }

        public void Start(HttpConnection connection, bool answer = true)
        {
            if (answer)
            {
                test._peer.Answer([Response("x")]);
            }

            // On this transport the whole exchange, and the next ones, happen inside the call.
            HttpError error = connection.Submit(s_get, this);
            Refusal = error == HttpError.None ? Refusal : error;
        }

        public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome)
        {
            Assert.Equal(200, outcome.StatusCode);
            if (++Done < count)
            {
                Start(connection);
            }
        }

        public void OnFailure(HttpConnection connection, HttpError error) => Assert.Fail($"failed: {error}");
    }

    private sealed class Watcher : IConnectionHandler
    {
        public int IdleClosed { get; private set; }

        public void OnOpened(HttpConnection connection)
        {
        }

        public void OnOpenFailed(HttpFailure failure)
        {
        }

        public void OnIdleClosed(HttpConnection connection) => IdleClosed++;
    }
}
