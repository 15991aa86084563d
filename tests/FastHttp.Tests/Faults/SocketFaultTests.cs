using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Faults;

/// <summary>
/// Faults that need the system's own sockets: resets with bytes unread, refusals, full queues, restarts. After each of
/// them the invariants that can be seen from outside: own answers, counts at rest, every socket closed, by the pool's
/// counters, the server's, and the system's.
/// </summary>
public sealed class SocketFaultTests
{
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    [Theory, InlineData("epoll"), InlineData("sockets")]
    public async Task X19_a_refusal_and_a_close_while_a_large_body_is_sent(string transport)
    {
        using FaultServer server = new(async connection =>
        {
            await connection.Socket.ReceiveAsync(new byte[1024]);
            await connection.SendAsync("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");

            // What was not read makes the close a reset.
        });
        FastHttpClient client = Create(transport);
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        request.Method = "POST"u8;
        request.SetTarget(At(server), "/"u8);
        request.SetBody(new byte[100 * 1024 * 1024].AsMemory());
        Assert.Equal(HttpError.None, await client.SendNoThrowAsync(request, response));
        Assert.Equal(413, response.StatusCode);
        Assert.Equal(0, client.GetStatistics(At(server)).Open);
        request.Reset();
        await CheckAsync(client, server);
    }

    [Theory, InlineData("epoll"), InlineData("sockets")]
    public async Task X26_an_answer_right_after_accepting_and_a_reset(string transport)
    {
        using FaultServer server = new(async connection =>
        {
            await connection.SendAsync("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
            connection.Reset();
        });
        FastHttpClient client = Create(transport);
        using FastHttpResponse response = client.RentResponse();
        for (int count = 0; count < 20; count++)
        {
            HttpError error = await client.SendNoThrowAsync(s_get, At(server), response);
            Assert.True(
                error == HttpError.None
                    ? response.StatusCode == 503
                    : error is HttpError.ConnectionClosed or HttpError.ConnectionReset or HttpError.ConnectFailed,
                $"{error}");
        }

        await CheckAsync(client, server);
    }

    [Theory, InlineData("epoll"), InlineData("sockets")]
    public async Task X34_X35_a_full_queue_swallows_the_attempt_and_recovers(string transport)
    {
        // With the queue full the system drops what asks for a connection, as a black hole does.
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        Socket[] fillers = new Socket[4];
        for (int index = 0; index < fillers.Length; index++)
        {
            fillers[index] = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            try
            {
                fillers[index].Connect(listener.LocalEndPoint!);
            }
            catch (SocketException)
            {
                // It is under way.
            }
        }

        HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port);
        await using FastHttpClient client = new(new()
        {
            Transport = TransportSelector.Select(transport, out _),
            ConnectTimeout = TimeSpan.FromMilliseconds(300),
        });
        Assert.Equal(HttpError.ConnectTimeout, await client.SendNoThrowAsync(s_get, endPoint, null));
        PoolStatistics rest = client.GetStatistics(endPoint);
        Assert.Equal((0, 0, 0, 1L), (rest.Open, rest.Opening, rest.Waiting, rest.OpenFailed));
        Array.ForEach(fillers, filler => filler.Dispose());
        using FaultServer server = new();
        HttpEndPoint other = At(server);
        Assert.Equal(HttpError.None, await client.SendNoThrowAsync(s_get, other, null));
    }

    [Theory, InlineData("epoll"), InlineData("sockets")]
    public async Task X36_a_local_address_that_is_not_ours(string transport)
    {
        // No machine has a documentation address. That no port is left is in ShortageTests.
        const int AddressNotAvailable = 99;
        using FaultServer server = new();
        FastHttpOptions options = new() { LocalAddress = IPAddress.Parse("192.0.2.1") };
        using TransportLoop loop = TransportSelector.Select(transport, out _).CreateLoop("no address");
        OpenRecorder recorder = new();
        loop.Execute(
            state => HttpConnection.Open(loop, At(server), server.EndPoint, options, state), recorder);
        (HttpError error, int systemError) = await recorder.Failure;
        Assert.Equal(HttpError.ConnectFailed, error);
        Assert.Equal(AddressNotAvailable, systemError);
        FastHttpClient client = Create(transport);
        Assert.Equal(HttpError.None, await client.SendNoThrowAsync(s_get, At(server), null));
        await CheckAsync(client, server);
    }

