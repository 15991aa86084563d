using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;

namespace FastHttp.Tests.Faults;

/// <summary>Peers that are slow, silent, too early, too late or too talkative (http1.md §6.1).</summary>
public sealed class PeerFaultTests : FaultTests
{
    private const string Head = "HTTP/1.1 200 OK\r\n";

    private static readonly FastHttpOptions s_options = new()
    {
        ResponseHeadTimeout = TimeSpan.FromSeconds(10),
        ReadIdleTimeout = TimeSpan.FromSeconds(20),
        WriteTimeout = TimeSpan.FromSeconds(30),
        RequestTimeout = TimeSpan.FromSeconds(50),
    };

    [Fact]
    public void X01_a_head_that_drips_ends_at_its_deadline()
    {
        ValueTask<HttpError> call = Send(Peer.CreateClient(s_options));
        Peer.Lines[0].Push("HTTP/1.1 200 OK\r\nX: "u8);
        for (int tenth = 0; tenth < 99; tenth++)
        {
            Peer.Advance(0.1);
            Peer.Lines[0].Push("x"u8);
        }

        Assert.False(call.IsCompleted);
        Peer.Advance(0.2);
        Assert.Equal(HttpError.HeadTimeout, call.Result);
        Assert.False(Peer.Lines[0].IsOpen);
    }

    [Theory, InlineData("Content-Length: 9000\r\n\r\n"), InlineData("\r\n")]
    public void X02_a_body_that_drips_ends_at_the_deadline_of_the_whole(string rest)
    {
        ValueTask<HttpError> call = Send(Peer.CreateClient(s_options));
        Peer.Lines[0].Push(Encoding.ASCII.GetBytes(Head + rest));
        for (int tenth = 0; tenth < 499; tenth++)
        {
            Peer.Advance(0.1);
            Peer.Lines[0].Push("x"u8);
        }

        Assert.False(call.IsCompleted);
        Peer.Advance(0.2);
        Assert.Equal(HttpError.RequestTimeout, call.Result);
    }

