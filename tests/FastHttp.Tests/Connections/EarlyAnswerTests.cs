using System;
using System.Buffers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>
/// Answers that come before the request's body: <c>Expect: 100-continue</c>, and final ones while a body is sent.
/// </summary>
public class EarlyAnswerTests
{
    private const string Head =
        "POST / HTTP/1.1\r\nHost: peer\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";

    private readonly ScriptedPeer _peer = new();

    private TransportConnection Peer => _peer.Connection!;

    private string Received => Encoding.ASCII.GetString(_peer.Received);

    [Theory, InlineData(false), InlineData(true)]
    public void The_body_follows_when_the_server_asks_for_it(bool isProduced)
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Expecting(isProduced);
        using FastHttpResponse response = FastHttpResponse.Rent();
        for (int time = 1; time <= 2; time++)
        {
            int before = _peer.Received.Length;
            ValueTask<HttpError> call = connection.SendNoThrowAsync(request, response);
            Assert.Equal(Head, Received[before..]);
            Peer.TrySend("HTTP/1.1 103 Early Hints\r\n\r\n"u8);
            Assert.Equal(Head, Received[before..]);
            Peer.TrySend("HTTP/1.1 100 Continue\r\n\r\n"u8);
            Assert.Equal(Head + "body", Received[before..]);
            Peer.TrySend("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8);
            Assert.Equal(HttpError.None, call.Result);
            Assert.Equal(200, response.StatusCode);
            Assert.True(connection.IsOpen);
        }
    }

