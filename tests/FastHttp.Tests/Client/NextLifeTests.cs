using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Text;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using FastHttp.Tests.Faults;
using FastHttp.Tests.Transports;

namespace FastHttp.Tests.Client;

/// <summary>
/// A connection of a client's that has ended becomes the next one: what was meant for the last one, and comes late,
/// does nothing to it.
/// </summary>
public sealed class NextLifeTests : FaultTests
{
    private const string Close = "Connection: close\r\n";
    private const string HalfAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc";

    [Fact]
    public void A_connection_that_has_ended_becomes_the_next_one()
    {
        FastHttpClient client = Peer.CreateClient();
        using FastHttpResponse response = Response();
        for (int round = 0; round < 5; round++)
        {
            ValueTask<HttpError> call = OnLoop(() => Send(client, response));
            Peer.Lines[round].Answer($"{round}", Close);
            Assert.Equal(HttpError.None, call.Result);
            Assert.Equal($"{round}", Text(response));
            Assert.Equal(round, client.MadeOfLastIn(EndPoint));
        }

        Assert.Equal(5, client.GetStatistics(EndPoint).Closes.AfterExchange);
    }

    [Theory, InlineData("close"), InlineData("half"), InlineData("nonsense"), InlineData("surplus"), InlineData("idle")]
    [InlineData("cancelled"), InlineData("limit")]
    public void However_it_ended(string how)
    {
        FastHttpClient client = Peer.CreateClient(new() { MaxRequestsPerConnection = how == "limit" ? 1 : 0 });
        Measures = how != "limit";
        ValueTask<HttpError> first = OnLoop(() => Send(client));
        End(how, Peer.Lines[0]);
        Assert.Equal(
            how switch
            {
                "half" => HttpError.UnexpectedEof,
                "nonsense" => HttpError.InvalidStatusLine,
                "cancelled" => HttpError.Canceled,
                _ => HttpError.None,
            },
            first.Result);
        ValueTask<HttpError> second = OnLoop(() => client.SendNoThrowAsync(Get, EndPoint, null));
        Assert.Equal(1, client.MadeOfLastIn(EndPoint));
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, second.Result);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_late_cancellation_does_not_reach_the_next_call(bool isSameExchange)
    {
        FastHttpClient client = Peer.CreateClient();
        ValueTask<HttpError> first = OnLoop(() => Send(client));
        Elsewhere(Source.Cancel);
        Peer.Lines[0].Answer(fields: Close);
        if (isSameExchange)
        {
            // What the call was made of serves the next one, on what its connection was made of.
            Assert.Equal(HttpError.None, first.Result);
        }

        ValueTask<HttpError> second = OnLoop(() => client.SendNoThrowAsync(Get, EndPoint, null));
        Assert.Equal(1, client.MadeOfLastIn(EndPoint));
        Assert.True(Peer.Loop.RunPosted());
        Assert.True(Peer.Lines[1].IsOpen);
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, second.Result);
        if (!isSameExchange)
        {
            Assert.Equal(HttpError.None, first.Result);
        }
    }

    [Theory, InlineData(HttpError.HeadTimeout), InlineData(HttpError.RequestTimeout), InlineData(HttpError.BodyTimeout)]
    public void A_late_timeout_does_not_reach_the_next_call(HttpError deadline)
    {
        TimeSpan time = TimeSpan.FromSeconds(10);
        FastHttpClient client = Peer.CreateClient(deadline switch
        {
            HttpError.HeadTimeout => new() { ResponseHeadTimeout = time },
            HttpError.RequestTimeout => new() { RequestTimeout = time },
            _ => new() { ReadIdleTimeout = time },
        });
        ValueTask<HttpError> first = OnLoop(() => Send(client));
        Begin(Peer.Lines[0]);
        Peer.Advance(9);
        Peer.Lines[0].Close();
        Assert.NotEqual(HttpError.None, first.Result);
        ValueTask<HttpError> second = OnLoop(() => client.SendNoThrowAsync(Get, EndPoint, null));
        Assert.Equal(1, client.MadeOfLastIn(EndPoint));
        Begin(Peer.Lines[1]);
        Peer.Advance(2);
        Assert.False(second.IsCompleted);

        // Its own comes in time.
        Peer.Advance(8.1);
        Assert.Equal(deadline, second.Result);

        void Begin(ManualPeer.Line line)
        {
            if (deadline == HttpError.BodyTimeout)
            {
                line.Send(HalfAnswer);
            }
        }
    }

    [Fact]
    public void The_age_of_the_last_one_is_not_that_of_the_next()
    {
        FastHttpClient client = Peer.CreateClient(new()
        {
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromSeconds(20),
            RequestTimeout = System.Threading.Timeout.InfiniteTimeSpan,
        });
        AnswerOn(client, 0);
        Peer.Advance(4);
        Peer.Lines[0].Close();
        AnswerOn(client, 1);
        Assert.Equal(1, client.MadeOfLastIn(EndPoint));
        Peer.Advance(4);
        Assert.Equal(1, client.GetStatistics(EndPoint).Idle);
        Peer.Advance(1.1);
        Assert.Equal(0, client.GetStatistics(EndPoint).Open);
        Assert.Equal(1, client.GetStatistics(EndPoint).Closes.IdleTimeouts);
    }

    [Fact]
    public void The_first_call_on_it_is_one_on_a_fresh_connection()
    {
        FastHttpClient client = WarmClient();
        Peer.Lines[0].Close();
        ValueTask<HttpError> call = OnLoop(() => Send(client));
        Assert.Equal(1, client.MadeOfLastIn(EndPoint));

        // On one that has been idle it would be sent again.
        Peer.Lines[1].Close();
        Assert.Equal(HttpError.ConnectionClosed, call.Result);
    }

    [Fact]
    public void A_place_that_is_to_be_closed_is_used_again_only_when_it_has_been()
    {
        FastHttpClient client = WarmClient();
        Elsewhere(client.CloseIdleConnections);
        Peer.Lines[0].Close();

        // The order to close it is still on its way, and must find no other connection there.
        ValueTask<HttpError> second = OnLoop(() => Send(client));
        Assert.Equal(0, client.MadeOfLastIn(EndPoint));
        Assert.True(Peer.Loop.RunPosted());
        Assert.True(Peer.Lines[1].IsOpen);
        Peer.Lines[1].Answer(fields: Close);
        Assert.Equal(HttpError.None, second.Result);
        AnswerOn(client, 2);
        Assert.Equal(1, client.MadeOfLastIn(EndPoint));
        Assert.Equal(1, client.GetStatistics(EndPoint).Closes.Requested);
    }

    [Fact]
    public void A_body_that_is_abandoned_late_is_not_the_next_one()
    {
        FastHttpClient client = Peer.CreateClient();
        FastHttpResponse response = Response();
        ValueTask<HttpError> first = OnLoop(() => Send(client, response, ResponseOptions.StreamBody));
        Peer.Lines[0].Send(HalfAnswer);
        Assert.Equal(HttpError.None, first.Result);
        ValueTask drained = default;
        Elsewhere(() => drained = response.DrainBodyAsync());
        Peer.Lines[0].Close();

        // The same response, on what the same connection is made of.
        ValueTask<HttpError> second = OnLoop(() => Send(client, response, ResponseOptions.StreamBody));
        Assert.Equal(1, client.MadeOfLastIn(EndPoint));
        Peer.Lines[1].Send(HalfAnswer);
        Assert.Equal(HttpError.None, second.Result);
        Assert.True(Peer.Loop.RunPosted());
        Assert.True(drained.IsCompletedSuccessfully);
        Peer.Lines[1].Push("def"u8);
        ReadResult all = response.ReadBodyAsync().Result;
        Assert.Equal("abcdef", Encoding.ASCII.GetString(all.Buffer.ToArray()));
        response.AdvanceBody(all.Buffer.End);
    }

    [Fact]
    public void One_whose_body_is_being_read_is_not_used_again()
    {
        FastHttpClient client = Peer.CreateClient();
        FastHttpResponse response = Response();
        ValueTask<HttpError> first = OnLoop(() => Send(client, response, ResponseOptions.StreamBody));
        Peer.Lines[0].Send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nabc");
        Assert.Equal(HttpError.None, first.Result);
        AnswerOn(client, 1, Close);
        Assert.Equal(0, client.MadeOfLastIn(EndPoint));
        Peer.Lines[0].Push("def"u8);
        ReadResult all = response.ReadBodyAsync().Result;
        Assert.Equal(6, all.Buffer.Length);
        response.AdvanceBody(all.Buffer.End);
    }

    [Fact]
    public void One_whose_output_a_producer_has_had_is_not_used_again()
    {
        FastHttpClient client = Peer.CreateClient();
        FastHttpRequest request = Request("POST");
        PipeWriter? kept = null;
        request.SetBodyWriter(0, (_, output, _) =>
        {
            kept = output;
            output.Write("abc"u8);
            return default;
        });
        ValueTask<HttpError> first = OnLoop(() => client.SendNoThrowAsync(request, null));
        Peer.Lines[0].Answer(fields: Close);
        Assert.Equal(HttpError.None, first.Result);
        ValueTask<HttpError> second = OnLoop(() => Send(client));
        Assert.Equal(0, client.MadeOfLastIn(EndPoint));
        long sent = client.GetStatistics(EndPoint).BytesSent;
        Assert.Throws<InvalidOperationException>(() => kept!.Write("late"u8));
        Assert.Equal(sent, client.GetStatistics(EndPoint).BytesSent);
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, second.Result);
    }

    [Fact]
    public void Those_that_wait_for_connections_to_be_opened_hear_of_their_own()
    {
        FastHttpClient client = Peer.CreateClient();
        AnswerOn(client, 0, Close);
        AnswerOn(client, 1, Close);
        ValueTask opened = OnLoop(() => client.OpenConnectionsAsync(EndPoint, 2));
        Assert.True(opened.AsTask().Wait(Patience.Milliseconds));
        Assert.Equal(2, client.GetStatistics(EndPoint).Idle);
        Assert.NotEqual(0, client.MadeOfLastIn(EndPoint));
    }

    [Fact]
    public void No_more_are_kept_than_64()
    {
        const int Count = 70;
        FastHttpClient client = Peer.CreateClient(new() { MaxConnectionsPerServer = Count });
        for (int round = 0; round < 2; round++)
        {
            List<ValueTask<HttpError>> calls = [];
            for (int count = 0; count < Count; count++)
            {
                calls.Add(OnLoop(() => client.SendNoThrowAsync(Get, EndPoint, null)));
            }

            Peer.Lines.FindAll(line => line.IsOpen).ForEach(line => line.Answer(fields: Close));
            calls.ForEach(call => Assert.Equal(HttpError.None, call.Result));
        }

        Assert.Equal(64, client.MadeOfLastIn(EndPoint));
    }

    [Fact]
    public void They_are_kept_one_after_the_other_without_end()
    {
        FastHttpClient client = Peer.CreateClient();
        for (int round = 0; round < 200; round++)
        {
            AnswerOn(client, round, Close);
        }

        Assert.Equal(199, client.MadeOfLastIn(EndPoint));
    }

    private void End(string how, ManualPeer.Line line)
    {
        switch (how)
        {
            case "half":
                line.Send(HalfAnswer);
                line.Close();
                break;
            case "nonsense":
                line.Send("nonsense\r\n\r\n");
                break;
            case "surplus":
                line.Send(ManualPeer.Response("x") + "surplus");
                break;
            case "idle":
                line.Answer();
                line.Close();
                break;
            case "cancelled":
                Source.Cancel();
                break;
            case "limit":
                line.Answer();
                break;
            default:
                line.Answer(fields: Close);
                break;
        }
    }

    private void AnswerOn(FastHttpClient client, int line, string fields = "")
    {
        ValueTask<HttpError> call = OnLoop(() => client.SendNoThrowAsync(Get, EndPoint, null));
        Peer.Lines[line].Answer(fields: fields);
        Assert.Equal(HttpError.None, call.Result);
    }
}
