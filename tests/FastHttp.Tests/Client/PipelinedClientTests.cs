using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using FastHttp.Tests.MessageHandling.Support;
using Microsoft.AspNetCore.Builder;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>Calls that share connections without waiting for each other: order, limits, and what one failure ends.
/// </summary>
public sealed class PipelinedClientTests
{
    private static readonly HttpEndPoint s_peer = HttpEndPoint.Http("127.0.0.1");
    private static readonly HttpEndPoint s_name = HttpEndPoint.Http("name.test");
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private readonly ManualPeer _peer = new();

    [Fact]
    public async Task Calls_are_sent_at_once_and_answered_in_order()
    {
        PipelinedClient client = Create(new() { MaxPipelineDepth = 8 });
        FastHttpResponse[] responses = [.. Enumerable.Range(0, 3).Select(_ => FastHttpResponse.Rent())];
        ValueTask<HttpError>[] calls = [.. responses.Select(response => client.SendNoThrowAsync(s_get, response))];
        ManualPeer.Line line = Assert.Single(_peer.Lines);
        Assert.Equal(3, line.Pending.Split("GET /").Length - 1);
        Assert.Equal(3, client.PendingCount);
        line.Send(string.Concat(Enumerable.Range(0, 3).Select(number => ManualPeer.Response($"{number}"))));
        for (int number = 0; number < 3; number++)
        {
            Assert.Equal(HttpError.None, await calls[number]);
            Assert.Equal($"{number}", Encoding.ASCII.GetString(responses[number].BodySpan));
            responses[number].Dispose();
        }

        Assert.Equal(0, client.PendingCount);
    }

    [Fact]
    public async Task Calls_go_where_the_fewest_are_and_wait_when_there_is_no_room()
    {
        PipelinedClient client = Create(new() { MaxPipelineDepth = 2, MaxWaiters = 1 }, connections: 2);
        Task<HttpError>[] calls =
            [.. Enumerable.Range(0, 5).Select(_ => client.SendNoThrowAsync(s_get, null).AsTask())];
        Assert.Equal(2, _peer.Lines.Count);
        Assert.All(_peer.Lines, line => Assert.Equal(2, line.Pending.Split("GET /").Length - 1));
        Assert.Equal(HttpError.PoolExhausted, await client.SendNoThrowAsync(s_get, null));
        Assert.Equal(4, client.PendingCount);
        Assert.All(calls, call => Assert.False(call.IsCompleted));
    }

    [Fact]
    public async Task With_a_connection_go_all_calls_on_it_and_the_next_opens_another()
    {
        PipelinedClient client = Create(new() { MaxPipelineDepth = 8 });
        Task<HttpError>[] calls =
            [.. Enumerable.Range(0, 3).Select(_ => client.SendNoThrowAsync(s_get, null).AsTask())];
        _peer.Lines[0].Answer();
        _peer.Lines[0].Close();
        Assert.Equal(HttpError.None, await calls[0]);
        Assert.Equal(HttpError.ConnectionClosed, await calls[1]);
        Assert.Equal(HttpError.ConnectionClosed, await calls[2]);
        _peer.OnRequest = line => line.Answer();
        Assert.Equal(HttpError.None, await client.SendNoThrowAsync(s_get, null));
        Assert.Equal(2, _peer.Lines.Count);
    }

