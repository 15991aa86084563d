using System.Text;
using System.Threading.Tasks;

namespace FastHttp.Tests.Faults;

/// <summary>Response bodies that are read while they come, from a pool: left, read too far, cut off.</summary>
public sealed class StreamFaultTests : FaultTests
{
    private const string Head = "HTTP/1.1 200 OK\r\n";

    [Theory, InlineData("abc", true), InlineData("", false)]
    public void X69_a_body_that_is_left_gives_its_connection_back_or_closes_it(string comesLater, bool keeps)
    {
        FastHttpClient client = Peer.CreateClient();
        HttpResponse response = Streamed();
        ValueTask<HttpError> call = Send(client, response);
        Peer.Lines[0].Push(Encoding.ASCII.GetBytes($"{Head}Content-Length: {(keeps ? 5 : 10_000_000)}\r\n\r\nde"));
        Assert.Equal(HttpError.None, call.Result);
        response.Dispose();
        Peer.Lines[0].Send(comesLater);
        Assert.Equal(keeps ? 1 : 0, client.GetStatistics(EndPoint).Idle);
        Assert.Equal(keeps, Peer.Lines[0].IsOpen);
    }

    [Fact]
    public void X70_behind_the_end_every_read_is_empty_at_once()
    {
        FastHttpClient client = Peer.CreateClient();
        HttpResponse response = Streamed();
        ValueTask<HttpError> call = Send(client, response);
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
        HttpResponse response = Streamed();
        ValueTask<HttpError> call = Send(client, response);
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

    private HttpResponse Streamed()
    {
        HttpResponse response = Response();
        response.StreamBody = true;
        return response;
    }

    private static string Take(HttpResponse response, out bool isCompleted, out HttpError error)
    {
        ValueTask<BodyReadResult> read = response.TryReadBodyAsync();
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
