using System;
using System.IO.Pipelines;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Faults;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>Whole calls of a client: misuse, the end, failed connections, redirects, and both transports.</summary>
public sealed class ClientTests : FaultTests
{
    [Fact]
    public void X60_X61_a_message_in_two_calls_is_misuse_of_the_second_alone()
    {
        FastHttpClient client = Peer.CreateClient();
        using FastHttpRequest request = RequestOf(client);
        using FastHttpRequest other = RequestOf(client);
        using FastHttpResponse response = client.RentResponse();
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, response);
        Assert.Throws<InvalidOperationException>(() => { _ = client.SendNoThrowAsync(request, null).AsTask(); });
        Assert.Throws<InvalidOperationException>(() => { _ = client.SendNoThrowAsync(other, response).AsTask(); });
        Peer.Lines[0].Answer("first");
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal("first", Encoding.ASCII.GetString(response.BodySpan));
        Assert.Single(Peer.Lines);
    }

    [Fact]
    public void X66_a_result_is_taken_once_and_never_is_another_calls()
    {
        FastHttpClient client = Peer.CreateClient();
        ValueTask<HttpError> first = client.SendNoThrowAsync(Get, EndPoint, null);
        Assert.Throws<InvalidOperationException>(() => first.Result);
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, first.Result);
        ValueTask<HttpError> second = client.SendNoThrowAsync(Get, EndPoint, null);
        Assert.Throws<InvalidOperationException>(() => first.Result);
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, second.Result);
    }

    [Fact]
    public async Task X67_disposing_ends_all_that_is_idle_in_flight_waiting_or_connecting()
    {
        TaskCompletionSource<IDuplexPipe> never = new();
        FastHttpClient client = Peer.CreateClient(new() { MaxConnectionsPerServer = 100 });
        FastHttpClient connecting = Peer.CreateClient(
            new() { ConnectCallback = (_, stop) => new(never.Task.WaitAsync(stop)) });
        Task<HttpError>[] calls =
        [
            .. Enumerable.Range(0, 200).Select(_ => client.SendNoThrowAsync(Get, EndPoint, null).AsTask()),
        ];
        Task<HttpError> dialling = connecting.SendNoThrowAsync(Get, EndPoint, null).AsTask();
        HttpEndPoint idle = HttpEndPoint.Http("127.0.0.2");
        ValueTask<HttpError> done = client.SendNoThrowAsync(Get, idle, null);
        Peer.Lines[^1].Answer();
        Assert.Equal(HttpError.None, done.Result);

        await client.DisposeAsync();
        await client.DisposeAsync();
        await connecting.DisposeAsync();
        foreach (Task<HttpError> call in calls.Append(dialling))
        {
            Assert.Equal(HttpError.Disposed, await call);
        }

        Assert.Equal(0, Peer.OpenLines);
        Assert.Equal(0, Peer.Loop.Timers.Count);
        Assert.Throws<ObjectDisposedException>(() => { _ = client.SendNoThrowAsync(Get, EndPoint, null).AsTask(); });
    }

    [Fact]
    public async Task X43_each_failed_connection_fails_one_waiter_and_the_others_have_another_try()
    {
        int attempts = 0;
        FastHttpClient client = Peer.CreateClient(new()
        {
            MaxConnectionsPerServer = 2,
            ConnectCallback = (_, _) =>
            {
                attempts++;
                throw new HttpException(HttpError.ProxyRefused);
            },
        });
        Task<HttpError>[] calls =
        [
            .. Enumerable.Range(0, 20).Select(_ => client.SendNoThrowAsync(Get, EndPoint, null).AsTask()),
        ];
        foreach (Task<HttpError> call in calls)
        {
            Assert.Equal(HttpError.ProxyRefused, await call);
        }

        Assert.Equal(20, attempts);
        PoolStatistics rest = client.GetStatistics(EndPoint);
        Assert.Equal((0, 0, 0, 20L), (rest.Open, rest.Opening, rest.Waiting, rest.OpenFailed));
    }

    [Theory, InlineData("epoll"), InlineData("sockets")]
    public async Task X33_where_nothing_listens_each_call_learns_it(string transport)
    {
        using RefusingPort refusing = new();
        await using FastHttpClient client = new(new() { Transport = TransportSelector.Select(transport, out _) });
        for (int count = 0; count < 10; count++)
        {
            Assert.Equal(
                HttpError.ConnectRefused,
                await client.SendNoThrowAsync(Get, HttpEndPoint.Http("127.0.0.1", refusing.Port), null));
        }
    }

    [Fact]
    public async Task A_redirect_is_followed_where_it_leads()
    {
        FastHttpClient client = Peer.CreateClient();
        using FastHttpRequest request = RequestOf(client);
        request.Method = "POST"u8;
        request.SetBody("body"u8);
        using FastHttpResponse response = client.RentResponse();
        Peer.OnRequest = line =>
        {
            if (line.Target == "/")
            {
                line.Send("HTTP/1.1 302 Found\r\nLocation: /next?a=b\r\nContent-Length: 0\r\n\r\n");
            }
            else
            {
                Assert.StartsWith("GET /next?a=b HTTP/1.1\r\n", line.Pending, StringComparison.Ordinal);
                line.Answer("there");
            }
        };
        Assert.Equal(1, await client.SendFollowingRedirectsAsync(request, response));
        Assert.Equal("there", Encoding.ASCII.GetString(response.BodySpan));
        Assert.Single(Peer.Lines);
    }

    [Theory, InlineData(1024), InlineData(16 * 1024)]
    public void A_short_body_goes_out_with_its_head_at_once(int length)
    {
        FastHttpClient client = Peer.CreateClient();
        using FastHttpRequest request = RequestOf(client);
        request.Method = "POST"u8;
        request.SetBody(new byte[length].AsMemory());
        int pieces = 0;
        Peer.OnBytes = line =>
        {
            pieces++;
            line.Push("HTTP/1.1 204 No Content\r\n\r\n"u8);
        };
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, null).Result);
        Assert.Equal(1, pieces);
        Peer.OnBytes = null;
    }

    [Fact]
    public async Task Short_calls_need_no_request_and_follow_redirects()
    {
        FastHttpClient client = Peer.CreateClient();
        using FastHttpResponse response = client.RentResponse();
        Peer.OnRequest = line =>
        {
            if (line.Target == "/")
            {
                line.Send("HTTP/1.1 307 Elsewhere\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n");
            }
            else
            {
                line.Answer(line.Pending[..4] + line.Pending.Contains("Content-Type: text/plain") + line.Pending[^4..]);
            }
        };
        Uri uri = new("http://127.0.0.1/");
        Assert.Equal(200, await client.GetAsync(uri, response));
        Assert.Equal("GET False\r\n\r\n", Encoding.ASCII.GetString(response.BodySpan));
        using FastHttpResponse posted = await client.PostAsync(uri, "body"u8.ToArray(), "text/plain");
        Assert.Equal("POSTTruebody", posted.GetBodyAsString());
        Peer.OnRequest = line => line.Close();
        await Assert.ThrowsAsync<HttpException>(() => client.PostAsync(uri, default, "a/b").AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetAsync(new Uri("ftp://x/")).AsTask());
    }

    [Fact]
    public async Task Redirects_end_at_the_limit_and_at_a_body_that_cannot_be_sent_again()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        FastHttpClient client = Peer.CreateClient();
        using FastHttpRequest request = RequestOf(client);
        using FastHttpResponse response = client.RentResponse();
        Peer.OnRequest = line => line.Send("HTTP/1.1 307 Again\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(10, await client.SendFollowingRedirectsAsync(request, response));
        Assert.Equal(307, response.StatusCode);
        request.SetBodyWriter(0, static (_, _, _) => default, length: 0);
        Assert.Equal(0, await client.SendFollowingRedirectsAsync(request, response));
        Assert.Equal(307, response.StatusCode);
    }

    [Theory, InlineData("epoll", true), InlineData("sockets", true), InlineData("epoll", false)]
    public async Task Many_callers_on_threads_of_their_own_share_few_connections(string transport, bool continueOnLoop)
    {
        using CannedServer server = new(WireSamples.Nginx);
        HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", server.EndPoint.Port);
        await using FastHttpClient client = new(new()
        {
            Transport = TransportSelector.Select(transport, out _),
            LoopCount = 2,
            MaxConnectionsPerServer = 5,
            ContinueOnLoop = continueOnLoop,
        });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            using FastHttpRequest request = client.RentRequest();
            using FastHttpResponse response = client.RentResponse();
            request.SetTarget(endPoint, "/"u8);
            for (int count = 0; count < 100; count++)
            {
                await client.SendAsync(request, response);
                Assert.Equal(200, response.StatusCode);
            }
        })));
        PoolStatistics rest = client.GetStatistics(endPoint);
        Assert.InRange(rest.Opened, 1, 5);
        Assert.Equal(rest.Open, rest.Idle);
    }

    [Fact]
    public void Impossible_options_are_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FastHttpClient(new() { MaxConnectionsPerServer = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new FastHttpClient(new() { PoolWaitTimeout = TimeSpan.FromSeconds(-3) }));
    }

    [Fact]
    public void A_request_without_a_target_is_an_argument_error()
    {
        FastHttpClient client = Peer.CreateClient();
        using FastHttpRequest request = client.RentRequest();
        Assert.Throws<ArgumentException>(() => { _ = client.SendNoThrowAsync(request, null).AsTask(); });
        request.SetTarget(EndPoint, "/"u8);
        Peer.OnRequest = line => line.Answer();
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, null).Result);
    }

    private static FastHttpRequest RequestOf(FastHttpClient client)
    {
        FastHttpRequest request = client.RentRequest();
        request.SetTarget(EndPoint, "/"u8);
        return request;
    }
}