    [Theory, InlineData("epoll"), InlineData("sockets")]
    public async Task X37_a_server_that_restarts_under_load(string transport)
    {
        using FaultServer server = new();
        FastHttpClient client = Create(transport);
        HttpEndPoint endPoint = At(server);
        int phase = 0;
        long answered = 0;
        long refused = 0;
        Task[] users = new Task[16];
        for (int user = 0; user < users.Length; user++)
        {
            users[user] = Task.Run(async () =>
            {
                while (Volatile.Read(ref phase) < 3)
                {
                    int before = Volatile.Read(ref phase);
                    HttpError error = await client.SendNoThrowAsync(s_get, endPoint, null).ConfigureAwait(false);
                    bool isGap = before < 2;
                    Assert.True(
                        error == HttpError.None
                        || (isGap && error is HttpError.ConnectRefused or HttpError.ConnectFailed
                            or HttpError.ConnectionClosed or HttpError.ConnectionReset or HttpError.UnexpectedEof),
                        $"{error} in phase {before}");
                    Interlocked.Increment(ref error == HttpError.None ? ref answered : ref refused);
                }
            });
        }

        await WaitForAsync(() => Interlocked.Read(ref answered) > 500, users);
        phase = 1;
        server.Stop();
        await WaitForAsync(() => Interlocked.Read(ref refused) > 100, users);
        server.Start();

        // An attempt that began before Start may be refused later, and then ends the call that has waited longest.
        // Once no attempt is under way, all of those have ended. A call that begins after that learns of none of them.
        await WaitForAsync(() => client.GetStatistics(endPoint).Opening == 0, users);
        long then = Interlocked.Read(ref answered);
        await WaitForAsync(() => Interlocked.Read(ref answered) > then + 500, users);
        phase = 2;
        await WaitForAsync(() => Interlocked.Read(ref answered) > then + 1500, users);
        phase = 3;
        await Task.WhenAll(users);
        await CheckAsync(client, server);
    }

    [Theory, InlineData("epoll"), InlineData("sockets")]
    public async Task X65_a_borrowed_body_is_not_read_after_the_call_was_cancelled(string transport)
    {
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<bool> sawLater = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using FaultServer server = new(async connection =>
        {
            byte[] buffer = new byte[64 * 1024];
            await connection.Socket.ReceiveAsync(buffer);
            started.SetResult();
            await goOn.Task;
            bool later = false;
            try
            {
                for (int count = 1; count > 0;)
                {
                    count = await connection.Socket.ReceiveAsync(buffer);
                    later |= buffer.AsSpan(0, count).Contains((byte)'2');
                }
            }
            catch (SocketException)
            {
                // The client has closed with bytes unsent.
            }

            sawLater.SetResult(later);
        });
        FastHttpClient client = Create(transport);
        byte[] body = new byte[32 * 1024 * 1024];
        body.AsSpan().Fill((byte)'1');
        using CancellationTokenSource source = new();
        using (FastHttpRequest request = client.RentRequest())
        {
            request.Method = "POST"u8;
            request.SetTarget(At(server), "/"u8);
            request.SetBody(body.AsMemory());
            ValueTask<HttpError> call = client.SendNoThrowAsync(request, null, source.Token);
            await started.Task;
            await source.CancelAsync();
            Assert.Equal(HttpError.Canceled, await call);
            body.AsSpan().Fill((byte)'2');
        }

        goOn.SetResult();
        Assert.False(await sawLater.Task);
        server.Serve = FaultServer.EchoAsync;
        await CheckAsync(client, server);
    }

    private static FastHttpClient Create(string transport) =>
        new(new() { Transport = TransportSelector.Select(transport, out _), LoopCount = 2 });

    private static HttpEndPoint At(FaultServer server) => HttpEndPoint.Http("127.0.0.1", server.EndPoint.Port);

    // A user that fails is told at once.
    private static async Task WaitForAsync(Func<bool> condition, Task[] users)
    {
        while (!condition())
        {
            Assert.DoesNotContain(users, user => user.IsFaulted);
            await Task.Delay(1);
        }
    }

    private static async Task CheckAsync(FastHttpClient client, FaultServer server)
    {
        server.Serve = FaultServer.EchoAsync;
        HttpEndPoint endPoint = At(server);
        using (FastHttpRequest request = client.RentRequest())
        using (FastHttpResponse response = client.RentResponse())
        {
            for (int number = 0; number < 20; number++)
            {
                string target = $"/echo/{number}";
                request.SetTarget(endPoint, Encoding.ASCII.GetBytes(target));
                Assert.Equal(HttpError.None, await client.SendNoThrowAsync(request, response));
                Assert.Equal(target, Encoding.ASCII.GetString(response.BodySpan));
            }
        }

        PoolStatistics rest = client.GetStatistics(endPoint);
        Assert.Equal((0, 0, rest.Opened - rest.Closed), (rest.Waiting, rest.Opening, rest.Open));
        TimeSpan patience = TimeSpan.FromMilliseconds(Patience.Milliseconds);
        Assert.True(SpinWait.SpinUntil(() => OpenSockets.CountTo(endPoint.Port) >= rest.Open, patience));
        await client.DisposeAsync();
        await server.WhenAllClosed().WaitAsync(patience);
        Assert.Equal(0, server.Open);

        // I3, as the system sees it: whatever the counters say, no socket of ours is left.
        Assert.Equal(0, OpenSockets.WaitFor(() => OpenSockets.CountTo(endPoint.Port), 0, patience));
    }

    private sealed class OpenRecorder : IConnectionHandler
    {
        private readonly TaskCompletionSource<(HttpError Error, int SystemError)> _failure =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<(HttpError Error, int SystemError)> Failure => _failure.Task;

        public void OnOpened(HttpConnection connection) =>
            _failure.SetException(new InvalidOperationException("It was opened."));

        public void OnOpenFailed(HttpFailure failure) => _failure.SetResult((failure.Error, failure.SystemError));

        public void OnIdleClosed(HttpConnection connection)
        {
        }
    }
}
