using System;
using System.Buffers;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>Each phase of an exchange has its deadline and its reason. Time is moved by hand.</summary>
public class DeadlineTests
{
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private static readonly TimeSpan s_off = TimeSpan.Zero;

    private readonly ScriptedPeer _peer = new();

    private static FastHttpOptions Options => new()
    {
        ResponseHeadTimeout = TimeSpan.FromSeconds(10),
        ReadIdleTimeout = TimeSpan.FromSeconds(20),
        WriteTimeout = TimeSpan.FromSeconds(30),
        RequestTimeout = TimeSpan.FromSeconds(100),
    };

    [Theory, InlineData(""), InlineData("HTTP/1.1 2"), InlineData("HTTP/1.1 103 Early\r\n\r\n")]
    public void X03_a_head_that_does_not_come_whole_ends_at_its_deadline(string part)
    {
        (ValueTask<HttpError> call, HttpConnection connection) = Start();
        Send(part);
        Advance(9.9);
        Assert.False(call.IsCompleted);
        Advance(0.2);
        Assert.Equal(HttpError.HeadTimeout, call.Result);
        Assert.Equal(HttpError.HeadTimeout, connection.BrokenBy);
        Assert.Equal(0, _peer.Loop.Timers.Count);
    }

    [Fact]
    public void X01_a_head_that_drips_does_not_move_its_deadline()
    {
        (ValueTask<HttpError> call, _) = Start();
        Send("HTTP/1.1 200 OK\r\n");
        for (int second = 0; second < 9; second++)
        {
            Advance(1);
            Send("x");
        }

        Assert.False(call.IsCompleted);
        Advance(1.1);
        Assert.Equal(HttpError.HeadTimeout, call.Result);
    }

