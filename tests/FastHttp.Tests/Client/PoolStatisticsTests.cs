using System;
using System.Buffers;
using System.Threading.Tasks;
using FastHttp.Tests.Faults;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>What a pool counts: each end of a connection under its reason, and each byte once.</summary>
public sealed class PoolStatisticsTests : FaultTests
{
    [Fact]
    public void What_time_ends_is_told_from_what_the_server_ends()
    {
        FastHttpClient client = WarmClient(new()
        {
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromSeconds(15),
        });
        Peer.Advance(11);
        Assert.Equal(new ConnectionCloses { IdleTimeouts = 1 }, Closes(client));
        Exchange(client);
        Peer.Advance(8);
        Exchange(client);
        Peer.Advance(8);
        Assert.Equal(new ConnectionCloses { IdleTimeouts = 1, Lifetimes = 1 }, Closes(client));
        Exchange(client, "Keep-Alive: timeout=1\r\n");
        Assert.Equal(new ConnectionCloses { IdleTimeouts = 2, Lifetimes = 1 }, Closes(client));
        Exchange(client);
        Peer.Lines[^1].Close();
        Assert.Equal(new ConnectionCloses { IdleTimeouts = 2, Lifetimes = 1, ByPeer = 1 }, Closes(client));
        Exchange(client);
        Peer.Lines[^1].Push("unasked"u8);
        Assert.Equal(new ConnectionCloses { IdleTimeouts = 2, Lifetimes = 1, ByPeer = 2 }, Closes(client));
    }

    [Fact]
    public void What_an_exchange_ends_is_told_from_what_the_options_end()
    {
        FastHttpClient client = WarmClient(new() { MaxRequestsPerConnection = 2 });
        Measures = false;
        Exchange(client);
        Assert.Equal(new ConnectionCloses { RequestLimits = 1 }, Closes(client));
        Exchange(client, "Connection: close\r\n");
        Assert.Equal(new ConnectionCloses { RequestLimits = 1, AfterExchange = 1 }, Closes(client));
        ValueTask<HttpError> call = Send(client);
        Peer.Lines[^1].Send("nonsense");
        Assert.Equal(HttpError.InvalidStatusLine, call.Result);
        Assert.Equal(new ConnectionCloses { RequestLimits = 1, AfterExchange = 1, Failures = 1 }, Closes(client));
        Exchange(client);
        client.CloseIdleConnections();
        ConnectionCloses all = Closes(client);
        Assert.Equal(1, all.Requested);
        Assert.Equal(4, all.Total);
        Assert.Equal(all.Total, client.GetStatistics(EndPoint).Closed);
    }

    [Fact]
    public async Task What_a_retry_and_the_end_of_the_client_close()
    {
        Retries = 1;
        FastHttpClient client = WarmClient(new() { MaxConnectionsPerServer = 1 });
        Peer.OnRequest = line =>
        {
            if (line == Peer.Lines[0])
            {
                line.Close();
            }
            else
            {
                line.Answer();
            }
        };
        Assert.Equal(HttpError.None, Send(client).Result);
        Assert.Equal(new ConnectionCloses { ByPeer = 1 }, Closes(client));

        HostClient host = Peer.CreateHostClient(EndPoint);
        Assert.Equal(HttpError.None, (await host.SendNoThrowAsync(Get, null)));
        await host.DisposeAsync();
        Assert.Equal(new ConnectionCloses { Disposals = 1 }, host.Statistics.Closes);
    }

    [Fact]
    public void Bytes_are_counted_while_they_go_and_stay_counted_when_their_connection_is_gone()
    {
        const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
        FastHttpClient client = Peer.CreateClient();
        FastHttpRequest request = Request("PUT");
        request.SetBody("a short one"u8);
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        long sent = Peer.Lines[0].Pending.Length;
        Assert.Equal((sent, 0), Bytes(client));
        Peer.Lines[0].Push("HTTP/1.1 1"u8);
        Assert.Equal((sent, 10), Bytes(client));
        Peer.Lines[0].Send("02 Wait\r\n\r\n" + Answer + "body");
        Assert.Equal(HttpError.None, call.Result);
        long received = 10 + "02 Wait\r\n\r\n".Length + Answer.Length + 4;
        Assert.Equal((sent, received), Bytes(client));
        client.CloseIdleConnections();
        Assert.Equal((sent, received), Bytes(client));
    }

    [Theory, InlineData("large"), InlineData("produced"), InlineData("elsewhere"), InlineData("expecting")]
    public void Bytes_of_every_kind_of_body_are_counted_once(string kind)
    {
        Peer.Loop.Own();
        FastHttpClient client = Peer.CreateClient();
        FastHttpRequest request = Request("PUT");
        byte[] bytes = new byte[kind == "large" ? 200_000 : 1000];
        if (kind is "produced" or "elsewhere")
        {
            request.SetBodyWriter(kind == "elsewhere", async (isElsewhere, output, stop) =>
            {
                if (isElsewhere)
                {
                    await Task.Run(() => output.Write(bytes), stop);
                }
                else
                {
                    output.Write(bytes);
                }

                await output.FlushAsync(stop);
                output.Write("end"u8);
            });
        }
        else
        {
            request.SetBody(bytes);
            request.ExpectContinue = kind == "expecting";
        }

        long seen = 0;
        Peer.OnRequest = line =>
        {
            if (line.Pending.EndsWith("\r\n\r\n", StringComparison.Ordinal) && line.Pending.Contains("Expect"))
            {
                seen += line.Pending.Length;
                line.Send("HTTP/1.1 100 Continue\r\n\r\n");
            }
        };
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        Peer.RunPostedUntil(
            () => Bytes(client).Sent >= bytes.Length && IsWhole(Peer.Lines[0].Pending, kind, bytes.Length));
        seen += Peer.Lines[0].Pending.Length;
        Peer.Lines[0].Answer();
        Peer.RunPostedUntil(() => call.IsCompleted);
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(seen, Bytes(client).Sent);
    }

    [ReleaseFact]
    public void Looking_costs_nothing()
    {
        FastHttpClient client = WarmClient();
        AllocationAssert.Zero(() => client.GetStatistics(EndPoint));
    }

    private static bool IsWhole(string pending, string kind, int length) => kind is "produced" or "elsewhere"
        ? pending.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
        : pending.Length >= length;

    private static ConnectionCloses Closes(FastHttpClient client) => client.GetStatistics(EndPoint).Closes;

    private static (long Sent, long Received) Bytes(FastHttpClient client)
    {
        PoolStatistics now = client.GetStatistics(EndPoint);
        return (now.BytesSent, now.BytesReceived);
    }

    private void Exchange(FastHttpClient client, string fields = "")
    {
        ValueTask<HttpError> call = Send(client);
        Peer.Lines[^1].Answer(fields: fields);
        Assert.Equal(HttpError.None, call.Result);
    }
}
