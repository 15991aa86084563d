using System;
using System.Buffers;
using System.Threading.Tasks;
using FastHttp.Tests.Faults;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>
/// A 417 means that a server knows no expectations (RFC 9110 §10.1.1): the client asks anew without, if it can.
/// </summary>
public sealed class ExpectationTests : FaultTests
{
    private const string Refusal = "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 100\r\n\r\nno";

    [Theory, SpecCase("client", 59), InlineData(false, false), InlineData(false, true), InlineData(true, false),
    InlineData(true, true)]
    public void A_request_whose_expectation_failed_is_sent_without_it(bool isProduced, bool isStreamed)
    {
        Retries = 1;
        FastHttpClient client = WarmClient();
        FastHttpRequest request = Expecting(isProduced);
        FastHttpResponse response = Response();
        ResponseOptions options = isStreamed ? ResponseOptions.StreamBody : ResponseOptions.None;
        Peer.OnRequest = line =>
        {
            if (line.Pending.Contains("Expect"))
            {
                line.Send(Refusal + new string('.', isStreamed ? 10 : 98));
            }
            else if (line.Pending.Contains("body"))
            {
                line.Answer("taken");
            }
        };
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, response, options).Result);
        Assert.Equal(200, response.StatusCode);
        Assert.Equal(2, Peer.Lines.Count);
        Assert.Equal(1, client.GetStatistics(EndPoint).Retries);
        Assert.True(request.ExpectContinue);
        if (isStreamed)
        {
            Assert.Equal(HttpError.None, response.ReadBodyNoThrowAsync().Result.Error);
        }
    }

    [Fact]
    public void The_next_call_says_again_what_it_expects()
    {
        Retries = 2;
        FastHttpClient client = WarmClient();
        FastHttpRequest request = Expecting(isProduced: false);
        int refused = 0;
        Peer.OnRequest = line =>
        {
            if (line.Pending.Contains("Expect"))
            {
                refused++;
                line.Send(Refusal + new string('.', 98));
            }
            else if (line.Pending.Contains("body"))
            {
                line.Answer("taken");
            }
        };
        for (int count = 1; count <= 2; count++)
        {
            Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, null).Result);
            Assert.Equal(count, refused);
        }
    }

    [Fact]
    public void A_second_417_is_the_response_and_so_is_one_that_nothing_was_expected_of()
    {
        Retries = 1;
        FastHttpClient client = WarmClient();
        FastHttpRequest request = Expecting(isProduced: false);
        FastHttpResponse response = Response();
        Peer.OnRequest = line => line.Send(Refusal + new string('.', 98));
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, response).Result);
        Assert.Equal(417, response.StatusCode);
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(Request(), response).Result);
        Assert.Equal(417, response.StatusCode);
    }

    [Fact]
    public void A_body_that_has_been_asked_of_its_producer_is_not_sent_again()
    {
        FastHttpClient client = WarmClient(new() { Expect100ContinueTimeout = TimeSpan.FromSeconds(1) });
        FastHttpRequest request = Expecting(isProduced: true);
        FastHttpResponse response = Response();
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, response);
        Peer.Advance(1.1);
        Peer.Lines[0].Send(Refusal + new string('.', 98));
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(417, response.StatusCode);
        Assert.Single(Peer.Lines);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_417_for_which_the_call_has_no_time_left_is_the_response(bool isStreamed)
    {
        FastHttpClient client = WarmClient(new()
        {
            MaxConnectionsPerServer = 1,
            ResponseHeadTimeout = TimeSpan.FromSeconds(10),
        });
        ValueTask<HttpError> first = client.SendNoThrowAsync(Request(), null);
        FastHttpRequest request = Expecting(isProduced: false);
        request.Timeout = TimeSpan.FromSeconds(7);
        FastHttpResponse response = Response();
        ResponseOptions options = isStreamed ? ResponseOptions.StreamBody : ResponseOptions.None;

        // As if from another thread: the loop learns of its time after that is over, and the first call has ended.
        Peer.Loop.Own();
        Peer.Loop.IsLeft = true;
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, response, options);
        Peer.Loop.IsLeft = false;
        Peer.OnRequest = line => line.Send(Refusal + new string('.', isStreamed ? 10 : 98));
        Peer.Advance(10.5);
        Assert.Equal(HttpError.HeadTimeout, first.Result);
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(417, response.StatusCode);
        response.Dispose();
    }

    private FastHttpRequest Expecting(bool isProduced)
    {
        FastHttpRequest request = Request("POST");
        request.ExpectContinue = true;
        if (isProduced)
        {
            request.SetBodyWriter(0, static (_, output, _) =>
            {
                output.Write("body"u8);
                return default;
            });
        }
        else
        {
            request.SetBody("body"u8);
        }

        return request;
    }
}