    [Theory]
    [InlineData("", HttpError.HeadTimeout)]
    [InlineData("HTTP/1.1 2", HttpError.HeadTimeout)]
    [InlineData(Head + "Content-Length: 5\r\n\r\n", HttpError.BodyTimeout)]
    [InlineData(Head + "Transfer-Encoding: chunked\r\n\r\n5\r\nab", HttpError.BodyTimeout)]
    [InlineData(Head + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n", HttpError.BodyTimeout)]
    public void X03_a_server_that_stalls(string part, HttpError expected)
    {
        ValueTask<HttpError> call = Send(Peer.CreateClient(s_options));
        Peer.Lines[0].Push(Encoding.ASCII.GetBytes(part));
        double limit = expected == HttpError.HeadTimeout ? 10 : 20;
        Peer.Advance(limit - 0.1);
        Assert.False(call.IsCompleted);
        Peer.Advance(0.2);
        Assert.Equal(expected, call.Result);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void X06_a_server_that_ends_its_stream_at_once_and_still_reads(bool sendsBody)
    {
        Peer.OnAccepted = line => line.HalfClose();
        FastHttpClient client = Peer.CreateClient(s_options);
        FastHttpRequest request = Request("POST");
        request.SetBody(sendsBody ? new byte[1_000_000].AsMemory() : default);
        Assert.Equal(HttpError.ConnectionClosed, client.SendNoThrowAsync(request, null).Result);
    }

    [Fact]
    public void X07_an_answer_with_the_end_of_the_stream_behind_it()
    {
        Peer.OnRequest = line =>
        {
            line.Answer("whole");
            line.Close();
        };
        FastHttpClient client = Peer.CreateClient();
        FastHttpResponse response = Response();
        Assert.Equal(HttpError.None, Send(client, response).Result);
        Assert.Equal("whole", Text(response));
        Assert.Equal(0, client.GetStatistics(EndPoint).Open);
    }

    [Theory, InlineData("close"), InlineData("foo, Close")]
    public void X08_an_answer_that_says_close_on_a_connection_that_stays_open(string option)
    {
        FastHttpClient client = Peer.CreateClient();
        ValueTask<HttpError> call = Send(client);
        Peer.Lines[0].Answer("x", $"Connection: {option}\r\n");
        Assert.Equal(HttpError.None, call.Result);
        Assert.False(Peer.Lines[0].IsOpen);
    }

    [Theory, InlineData("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", true)]
    [InlineData("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", false)]
    public void X11_an_answer_to_nothing_on_an_idle_connection_reaches_no_call(string bytes, bool closes)
    {
        FastHttpClient client = WarmClient();
        Peer.Lines[0].Send(bytes);
        if (closes)
        {
            Peer.Lines[0].Close();
        }

        Assert.Equal(0, client.GetStatistics(EndPoint).Open);
        Assert.False(Peer.Lines[0].IsOpen);
    }

    [Fact]
    public void X12_an_unasked_answer_in_front_of_the_real_one_is_not_the_answer()
    {
        FastHttpClient client = WarmClient();
        Peer.OnRequest = line => line.Answer("real");
        Peer.Lines[0].Send(ManualPeer.Response("fake"));
        FastHttpResponse response = Response();
        Assert.Equal(HttpError.None, Send(client, response).Result);
        Assert.Equal("real", Text(response));
        Assert.Equal(2, Peer.Accepted);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(20)]
    public void X13_a_second_response_glued_on_is_not_the_next_requests(int bytesInFront)
    {
        FastHttpClient client = Peer.CreateClient();
        string second = ManualPeer.Response("stray");
        FastHttpResponse response = Response();
        ValueTask<HttpError> call = Send(client, response);
        Peer.Lines[0].Send(ManualPeer.Response("mine") + second[..bytesInFront]);
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal("mine", Text(response));
        Peer.Advance(0.01);
        Peer.Lines[0].Send(second[bytesInFront..]);
        Peer.OnRequest = line => line.Answer("next");
        Assert.Equal(HttpError.None, Send(client, response).Result);
        Assert.Equal("next", Text(response));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void X20_an_answer_before_the_body_has_been_sent(bool serverReadsOn)
    {
        FastHttpClient client = Peer.CreateClient(s_options);
        FastHttpRequest request = Request("POST");
        FastHttpResponse response = Response();
        request.SetBodyWriter(0, WriteUntilStoppedAsync);
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, response);
        Peer.Lines[0].Push(Encoding.ASCII.GetBytes(ManualPeer.Response("early")));
        if (!serverReadsOn)
        {
            Peer.Lines[0].Close();
        }

        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal("early", Text(response));
        Assert.False(Peer.Lines[0].IsOpen);
    }

    [Theory, InlineData("rly"), InlineData("rly, and more")]
    public void X20_a_streamed_answer_that_ends_before_the_body_has_been_sent(string rest)
    {
        FastHttpClient client = Peer.CreateClient(s_options);
        FastHttpRequest request = Request("POST");
        FastHttpResponse response = Response();
        request.SetBodyWriter(0, WriteUntilStoppedAsync);
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, response, ResponseOptions.StreamBody);
        Peer.Lines[0].Push("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nea"u8);
        Assert.False(call.IsCompleted);
        Peer.Lines[0].Push(Encoding.ASCII.GetBytes(rest));
        Assert.Equal(HttpError.None, call.Result);
        ReadResult all = response.ReadBodyAsync().Result;
        Assert.True(all.IsCompleted);
        Assert.Equal("early", Encoding.ASCII.GetString(all.Buffer.ToArray()));
        response.AdvanceBody(all.Buffer.End);
        Assert.False(Peer.Lines[0].IsOpen);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void X21_a_peer_that_does_not_read_ends_the_call_at_the_write_deadline(bool produced)
    {
        const int Total = 100 * 1024 * 1024;
        Peer.OnAccepted = line => line.Pause();
        FastHttpClient client = Peer.CreateClient(s_options);
        FastHttpRequest request = Request("POST");
        long written = 0;
        if (produced)
        {
            request.SetBodyWriter(0, async (_, output, stop) =>
            {
                byte[] piece = new byte[64 * 1024];
                for (FlushResult flush = default; written < Total && !flush.IsCompleted; written += piece.Length)
                {
                    flush = await output.WriteAsync(piece, stop);
                }
            });
        }
        else
        {
            request.SetBody(new byte[Total / 10].AsMemory());
        }

        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        Peer.Advance(29.9);
        Assert.False(call.IsCompleted);
        Peer.Advance(0.2);
        Assert.Equal(HttpError.WriteTimeout, call.Result);

        // What waits is no more than the window of the transport and a piece.
        Assert.InRange(written, 0, 1024 * 1024);
    }

    [Fact]
    public void X22_an_answer_that_comes_after_its_timeout_meets_a_closed_connection()
    {
        FastHttpClient client = Peer.CreateClient(s_options);
        FastHttpResponse response = Response();
        ValueTask<HttpError> call = Send(client, response);
        Peer.Advance(10.1);
        Assert.Equal(HttpError.HeadTimeout, call.Result);
        Assert.False(Peer.Lines[0].IsOpen);
        Peer.Lines[0].Answer("late");
        Peer.OnRequest = line => line.Answer("own");
        Assert.Equal(HttpError.None, Send(client, response).Result);
        Assert.Equal("own", Text(response));
    }

    [Theory, InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), InlineData("\0\0\u0008\u0007\0\0\0\0\0"), InlineData("S")]
    public void X25_another_protocol_is_seen_at_its_first_byte(string bytes)
    {
        FastHttpClient client = Peer.CreateClient();
        ValueTask<HttpError> call = Send(client);
        Peer.Lines[0].Push(Encoding.Latin1.GetBytes(bytes[..1]));
        Assert.Equal(HttpError.InvalidStatusLine, call.Result);
        Peer.Lines[0].Push(Encoding.Latin1.GetBytes(bytes[1..]));
    }

    // Ends in the call that stops it.
    private static async ValueTask WriteUntilStoppedAsync(int state, PipeWriter output, CancellationToken stop)
    {
        output.Write("part"u8);
        await output.FlushAsync(stop);
        TaskCompletionSource stopped = new();
        using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
        await stopped.Task;
    }
}
