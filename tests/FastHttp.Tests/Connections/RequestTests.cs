using System;
using System.Buffers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Messages;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>Requests with every kind of body on one connection, what a body that fails leaves, and misuse.</summary>
public class RequestTests
{
    private readonly ScriptedPeer _peer = new();

    [Theory, InlineData(0), InlineData(5), InlineData(16 * 1024), InlineData(16 * 1024 + 1), InlineData(200_000)]
    public void A_body_in_memory_arrives_behind_its_head_and_the_connection_stays(int length)
    {
        byte[] body = new byte[length];
        new Random(7).NextBytes(body);
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        foreach (bool borrows in (bool[])[false, true])
        {
            int before = _peer.Received.Length;
            using FastHttpRequest request = Post();
            using FastHttpResponse response = FastHttpResponse.Rent();
            if (borrows)
            {
                request.SetBody(body.AsMemory());
            }
            else
            {
                request.SetBody(body);
            }

            ValueTask<HttpError> call = connection.SendNoThrowAsync(request, response);
            _peer.Connection!.TrySend(Ok.Span);
            Assert.Equal(HttpError.None, call.Result);
            string head = $"POST / HTTP/1.1\r\nHost: peer\r\nContent-Length: {length}\r\n\r\n";
            Assert.Equal([.. Encoding.ASCII.GetBytes(head), .. body], _peer.Received[before..]);
            Assert.True(connection.IsOpen);
        }
    }

