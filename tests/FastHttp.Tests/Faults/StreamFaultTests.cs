using System;
using System.Text;
using System.Threading.Tasks;

namespace FastHttp.Tests.Faults;

/// <summary>Response bodies that are read while they come, from a pool: left, read too far, cut off.</summary>
public sealed class StreamFaultTests : FaultTests
{
    private const string Head = "HTTP/1.1 200 OK\r\n";

    [Theory]
    [InlineData("Content-Length: 5\r\n\r\nde", "abc", true)]
    [InlineData("Content-Length: 10000000\r\n\r\nde", "", false)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nde", "abc\r\n0\r\n\r\n", true)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n40000000\r\nde", "", false)]
    public void X69_a_body_that_is_left_gives_its_connection_back_or_closes_it(
        string comes, string comesLater, bool keeps)
    {
        FastHttpClient client = Peer.CreateClient();
        FastHttpResponse response = Streamed();
        ValueTask<HttpError> call = Send(client, response, ResponseOptions.StreamBody);
        Peer.Lines[0].Push(Encoding.ASCII.GetBytes(Head + comes));
        Assert.Equal(HttpError.None, call.Result);
        response.Dispose();
        Peer.Lines[0].Send(comesLater);
        Assert.Equal(keeps ? 1 : 0, client.GetStatistics(EndPoint).Idle);
        Assert.Equal(keeps, Peer.Lines[0].IsOpen);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void X51_X54_a_token_cancelled_while_a_rest_is_drained_ends_no_call(bool twice)
    {
        FastHttpClient client = Peer.CreateClient();
        Leave(client);
        Source.Cancel();
        if (twice)
        {
            Source.Cancel();
        }

        // The call is over since its head: what is read now is the pool's.
        Assert.True(Peer.Lines[0].IsOpen);
        Peer.Lines[0].Send("cde");
        Assert.Equal(1, client.GetStatistics(EndPoint).Idle);
    }

    [Fact]
    public void X52_a_rest_that_does_not_come_ends_its_connection_alone()
    {
        FastHttpClient client = Peer.CreateClient(new() { ResponseDrainTimeout = TimeSpan.FromSeconds(3) });
        Leave(client);
        Peer.Advance(2.9);
        Assert.True(Peer.Lines[0].IsOpen);
        Peer.Advance(0.2);
        Assert.False(Peer.Lines[0].IsOpen);
        Assert.Equal(0, client.GetStatistics(EndPoint).Open);
    }

    [Fact]
    public void X51_X54_a_read_that_is_cancelled_leaves_the_body_to_be_read_on()
    {
        FastHttpClient client = Peer.CreateClient();
        FastHttpResponse response = Streamed();
        ValueTask<HttpError> call = client.SendNoThrowAsync(Get, EndPoint, response, ResponseOptions.StreamBody);
        Peer.Lines[0].Push(Encoding.ASCII.GetBytes($"{Head}Content-Length: 5\r\n\r\n"));
        Assert.Equal(HttpError.None, call.Result);
        ValueTask<BodyReadResult> read = response.ReadBodyNoThrowAsync(Source.Token);
        Assert.False(read.IsCompleted);
        Source.Cancel();
        Source.Cancel();
        Assert.Equal(HttpError.Canceled, read.Result.Error);
        Peer.Lines[0].Send("abcde");
        Assert.Equal("abcde", Take(response, out bool isCompleted, out _));
        Assert.True(isCompleted);
    }

    [Fact]
    public void X52_a_read_that_waits_too_long_names_the_body()
    {
        FastHttpClient client = Peer.CreateClient(new() { ReadIdleTimeout = TimeSpan.FromSeconds(3) });
        FastHttpResponse response = Streamed();
        ValueTask<HttpError> call = Send(client, response, ResponseOptions.StreamBody);
        Peer.Lines[0].Push(Encoding.ASCII.GetBytes($"{Head}Content-Length: 5\r\n\r\n"));
        Assert.Equal(HttpError.None, call.Result);
        ValueTask<BodyReadResult> read = response.ReadBodyNoThrowAsync(Source.Token);
        Peer.Advance(2.9);
        Assert.False(read.IsCompleted);
        Peer.Advance(0.2);
        Assert.Equal(HttpError.BodyTimeout, read.Result.Error);
        Assert.False(Peer.Lines[0].IsOpen);
    }

    [Fact]
    public void X70_behind_the_end_every_read_is_empty_at_once()
    {
        FastHttpClient client = Peer.CreateClient();
        FastHttpResponse response = Streamed();
        ValueTask<HttpError> call = Send(client, response, ResponseOptions.StreamBody);
        Peer.Lines[0].Answer("body");
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal("body", Take(response, out bool isCompleted, out _));
        Assert.True(isCompleted);
        for (int count = 0; count < 3; count++)
        {
            Assert.Equal("", Take(response, out isCompleted, out HttpError error));
            Assert.True(isCompleted && error == HttpError.None);
        }
    }

    [Theory]
    [InlineData("Content-Length: 9\r\n\r\nabc", false, HttpError.UnexpectedEof)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", false, HttpError.UnexpectedEof)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n", false, HttpError.UnexpectedEof)]
    [InlineData("Content-Length: 9\r\n\r\nabc", true, HttpError.ConnectionReset)]
    [InlineData("\r\nabc", true, HttpError.ConnectionReset)]
    public void X71_a_body_that_is_cut_off_ends_with_its_reason(string rest, bool resets, HttpError expected)
    {
        FastHttpClient client = Peer.CreateClient();
        FastHttpResponse response = Streamed();
        ValueTask<HttpError> call = Send(client, response, ResponseOptions.StreamBody);
        Peer.Lines[0].Push(Encoding.ASCII.GetBytes(Head + rest));
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal("abc", Take(response, out bool isCompleted, out _));
        Assert.False(isCompleted);
        if (resets)
        {
            Peer.Lines[0].Reset();
        }
        else
        {
            Peer.Lines[0].Close();
        }

        for (int count = 0; count < 2; count++)
        {
            Take(response, out isCompleted, out HttpError error);
            Assert.Equal((expected, false), (error, isCompleted));
        }
    }

    // A streamed response whose caller has had enough; three bytes of it are still to come.
    private void Leave(FastHttpClient client)
    {
        FastHttpResponse response = Streamed();
        ValueTask<HttpError> call = Send(client, response, ResponseOptions.StreamBody);
        Peer.Lines[0].Push(Encoding.ASCII.GetBytes($"{Head}Content-Length: 5\r\n\r\nab"));
        Assert.Equal(HttpError.None, call.Result);
        response.Dispose();
    }

    private FastHttpResponse Streamed()
    {
        FastHttpResponse response = Response();
        return response;
    }

    private static string Take(FastHttpResponse response, out bool isCompleted, out HttpError error)
    {
        ValueTask<BodyReadResult> read = response.ReadBodyNoThrowAsync();
        Assert.True(read.IsCompleted, "The read did not end at once.");
        BodyReadResult result = read.Result;
        error = result.Error;
        isCompleted = result.IsCompleted;
        string text = Encoding.ASCII.GetString(result.Buffer);
        if (error == HttpError.None)
        {
            response.AdvanceBody(result.Buffer.End);
        }

        return text;
    }
}