    [Theory, InlineData("Content-Length: 9\r\n\r\nabc"), InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nab")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0\r\nX: y"), InlineData("Connection: close\r\n\r\nabc")]
    public void X03_a_body_that_pauses_ends_at_the_idle_deadline(string rest)
    {
        (ValueTask<HttpError> call, _) = Start();
        Advance(9);
        Send("HTTP/1.1 200 OK\r\n" + rest);
        Advance(19.9);
        Assert.False(call.IsCompleted);
        Advance(0.2);
        Assert.Equal(HttpError.BodyTimeout, call.Result);
    }

    [Fact]
    public void X02_a_body_that_drips_ends_at_the_deadline_of_the_whole()
    {
        (ValueTask<HttpError> call, _) = Start();
        Send("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n");
        for (int second = 0; second < 99; second++)
        {
            Advance(1);
            Send("x");
        }

        Assert.False(call.IsCompleted);
        Advance(1.1);
        Assert.Equal(HttpError.RequestTimeout, call.Result);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void X21_a_peer_that_does_not_read_ends_the_exchange_at_the_write_deadline(bool produced)
    {
        // With a context of the test's own, producers would continue on another thread than the loop's.
        SynchronizationContext.SetSynchronizationContext(null);
        HttpConnection connection = TestConnection.Open(_peer.Loop, Options);
        _peer.Connection!.PauseReceive();
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://peer/"u8);
        if (produced)
        {
            request.SetBodyWriter(0, static async (_, output, stop) =>
            {
                while (!(await output.WriteAsync(new byte[100_000], stop)).IsCompleted)
                {
                }
            });
        }
        else
        {
            request.SetBody(new byte[1_000_000].AsMemory());
        }

        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, null);
        Advance(29.9);
        Assert.False(call.IsCompleted);
        Advance(0.2);
        Assert.Equal(HttpError.WriteTimeout, call.Result);
        request.Reset();
    }

    [Fact]
    public void A_producer_that_is_slow_is_not_a_peer_that_does_not_read()
    {
        // With a context of the test's own, producers would continue on another thread than the loop's.
        SynchronizationContext.SetSynchronizationContext(null);
        TaskCompletionSource more = new();
        HttpConnection connection = TestConnection.Open(_peer.Loop, Options);
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://peer/"u8);
        request.SetBodyWriter(more, static async (more, _, _) => await more.Task);
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, null);
        Advance(80);
        Assert.False(call.IsCompleted);
        more.SetResult();

        // From here the head's own time counts.
        Advance(9.9);
        Assert.False(call.IsCompleted);
        Advance(0.2);
        Assert.Equal(HttpError.HeadTimeout, call.Result);
    }

    [Fact]
    public void A_request_may_have_a_time_of_its_own_even_where_the_options_have_none()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop, Off);
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://peer/"u8);
        request.Timeout = TimeSpan.FromSeconds(3);
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, null);
        Advance(2.9);
        Assert.False(call.IsCompleted);
        Advance(0.2);
        Assert.Equal(HttpError.RequestTimeout, call.Result);
    }

    [Fact]
    public void Deadlines_that_are_off_arm_nothing_and_never_come()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop, Off);
        ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, null);
        Assert.Equal(0, _peer.Loop.Timers.Count);
        Advance(100_000);
        Assert.False(call.IsCompleted);
        connection.Abort();
    }

    [Fact]
    public void The_deadline_of_one_exchange_does_not_reach_the_next()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop, Options);
        for (int number = 0; number < 50; number++)
        {
            ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, null);
            Advance(9);
            Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            Assert.Equal(HttpError.None, call.Result);
            Assert.InRange(_peer.Loop.Timers.Count, 0, 1);
        }

        Advance(200);
        Assert.True(connection.IsOpen);
        Assert.Equal(0, _peer.Loop.Timers.Count);
    }

    // The response comes with the flush of the body's last bytes, so their end is told behind it.
    [Fact]
    public void A_body_that_ends_behind_its_response_leaves_no_deadline()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop, Options);
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.Method = "PUT"u8;
        request.SetUri("http://peer/"u8);
        request.SetBodyWriter(0, static (_, output, _) =>
        {
            output.Write("abc"u8);
            return default;
        });
        _peer.Answer(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray()]);
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(request, null).Result);
        Advance(200);
        Assert.True(connection.IsOpen);
        Assert.Equal(0, _peer.Loop.Timers.Count);
    }

    [Fact]
    public void X52_a_deadline_is_never_a_cancellation()
    {
        using CancellationTokenSource source = new();
        HttpConnection connection = TestConnection.Open(_peer.Loop, Options);
        ValueTask<HttpError> call = connection.SendNoThrowAsync(s_get, null, source.Token);
        Advance(10.1);
        source.Cancel();
        Assert.Equal(HttpError.HeadTimeout, call.Result);
    }

    [Fact]
    public void X54_cancelling_after_the_end_does_not_reach_the_next_exchange()
    {
        using CancellationTokenSource source = new();
        HttpConnection connection = TestConnection.Open(_peer.Loop, Options);
        ValueTask<HttpError> first = connection.SendNoThrowAsync(s_get, null, source.Token);
        Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(HttpError.None, first.Result);
        ValueTask<HttpError> second = connection.SendNoThrowAsync(s_get, null);
        source.Cancel();
        source.Cancel();
        Assert.False(second.IsCompleted);
        Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(HttpError.None, second.Result);
    }

    [Fact]
    public void A_negative_time_is_an_argument_error()
    {
        FastHttpOptions options = new() { ReadIdleTimeout = TimeSpan.FromSeconds(-5) };
        Assert.Throws<ArgumentOutOfRangeException>(() => TestConnection.Open(_peer.Loop, options));
    }

    private static FastHttpOptions Off => new()
    {
        ResponseHeadTimeout = s_off,
        ReadIdleTimeout = Timeout.InfiniteTimeSpan,
        WriteTimeout = s_off,
        RequestTimeout = Timeout.InfiniteTimeSpan,
    };

    private (ValueTask<HttpError> Call, HttpConnection Connection) Start()
    {
        HttpConnection connection = TestConnection.Open(_peer.Loop, Options);
        return (connection.SendNoThrowAsync(s_get, null), connection);
    }

    private void Send(string text) => _peer.Connection!.TrySend(System.Text.Encoding.ASCII.GetBytes(text));

    private void Advance(double seconds) => _peer.Loop.Advance(TimeSpan.FromSeconds(seconds));
}