    [Fact]
    public void A_borrowed_body_that_changes_between_two_exchanges_is_sent_as_it_is_then()
    {
        byte[] body = "first"u8.ToArray();
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Post();
        request.SetBody(body.AsMemory());
        _peer.Answer([Ok]);
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(request, null).Result);
        "other"u8.CopyTo(body);
        _peer.Answer([Ok]);
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(request, null).Result);
        Assert.EndsWith("\r\n\r\nother", Encoding.ASCII.GetString(_peer.Received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_produced_body_is_sent_in_pieces_while_it_is_produced()
    {
        // With a context of the test's own, producers would continue on another thread than the loop's.
        SynchronizationContext.SetSynchronizationContext(null);
        TaskCompletionSource more = new();
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Post();
        request.SetBodyWriter(more, static async (more, output, stop) =>
        {
            output.Write("first"u8);
            await output.FlushAsync(stop);
            await more.Task;
            output.Write("second"u8);
        });
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, null);
        Assert.EndsWith("5\r\nfirst\r\n", Encoding.ASCII.GetString(_peer.Received), StringComparison.Ordinal);
        _peer.Answer([Ok]);
        more.SetResult();
        Assert.Equal(HttpError.None, await call);
        Assert.EndsWith("6\r\nsecond\r\n0\r\n\r\n", Encoding.ASCII.GetString(_peer.Received), StringComparison.Ordinal);
        Assert.True(connection.IsOpen);
    }

    [Theory, InlineData(9), InlineData(11)]
    public void R13_a_produced_body_of_another_length_is_never_a_whole_message(int written)
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Post();
        request.SetBodyWriter(written, static (written, output, _) =>
        {
            output.Write(new byte[written]);
            return default;
        }, length: 10);
        Assert.Equal(HttpError.RequestBodyMismatch, connection.SendNoThrowAsync(request, null).Result);
        Assert.False(connection.IsOpen);
        int start = Encoding.Latin1.GetString(_peer.Received).IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        Assert.True(start < 4 || _peer.Received.Length - start < 10);
    }

    [Fact]
    public async Task R18_a_producer_that_throws_ends_the_connection_and_is_the_inner_exception()
    {
        InvalidTimeZoneException cause = new("mine");
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Post();
        request.SetBodyWriter(cause, static (cause, output, _) =>
        {
            output.Write(new byte[1024]);
            throw cause;
        });
        HttpException failure = await Assert.ThrowsAsync<HttpException>(
            () => connection.SendAsync(request, null).AsTask());
        Assert.Equal(HttpError.RequestBodyFailed, failure.Error);
        Assert.Same(cause, failure.InnerException);
        Assert.False(connection.IsOpen);
        Assert.DoesNotContain("0\r\n\r\n", Encoding.Latin1.GetString(_peer.Received), StringComparison.Ordinal);
        request.Reset();
    }

    [Fact]
    public void X19_a_final_response_while_the_body_is_sent_is_delivered_and_the_connection_closed()
    {
        // With a context of the test's own, producers would continue on another thread than the loop's.
        SynchronizationContext.SetSynchronizationContext(null);
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Post();
        using FastHttpResponse response = FastHttpResponse.Rent();
        request.SetBodyWriter(0, static async (_, output, stop) =>
        {
            output.Write("part"u8);
            await output.FlushAsync(stop);
            TaskCompletionSource stopped = new();
            using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
            await stopped.Task;
        });
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, response);
        Assert.False(call.IsCompleted);
        _peer.Connection!.TrySend("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno"u8);
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(413, response.StatusCode);
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public void The_exchange_does_not_end_before_its_producer_has_ended()
    {
        // With a context of the test's own, producers would continue on another thread than the loop's.
        SynchronizationContext.SetSynchronizationContext(null);
        TaskCompletionSource end = new();
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Post();
        request.SetBodyWriter(end, static async (end, output, _) => await end.Task);
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, null);
        connection.Abort();
        Assert.False(call.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => request.SetBody("x"u8));
        end.SetResult();
        Assert.Equal(HttpError.Disposed, call.Result);
        request.SetBody("x"u8);
    }

    [Fact]
    public void While_a_body_is_produced_nothing_else_is_sent()
    {
        // With a context of the test's own, producers would continue on another thread than the loop's.
        SynchronizationContext.SetSynchronizationContext(null);
        HttpConnection connection = TestConnection.Open(_peer.Loop, new FastHttpOptions { MaxPipelineDepth = 2 });
        using FastHttpRequest request = Post();
        request.SetBodyWriter(0, static async (_, _, stop) => await Task.Delay(Timeout.Infinite, stop));
        _ = connection.SendNoThrowAsync(request, null).AsTask();
        PreparedRequest get = PreparedRequest.CreateRaw("GET / HTTP/1.1\r\nHost: p\r\n\r\n"u8, RequestTraits.None);
        Assert.Throws<InvalidOperationException>(() => connection.Submit(get, new NoHandler()));
        connection.Abort();
    }

    [Theory, InlineData("body"), InlineData("unsent"), InlineData("full")]
    public async Task A_call_that_may_not_go_out_yet_fails_and_nothing_of_it_stays_lent(string reason)
    {
        // With a context of the test's own, producers would continue on another thread than the loop's.
        SynchronizationContext.SetSynchronizationContext(null);
        HttpConnection connection = TestConnection.Open(
            _peer.Loop, new FastHttpOptions { MaxPipelineDepth = reason == "full" ? 1 : 2 });
        using FastHttpResponse first = FastHttpResponse.Rent();
        using FastHttpRequest request = Post();
        using FastHttpRequest other = Post();
        using FastHttpResponse response = FastHttpResponse.Rent();
        using CancellationTokenSource source = new();
        TaskCompletionSource end = new();
        if (reason == "unsent")
        {
            // More than a memory connection takes.
            _peer.Connection!.PauseReceive();
            other.SetBodyWriter(0, static (_, output, _) => default);
        }
        else if (reason == "body")
        {
            request.SetBodyWriter(end, static async (end, output, _) => await end.Task);
        }

        ResponseOptions options = reason == "full" ? ResponseOptions.StreamBody : ResponseOptions.None;
        PreparedRequest large = PreparedRequest.CreateRaw(new byte[300 * 1024], RequestTraits.None);
        ValueTask<HttpError> call = reason == "unsent"
            ? connection.SendNoThrowAsync(large, first)
            : connection.SendNoThrowAsync(request, first, options);
        if (reason == "full")
        {
            // The call is over, its body is not.
            _peer.Connection!.TrySend(Ok.Span[..^1]);
            Assert.Equal(HttpError.None, call.Result);
        }

        for (int round = 0; round < 4; round++)
        {
            ValueTask<HttpError> refused = connection.SendNoThrowAsync(other, response, source.Token);
            await Assert.ThrowsAsync<InvalidOperationException>(refused.AsTask);
            await Assert.ThrowsAsync<InvalidOperationException>(
                connection.SendAsync(other, response, source.Token).AsTask);
            response.Reset();
            other.SetMethod("PUT");
        }

        await source.CancelAsync();
        Assert.True(connection.IsOpen);
        end.SetResult();
        _peer.Connection!.ResumeReceive();
        if (reason == "full")
        {
            _peer.Connection.TrySend(Ok.Span[^1..]);
            await first.DrainBodyAsync();
        }
        else
        {
            _peer.Connection.TrySend(Ok.Span);
            Assert.Equal(HttpError.None, call.Result);
        }

        _peer.Answer([Ok]);
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(other, response).Result);
        Assert.Equal(200, response.StatusCode);
    }

    [Fact]
    public void A_batch_that_is_to_be_streamed_is_misuse_of_its_caller()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        PreparedRequest batch = PreparedRequest.CreateRaw(
            "GET / HTTP/1.1\r\nHost: p\r\n\r\nGET / HTTP/1.1\r\nHost: p\r\n\r\n"u8, default, default);
        using FastHttpResponse response = FastHttpResponse.Rent();
        Assert.Throws<InvalidOperationException>(
            () => { _ = connection.SendAsync(batch, response, ResponseOptions.StreamBody).AsTask(); });
        response.Reset();
        Assert.Empty(_peer.Received);
        _peer.Answer([Ok, Ok]);
        Assert.Equal(
            HttpError.None,
            connection.SendNoThrowAsync(
                batch, response, ResponseOptions.StreamBody | ResponseOptions.DiscardBody).Result);

        // What an earlier call of a response has wanted is nothing to the next.
        _peer.Answer([Ok]);
        using FastHttpRequest request = Post();
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(request, response, ResponseOptions.StreamBody).Result);
        _peer.Answer([Ok, Ok]);
        Assert.Equal(
            HttpError.None,
            connection.Submit(batch.Bytes.Span, batch.Traits.ToArray(), response, new NoHandler()));
        Assert.Equal(0, connection.PendingCount);
    }

    [Fact]
    public void X60_X61_a_message_in_two_exchanges_is_misuse_of_the_second_alone()
    {
        HttpConnection first = TestConnection.Open(_peer.Loop);
        TransportConnection firstPeer = _peer.Connection!;
        HttpConnection second = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Post();
        using FastHttpRequest other = Post();
        using FastHttpResponse response = FastHttpResponse.Rent();
        ValueTask<HttpError> call = first.SendNoThrowAsync(request, response);
        Assert.Throws<InvalidOperationException>(() => { _ = second.SendNoThrowAsync(request, null).AsTask(); });
        Assert.Throws<InvalidOperationException>(() => { _ = second.SendNoThrowAsync(other, response).AsTask(); });
        firstPeer.TrySend(Ok.Span);
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(200, response.StatusCode);

        _peer.Answer([Ok]);
        Assert.Equal(HttpError.None, second.SendNoThrowAsync(other, response).Result);
    }

    [Fact]
    public void X62_X63_a_message_disposed_during_the_exchange_goes_back_when_that_has_ended()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);

        // Of a pool of its own: another test would take what goes back to the shared one, and use it.
        MessagePool pool = new(1, checks: null);
        FastHttpRequest request = Post(pool);
        FastHttpResponse response = pool.RentResponse();
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, response);
        request.Dispose();
        response.Dispose();
        request.Dispose();
        Assert.Throws<ObjectDisposedException>(() => response.StatusCode);
        _peer.Connection!.TrySend(Ok.Span);
        Assert.Equal(HttpError.None, call.Result);
        Assert.Throws<ObjectDisposedException>(() => request.SetBody("x"u8));
    }

    [Fact]
    public void X66_a_result_can_be_taken_once_and_not_before_it_is_there()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Post();
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, null);
        Assert.Throws<InvalidOperationException>(() => call.Result);
        _peer.Connection!.TrySend(Ok.Span);
        Assert.Equal(HttpError.None, call.Result);
        Assert.Throws<InvalidOperationException>(() => call.Result);
    }

    [Fact]
    public void A_request_that_contradicts_itself_is_an_argument_error_and_sends_nothing()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = FastHttpRequest.Rent();
        Assert.Throws<ArgumentException>(() => { _ = connection.SendNoThrowAsync(request, null).AsTask(); });
        Assert.Empty(_peer.Received);
        request.SetUri("http://peer/"u8);
        _peer.Answer([Ok]);
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(request, null).Result);
    }

    private static ReadOnlyMemory<byte> Ok => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private static FastHttpRequest Post(MessagePool? pool = null)
    {
        FastHttpRequest request = (pool ?? MessagePool.Shared).RentRequest();
        request.Method = "POST"u8;
        request.SetUri("http://peer/"u8);
        return request;
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