    [Fact, SpecCase("client", 32)]
    public async Task H8_what_waits_behind_an_announced_close_is_sent_again()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        Task<int> serving = AnswerOneEachAsync(listener, answers: 3);
        await using PipelinedClient client = new(endPoint, new() { MaxPipelineDepth = 8, ContinueOnLoop = false });
        FastHttpResponse[] responses = [.. Enumerable.Range(0, 3).Select(_ => FastHttpResponse.Rent())];
        Task<HttpError>[] calls =
        [
            .. responses.Select((response, index) => client.SendNoThrowAsync(Get(index), response).AsTask()),
        ];
        Assert.All(await Task.WhenAll(calls), error => Assert.Equal(HttpError.None, error));
        Assert.Equal(["/0", "/1", "/2"], responses.Select(one => Encoding.ASCII.GetString(one.BodySpan)));
        Assert.Equal(3, await serving);
        Assert.Equal(0, client.PendingCount);
    }

    [RequiresPeerFact("nginx"), SpecCase("client", 33)]
    public async Task H8_nginx_ends_connections_after_a_thousand_requests_and_none_fails()
    {
        await using NginxServer nginx = await NginxServer.StartAsync("keepalive_requests 1000; return 200 x;");
        HttpEndPoint endPoint = HttpEndPoint.Https("127.0.0.1", nginx.Port);
        await using PipelinedClient client = new(endPoint, new()
        {
            MaxPipelineDepth = 16,
            ContinueOnLoop = false,
            SslOptions = new() { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        });
        PreparedRequest get = PreparedRequest.CreateRaw(
            "GET / HTTP/1.1\r\nHost: h\r\n\r\n"u8, RequestTraits.Idempotent);
        HttpError[][] outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            HttpError[] errors = new HttpError[1250];
            for (int count = 0; count < errors.Length; count++)
            {
                errors[count] = await client.SendNoThrowAsync(get, null);
            }

            return errors;
        })));
        Assert.All(outcomes.SelectMany(one => one).Distinct(), error => Assert.Equal(HttpError.None, error));
    }

    [Fact]
    public async Task What_may_not_be_done_twice_or_holds_others_up_is_refused()
    {
        PipelinedClient client = Create(new() { MaxPipelineDepth = 2 });
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetTarget(s_peer, "/"u8);
        request.Method = "POST"u8;
        Assert.Throws<ArgumentException>(() => { _ = client.SendNoThrowAsync(request, null).AsTask(); });
        request.Method = "PUT"u8;
        request.SetBodyWriter(0, static (_, _, _) => default);
        Assert.Throws<ArgumentException>(() => { _ = client.SendNoThrowAsync(request, null).AsTask(); });
        request.SetBody("short"u8);
        _peer.OnRequest = line => line.Answer();
        Assert.Equal(HttpError.None, await client.SendNoThrowAsync(request, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(new() { MaxPipelineDepth = 1 }));
    }

    [Fact]
    public async Task Failures_to_connect_cancelling_and_disposing_are_told()
    {
        PipelinedClient refused = new(
            s_peer, new() { MaxPipelineDepth = 2, Resolve = null }, 1,
            new FastHttp.Transports.Memory.MemoryTransport(null).CreateMemoryLoop());
        Assert.Equal(HttpError.ConnectRefused, await refused.SendNoThrowAsync(s_get, null));
        PipelinedClient client = Create(new() { MaxPipelineDepth = 2 });
        using CancellationTokenSource source = new();
        Task<HttpError> call = client.SendNoThrowAsync(s_get, null, source.Token).AsTask();
        await source.CancelAsync();
        Assert.Equal(HttpError.Canceled, await call);
        Task<HttpError> last = client.SendNoThrowAsync(s_get, null).AsTask();
        await client.DisposeAsync();
        Assert.Equal(HttpError.Disposed, await last);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.SendNoThrowAsync(s_get, null).AsTask());
        Assert.Equal(0, _peer.OpenLines);
    }

    [Fact]
    public async Task A_name_that_is_never_resolved_ends_calls_and_openings_in_time()
    {
        FastHttpOptions options = new()
        {
            MaxPipelineDepth = 2,
            ConnectTimeout = TimeSpan.FromMilliseconds(20),
            Resolve = (_, _) => new(new TaskCompletionSource<IPAddress[]>().Task),
        };
        HttpException failure = await Assert.ThrowsAsync<HttpException>(
            () => HttpConnection.OpenAsync(s_name, options, _peer.Loop).AsTask());
        Assert.Equal(HttpError.DnsTimeout, failure.Error);
        PipelinedClient client = Create(options, endPoint: s_name);
        using FastHttpResponse response = FastHttpResponse.Rent();
        Assert.Equal(HttpError.DnsTimeout, await client.SendNoThrowAsync(s_get, response));
        Assert.Equal(HttpError.DnsTimeout, response.Failure!.Error);

        // The time of the call counts from its beginning, whether there is no connection yet or no room.
        client = Create(options with { ConnectTimeout = Timeout.InfiniteTimeSpan }, endPoint: s_name);
        Task<HttpError> first = client.SendNoThrowAsync(s_get, null).AsTask();
        Task<HttpError> second = client.SendNoThrowAsync(s_get, null).AsTask();
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetTarget(s_name, "/"u8);
        request.Timeout = TimeSpan.FromMilliseconds(20);
        Assert.Equal(HttpError.RequestTimeout, await client.SendNoThrowAsync(request, response));
        Assert.Equal(HttpError.RequestTimeout, response.Failure!.Error);
        await client.DisposeAsync();
        Assert.Equal(HttpError.Disposed, await first);
        Assert.Equal(HttpError.Disposed, await second);
        client = Create(
            options with { ConnectTimeout = TimeSpan.Zero, RequestTimeout = TimeSpan.FromMilliseconds(20) },
            endPoint: s_name);
        Assert.Equal(HttpError.RequestTimeout, await client.SendNoThrowAsync(s_get, null));
        await client.DisposeAsync();
    }

    [Fact]
    public async Task What_resolves_may_throw_anything_and_no_place_is_lost()
    {
        int asked = 0;
        PipelinedClient client = Create(
            new()
            {
                MaxPipelineDepth = 2,
                PoolWaitTimeout = TimeSpan.FromMilliseconds(20),
                Resolve = (_, _) => asked++ == 4 ? new([IPAddress.Loopback]) : throw new TimeoutException("mine"),
            },
            endPoint: s_name);
        using FastHttpResponse response = FastHttpResponse.Rent();
        for (int round = 0; round < 4; round++)
        {
            HttpException failure = await Assert.ThrowsAsync<HttpException>(
                () => client.SendAsync(s_get, response).AsTask());
            Assert.Equal(HttpError.DnsFailed, failure.Error);
            Assert.IsType<TimeoutException>(failure.InnerException);
            Assert.Equal(0, client.PendingCount);
        }

        // Nor by one that is sent again.
        Task<HttpError> first = client.SendNoThrowAsync(s_get, null).AsTask();
        Task<HttpError> second = client.SendNoThrowAsync(s_get, response).AsTask();
        _peer.Lines[0].Answer(fields: "Connection: close\r\n");
        _peer.RunPosted();
        Assert.Equal(HttpError.None, await first);
        Assert.Equal(HttpError.DnsFailed, await second);
        Assert.IsType<TimeoutException>(response.Failure!.Cause);
        Assert.Equal(0, client.PendingCount);
    }

    [Fact]
    public async Task A_name_that_is_none_is_told_as_such()
    {
        HttpException failure = await Assert.ThrowsAsync<HttpException>(
            () => HttpConnection.OpenAsync(HttpEndPoint.Http(new string('a', 300)), null, _peer.Loop).AsTask());
        Assert.Equal(HttpError.DnsFailed, failure.Error);
    }

    [Fact]
    public async Task X51_a_cancellation_is_the_reason_of_who_asked_for_it_alone()
    {
        PipelinedClient client = Create(new() { MaxPipelineDepth = 4 });
        using CancellationTokenSource source = new();
        Task<HttpError> oldest = client.SendNoThrowAsync(s_get, null).AsTask();
        Task<HttpError> cancelled = client.SendNoThrowAsync(s_get, null, source.Token).AsTask();
        Task<HttpError> youngest = client.SendNoThrowAsync(s_get, null).AsTask();
        await source.CancelAsync();
        Assert.Equal(HttpError.Canceled, await cancelled);
        Assert.Equal(HttpError.ConnectionClosed, await oldest);
        Assert.Equal(HttpError.ConnectionClosed, await youngest);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Many_callers_on_threads_of_their_own_share_two_connections()
    {
        await using WebServer server = await WebServer.StartAsync(
            app => app.MapGet("/{number}", (int number) => number));
        HttpEndPoint endPoint = HttpEndPoint.Http(server.Url.Host, server.Url.Port);
        await using PipelinedClient client = new(endPoint, new() { MaxPipelineDepth = 4, ContinueOnLoop = false }, 2);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(caller => Task.Run(async () =>
        {
            using FastHttpRequest request = FastHttpRequest.Rent();
            using FastHttpResponse response = FastHttpResponse.Rent();
            for (int count = 0; count < 50; count++)
            {
                string number = $"{(caller * 1000) + count}";
                request.SetTarget(endPoint, Encoding.ASCII.GetBytes($"/{number}"));
                Assert.Equal(HttpError.None, await client.SendNoThrowAsync(request, response));
                Assert.Equal(number, Encoding.ASCII.GetString(response.BodySpan));
            }
        })));
        Assert.Equal(0, client.PendingCount);
    }

    private static PreparedRequest Get(int number) => PreparedRequest.CreateRaw(
        Encoding.ASCII.GetBytes($"GET /{number} HTTP/1.1\r\nHost: peer\r\n\r\n"), RequestTraits.Idempotent);

    // Answers the first request of each connection with its target and announces the end; how many came.
    private static async Task<int> AnswerOneEachAsync(TcpListener listener, int answers)
    {
        int connections = 0;
        for (; connections < answers; connections++)
        {
            using Socket socket = await listener.AcceptSocketAsync();
            byte[] bytes = new byte[4096];
            StringBuilder text = new();
            while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                text.Append(Encoding.ASCII.GetString(bytes, 0, await socket.ReceiveAsync(bytes)));
            }

            string target = text.ToString().Split(' ')[1];
            await socket.SendAsync(Encoding.ASCII.GetBytes(ManualPeer.Response(target, "Connection: close\r\n")));
            socket.Shutdown(SocketShutdown.Send);
            try
            {
                while (await socket.ReceiveAsync(bytes) != 0)
                {
                    // Until the client has closed: what it sent behind is lost.
                }
            }
            catch (SocketException)
            {
                // It closed with bytes of ours that it had not read.
            }
        }

        return connections;
    }

    private PipelinedClient Create(
        FastHttpOptions options, int connections = 1, HttpEndPoint? endPoint = null) =>
        new(endPoint ?? s_peer, options, connections, _peer.Loop);
}