    [Fact]
    public void The_body_follows_after_a_while_although_the_server_says_nothing()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Expecting(isProduced: false);
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, null);
        _peer.Loop.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(Head, Received);
        _peer.Loop.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(Head + "body", Received);

        // A late 100 changes nothing.
        Peer.TrySend("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"u8);
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(Head + "body", Received);
        Assert.True(connection.IsOpen);
    }

    [Theory]
    [InlineData("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\n", false)]
    [InlineData("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", false)]
    public void A_final_answer_instead_is_the_response_and_the_body_is_never_sent(string head, bool isStreamed)
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Expecting(isProduced: true);
        using FastHttpResponse response = FastHttpResponse.Rent();
        ValueTask<HttpError> call = connection.SendNoThrowAsync(
            request, response, isStreamed ? ResponseOptions.StreamBody : ResponseOptions.None);
        Peer.TrySend(Encoding.ASCII.GetBytes(head));
        Assert.Equal(isStreamed, call.IsCompleted);
        Assert.False(connection.IsOpen);
        _peer.Loop.Advance(TimeSpan.FromSeconds(2));
        Peer.TrySend("no"u8);
        Assert.Equal(HttpError.None, call.Result);
        string body = Encoding.ASCII.GetString(
            isStreamed ? response.ReadBodyNoThrowAsync().Result.Buffer : response.Body);
        Assert.Equal("no", body);
        Assert.Equal(Head, Received);
        Assert.True(Peer.IsClosed);
    }

    [Fact]
    public void What_ends_the_exchange_ends_the_wait()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using FastHttpRequest request = Expecting(isProduced: false);
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, null);
        Peer.Close();
        Assert.Equal(HttpError.ConnectionClosed, call.Result);

        connection = TestConnection.Open(
            _peer.Loop,
            new() { Expect100ContinueTimeout = TimeSpan.Zero, ResponseHeadTimeout = TimeSpan.FromSeconds(5) });
        call = connection.SendNoThrowAsync(request, null);
        _peer.Loop.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(call.IsCompleted);
        _peer.Loop.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(HttpError.HeadTimeout, call.Result);
        request.Reset();
    }

    [Fact]
    public void Nothing_is_expected_where_there_is_no_body_or_the_peer_is_old()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        foreach (int minor in (int[])[1, 0])
        {
            int before = _peer.Received.Length;
            using FastHttpRequest request = FastHttpRequest.Rent();
            request.Method = "POST"u8;
            request.SetUri("http://peer/"u8);
            request.MinorVersion = minor;
            request.ExpectContinue = true;
            if (minor == 0)
            {
                request.SetBody("body"u8);
            }

            ValueTask<HttpError> call = connection.SendNoThrowAsync(request, null);
            Peer.TrySend("HTTP/1.1 204 No Content\r\n\r\n"u8);
            Assert.Equal(HttpError.None, call.Result);
            Assert.DoesNotContain("Expect", Received[before..], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void R15_the_field_is_the_property_and_a_prepared_request_cannot_wait()
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://peer/"u8);
        request.SetBody("body"u8);
        Assert.Throws<ArgumentException>(() => request.Headers.Set("Expect"u8, "201"u8));
        request.Headers.Set("expect"u8, "100-Continue"u8);
        Assert.True(request.ExpectContinue);
        Assert.Throws<ArgumentException>(() => PreparedRequest.Create(request));
        Assert.True(request.Headers.Remove("Expect"u8));
        Assert.False(request.ExpectContinue);
        request.Headers.Add("Expect"u8, "100-continue"u8);
        request.Reset();
        Assert.False(request.ExpectContinue);
    }

    [Fact]
    public void X19_an_answer_that_says_no_stops_the_sending_at_its_head()
    {
        // With a context of the test's own, producers would continue on another thread than the loop's.
        SynchronizationContext.SetSynchronizationContext(null);
        HttpConnection connection = TestConnection.Open(_peer.Loop, new FastHttpOptions { MaxPipelineDepth = 2 });
        using FastHttpRequest request = Endless(out TaskCompletionSource stopped);
        using FastHttpResponse response = FastHttpResponse.Rent();
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, response);
        Peer.TrySend("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\n"u8);
        Assert.True(stopped.Task.IsCompleted);
        Assert.False(call.IsCompleted);

        // Behind a body that was cut, nothing may follow: it would be taken for the rest.
        Assert.False(connection.IsOpen);
        Assert.Equal(HttpError.ConnectionClosed, connection.SendNoThrowAsync(request: Get(), null).Result);
        Peer.TrySend("no"u8);
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(413, response.StatusCode);
        Assert.True(Peer.IsClosed);
        Assert.DoesNotContain("0\r\n\r\n", Received, StringComparison.Ordinal);
    }

    [Fact]
    public void X20_a_success_lets_the_sending_go_on()
    {
        // With a context of the test's own, producers would continue on another thread than the loop's.
        SynchronizationContext.SetSynchronizationContext(null);
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        TaskCompletionSource more = new();
        using FastHttpRequest request = Get();
        request.SetBodyWriter(more, static async (more, output, _) => await more.Task);
        using FastHttpResponse response = FastHttpResponse.Rent();
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, response);
        Peer.TrySend("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nec"u8);
        more.SetResult();
        Peer.TrySend("ho"u8);
        Assert.Equal(HttpError.None, call.Result);
        Assert.True(connection.IsOpen);
    }

    [Theory, InlineData("Canceled"), InlineData("RequestTimeout"), InlineData("UnexpectedEof")]
    public void X20_what_breaks_a_streamed_exchange_while_its_request_is_sent_is_its_result(string outcome)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        using CancellationTokenSource cancellation = new();
        using FastHttpRequest request = Endless(out TaskCompletionSource stopped);
        request.Timeout = TimeSpan.FromSeconds(5);
        using FastHttpResponse response = FastHttpResponse.Rent();
        ValueTask<HttpError> call = connection.SendNoThrowAsync(
            request, response, ResponseOptions.StreamBody, cancellation.Token);
        Peer.TrySend("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nec"u8);
        Assert.False(call.IsCompleted);
        switch (outcome)
        {
            case "Canceled":
                cancellation.Cancel();
                break;
            case "RequestTimeout":
                _peer.Loop.Advance(TimeSpan.FromSeconds(5.1));
                break;
            default:
                Peer.Close();
                break;
        }

        Assert.True(stopped.Task.IsCompleted);
        Assert.Equal(outcome, call.Result.ToString());
    }

    [Theory, InlineData(4, "None"), InlineData(5, "BodyTooLarge")]
    public void X20_of_a_streamed_answer_no_more_is_kept_than_of_another_while_the_request_is_sent(
        int length, string outcome)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        HttpConnection connection = TestConnection.Open(_peer.Loop, new FastHttpOptions { MaxBodyBytes = 4 });
        TaskCompletionSource more = new();
        using FastHttpRequest request = Get();
        request.SetBodyWriter(more, static async (more, output, _) => await more.Task);
        using FastHttpResponse response = FastHttpResponse.Rent();
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, response, ResponseOptions.StreamBody);
        Peer.TrySend("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"u8);
        Peer.TrySend("too large"u8[..length]);
        more.SetResult();
        Assert.Equal(outcome, call.Result.ToString());
        Assert.Equal(outcome == "None", connection.IsOpen);
    }

    private static FastHttpRequest Get()
    {
        FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://peer/"u8);
        return request;
    }

    private static FastHttpRequest Endless(out TaskCompletionSource stopped)
    {
        FastHttpRequest request = Get();
        TaskCompletionSource source = stopped = new();
        request.SetBodyWriter(source, static async (stopped, output, stop) =>
        {
            output.Write("part"u8);
            await output.FlushAsync(stop);
            using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
            await stopped.Task;
            stop.ThrowIfCancellationRequested();
        });
        return request;
    }

    private static FastHttpRequest Expecting(bool isProduced)
    {
        FastHttpRequest request = Get();
        request.Method = "POST"u8;
        request.ExpectContinue = true;
        if (isProduced)
        {
            request.SetBodyWriter(
                0,
                static (_, output, _) =>
                {
                    output.Write("body"u8);
                    return default;
                },
                length: 4);
        }
        else
        {
            request.SetBody("body"u8);
        }

        return request;
    }
}
