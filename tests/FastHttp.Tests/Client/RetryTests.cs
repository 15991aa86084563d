using System;
using System.Buffers;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using FastHttp.Tests.Faults;

namespace FastHttp.Tests.Client;

/// <summary>The one retry: when it happens, and each condition without which it does not.</summary>
public sealed class RetryTests : FaultTests
{
    [Theory, InlineData("GET"), InlineData("HEAD"), InlineData("PUT"), InlineData("DELETE"), InlineData("OPTIONS")]
    public void X09_a_request_that_crosses_the_servers_close_is_sent_once_more(string method)
    {
        Retries = 1;
        FastHttpClient client = Warm();
        using FastHttpRequest request = RequestOf(method);
        using FastHttpResponse response = client.RentResponse();
        if (method == "PUT")
        {
            request.SetBody("body"u8);
        }

        Peer.OnRequest = line => CloseIfFirst(line, answer: "");
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, response).Result);
        Assert.Equal(200, response.StatusCode);
        Assert.Equal(2, Peer.Lines.Count);
        Assert.Equal(1, client.GetStatistics(request.EndPoint!).Retries);
    }

    [Fact]
    public void X09_a_request_that_may_not_be_done_twice_is_not_sent_again()
    {
        FastHttpClient client = Warm();
        using FastHttpRequest request = RequestOf("POST");
        Peer.OnRequest = line => CloseIfFirst(line, answer: "");
        Assert.Equal(HttpError.ConnectionClosed, client.SendNoThrowAsync(request, null).Result);
        Assert.Single(Peer.Lines);
    }

    [Fact]
    public void X09_unless_its_sender_says_that_it_may()
    {
        Retries = 1;
        FastHttpClient client = Warm();
        using FastHttpRequest request = RequestOf("POST");
        request.IsIdempotent = true;
        Peer.OnRequest = line => CloseIfFirst(line, answer: "");
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, null).Result);
        Assert.Equal(2, Peer.Lines.Count);
    }

    [Fact]
    public void X10_a_retry_is_not_retried()
    {
        Retries = 1;
        FastHttpClient client = Warm();
        using FastHttpRequest request = RequestOf("GET");
        Peer.OnRequest = line => line.Close();
        Assert.Equal(HttpError.ConnectionClosed, client.SendNoThrowAsync(request, null).Result);
        Assert.Equal(2, Peer.Lines.Count);
        Assert.Equal(0, client.GetStatistics(request.EndPoint!).Open);
    }

    [Fact]
    public void A_retry_takes_a_fresh_connection_although_others_are_idle()
    {
        Retries = 1;
        FastHttpClient client = Warm(connections: 3);
        using FastHttpRequest request = RequestOf("GET");
        bool closed = false;
        Peer.OnRequest = line =>
        {
            if (closed)
            {
                line.Answer("");
            }
            else
            {
                closed = true;
                line.Close();
            }
        };
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, null).Result);
        Assert.Equal(4, Peer.Lines.Count);
        Assert.Equal(1, Peer.Lines[3].Requests);
    }

    [Fact]
    public void A_first_connection_that_fails_is_no_reason_to_retry()
    {
        FastHttpClient client = Peer.CreateClient();
        using FastHttpRequest request = RequestOf("GET");
        Peer.OnRequest = line => line.Close();
        Assert.Equal(HttpError.ConnectionClosed, client.SendNoThrowAsync(request, null).Result);
        Assert.Single(Peer.Lines);
    }

    [Fact]
    public void One_byte_of_a_response_is_enough_not_to_retry()
    {
        FastHttpClient client = Warm();
        using FastHttpRequest request = RequestOf("GET");
        Peer.OnRequest = line =>
        {
            line.Send("H");
            line.Close();
        };
        Assert.Equal(HttpError.UnexpectedEof, client.SendNoThrowAsync(request, null).Result);
        Assert.Single(Peer.Lines);
    }

    [Fact]
    public void A_body_that_is_produced_is_not_produced_again()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        FastHttpClient client = Warm();
        int produced = 0;
        using FastHttpRequest request = RequestOf("PUT");
        request.SetBodyWriter(0, (_, output, _) =>
        {
            produced++;
            output.Write("x"u8);
            return default;
        });
        Peer.OnRequest = line => line.Close();
        Assert.Equal(HttpError.ConnectionClosed, client.SendNoThrowAsync(request, null).Result);
        Assert.Equal(1, produced);
    }

    [Fact]
    public void Past_its_deadline_nothing_is_sent_again()
    {
        FastHttpClient client = Warm();
        using FastHttpRequest request = RequestOf("GET");
        request.Timeout = TimeSpan.FromSeconds(5);
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        Peer.Advance(6);
        Assert.Equal(HttpError.RequestTimeout, call.Result);
        Assert.Single(Peer.Lines);
    }

    [Fact]
    public void The_deadline_of_the_whole_call_covers_both_attempts()
    {
        Retries = 1;
        FastHttpClient client = Warm();
        using FastHttpRequest request = RequestOf("GET");
        request.Timeout = TimeSpan.FromSeconds(5);
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        Peer.Advance(4);
        Peer.Lines[0].Close();
        Assert.False(call.IsCompleted);
        Peer.Advance(1.1);
        Assert.Equal(HttpError.RequestTimeout, call.Result);
    }

    [Fact]
    public void What_fails_when_its_time_is_over_is_not_sent_again_although_the_timer_is_late()
    {
        FastHttpClient client = Warm();
        using FastHttpRequest request = RequestOf("GET");
        request.Timeout = TimeSpan.FromSeconds(5);
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        OnLoop(() =>
        {
            // What is due fires behind what is under way.
            Peer.Lines[0].Close();
            Peer.Advance(5);
            return true;
        });
        Assert.Equal(HttpError.ConnectionClosed, call.Result);
        Assert.Single(Peer.Lines);
    }

    // Others take what there is: with one connection in all, the one that comes back is closed for the retry.
    [Fact]
    public void A_retry_gets_its_fresh_connection_although_others_wait_and_none_may_be_opened_beside()
    {
        Retries = 1;
        FastHttpClient client = Warm(options: new() { MaxConnectionsPerServer = 1 });
        using FastHttpRequest request = RequestOf("GET");
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        ValueTask<HttpError> before = Send(client);
        Peer.Lines[0].Close();
        ValueTask<HttpError> behind = Send(client);
        Assert.Equal(2, client.GetStatistics(EndPoint).Waiting);

        // It waits first, but what has been used is for the one behind it.
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, before.Result);
        Assert.False(call.IsCompleted);
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, behind.Result);
        Assert.Equal(2, Peer.Lines[1].Requests);
        Assert.False(Peer.Lines[1].IsOpen);
        Peer.Lines[2].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(1, client.GetStatistics(EndPoint).Closes.Replaced);
    }

    private FastHttpClient Warm(int connections = 1, FastHttpOptions? options = null)
    {
        FastHttpClient client = Peer.CreateClient(options);
        using FastHttpRequest request = RequestOf("GET");
        FastHttpRequest[] requests = new FastHttpRequest[connections];
        ValueTask<HttpError>[] calls = new ValueTask<HttpError>[connections];
        for (int index = 0; index < connections; index++)
        {
            requests[index] = RequestOf("GET");
            calls[index] = client.SendNoThrowAsync(requests[index], null);
        }

        Peer.Lines.ForEach(line => line.Answer());
        for (int index = 0; index < connections; index++)
        {
            Assert.Equal(HttpError.None, calls[index].Result);
            requests[index].Dispose();
        }

        return client;
    }

    private void CloseIfFirst(ManualPeer.Line line, string answer)
    {
        if (line == Peer.Lines[0])
        {
            line.Close();
        }
        else
        {
            line.Answer(answer);
        }
    }

    private static FastHttpRequest RequestOf(string method)
    {
        FastHttpRequest request = FastHttpRequest.Rent();
        request.Method = System.Text.Encoding.ASCII.GetBytes(method);
        request.SetUri("http://127.0.0.1/"u8);
        return request;
    }
}
