using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using FastHttp.Transports.Linux;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>A connection that has ended becomes the next one, and brings nothing along from its last life.</summary>
public sealed class ReopeningTests
{
    private const string Whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private const string Last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";

    private static readonly X509Certificate2 s_certificate = TestCertificate.Create("localhost");

    public static TheoryData<string, string> Ends() => new()
    {
        { Last, "None 200, None" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", "UnexpectedEof" },
        { "nonsense\r\n\r\n", "InvalidStatusLine" },
        { "", "ConnectionClosed" },
        { "HTTP/1.1 200 OK\r\n\r\nuntil the end", "None 200, None" },
        { Whole + "surplus", "None 200, None" },
    };

    [ReleaseTheory, InlineData(false), InlineData(true)]
    public async Task A_connection_a_request_allocates_nothing_on_the_loop(bool isTls)
    {
        using FaultServer server = new(connection => AnswerOnceAsync(connection, isTls, Last));
        using EpollLoop loop = new("reopening");
        FastHttpOptions options = Options(isTls);
        Cycle cycle = new(loop, options, At(server, isTls), server.EndPoint, 200);
        await cycle.RunAsync();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least != 0; attempt++)
        {
            await cycle.RunAsync();
            Assert.Equal(200, cycle.Answers);
            Assert.Equal(200, cycle.UsedAgain);
            least = Math.Min(least, cycle.LoopBytes);
        }

        Assert.Equal(0, least);
    }

    [Theory, MemberData(nameof(Ends))]
    public async Task However_it_ended_the_next_one_begins_anew(string answer, string outcome)
    {
        int connections = 0;
        using FaultServer server = new(connection =>
            AnswerOnceAsync(connection, isTls: false, ++connections % 2 == 1 ? answer : Last));
        using EpollLoop loop = new("reopening");
        Cycle cycle = new(loop, Options(isTls: false), At(server, isTls: false), server.EndPoint, 6);
        await cycle.RunAsync();
        Assert.Equal(5, cycle.UsedAgain);
        Assert.Equal([outcome, "None 200, None", outcome, "None 200, None", outcome, "None 200, None"], cycle.Outcomes);
        Assert.Equal(cycle.Bytes[0], cycle.Bytes[2]);
        Assert.Equal([Last.Length, Last.Length, Last.Length], [cycle.Bytes[1], cycle.Bytes[3], cycle.Bytes[5]]);
    }

    [Theory, InlineData("epoll"), InlineData("sockets")]
    public async Task One_that_is_open_stays_what_it_is(string transport)
    {
        using FaultServer server = new(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                await connection.SendAsync(Whole);
            }
        });
        using TransportLoop loop = TransportSelector.Select(transport, out _).CreateLoop("reopening");
        HttpEndPoint target = At(server, isTls: false);
        await using HttpConnection first = await HttpConnection.OpenAsync(target, Options(isTls: false), loop);
        TaskCompletionSource<HttpConnection> opened = new();
        loop.Post(new Work(() => HttpConnection.Open(
            loop, target, server.EndPoint, Options(isTls: false), new Opening(opened), first)));
        await using HttpConnection second =
            await opened.Task.WaitAsync(TimeSpan.FromMilliseconds(Patience.Milliseconds));
        Assert.NotSame(first, second);
        PreparedRequest get = PreparedRequest.CreateRaw("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8, RequestTraits.None);
        Assert.Equal(HttpError.None, await first.SendNoThrowAsync(get, null));
        Assert.Equal(HttpError.None, await second.SendNoThrowAsync(get, null));
    }

    private static FastHttpOptions Options(bool isTls)
    {
        SslClientAuthenticationOptions tls = TlsKind.OpenSsl.Of(TestTls.Trusting(s_certificate));
        tls.TargetHost = "localhost";
        return new FastHttpOptions { ContinueOnLoop = true, SslOptions = isTls ? tls : null };
    }

    private static HttpEndPoint At(FaultServer server, bool isTls) => isTls
        ? HttpEndPoint.Https("127.0.0.1", server.EndPoint.Port)
        : HttpEndPoint.Http("127.0.0.1", server.EndPoint.Port);

    private static async Task AnswerOnceAsync(FaultConnection connection, bool isTls, string answer)
    {
        await using SslStream? stream = isTls ? await connection.SecureAsync(s_certificate) : null;
        if (await connection.ReadRequestAsync() is not null && answer.Length != 0)
        {
            await connection.SendAsync(answer);
        }

        if (stream is not null)
        {
            await stream.ShutdownAsync();
        }
    }

    private sealed class Work(Action action) : ILoopTask
    {
        public void Run() => action();
    }

    private sealed class Opening(TaskCompletionSource<HttpConnection> opened) : IConnectionHandler
    {
        public void OnOpened(HttpConnection connection) => opened.TrySetResult(connection);

        public void OnOpenFailed(HttpFailure failure) => opened.TrySetException(failure.ToException());

        public void OnIdleClosed(HttpConnection connection)
        {
            // The end of the test.
        }
    }

    // One request after another, each on a connection of its own.
    private sealed class Cycle(
        EpollLoop loop, FastHttpOptions options, HttpEndPoint target, IPEndPoint address, int rounds)
        : IConnectionHandler, IExchangeHandler
    {
        private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8, RequestTraits.None);

        private readonly bool _isMeasured = rounds > 10;
        private HttpConnection? _used;
        private TaskCompletionSource _done = new();
        private int _left;

        public int Answers { get; private set; }

        public int UsedAgain { get; private set; }

        public long LoopBytes { get; private set; }

        public List<string> Outcomes { get; } = [];

        public List<long> Bytes { get; } = [];

        // May be called again when it is done.
        public Task RunAsync()
        {
            _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _left = rounds;
            Answers = 0;
            UsedAgain = 0;
            loop.Post(new Work(() =>
            {
                LoopBytes = -GC.GetAllocatedBytesForCurrentThread();
                Open();
            }));
            return _done.Task.WaitAsync(TimeSpan.FromMilliseconds(4 * Patience.Milliseconds));
        }

        public void OnOpened(HttpConnection connection)
        {
            UsedAgain += ReferenceEquals(connection, _used) ? 1 : 0;
            if (!_isMeasured)
            {
                Assert.True(connection.IsOpen);
                Assert.Equal((0, 0L, HttpError.None),
                    (connection.PendingCount, connection.TakeReceivedBytes(), connection.BrokenBy));
            }

            // Asserting allocates.
            if (connection.Submit(s_get, this) is var refusal and not HttpError.None)
            {
                _done.TrySetException(new HttpException(refusal));
            }
        }

        public void OnOpenFailed(HttpFailure failure) => _done.TrySetException(failure.ToException());

        public void OnIdleClosed(HttpConnection connection) => _done.TrySetException(new InvalidOperationException());

        public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome)
        {
            Answers++;
            End(connection, _isMeasured ? "" : $"None {outcome.StatusCode}, {connection.BrokenBy}");
        }

        public void OnFailure(HttpConnection connection, HttpError error) => End(connection, $"{error}");

        private void Open() => HttpConnection.Open(loop, target, address, options, this, _used);

        private void End(HttpConnection connection, string outcome)
        {
            if (!_isMeasured)
            {
                Outcomes.Add(outcome);
                Bytes.Add(connection.TakeReceivedBytes());
            }

            _used = connection;
            if (--_left != 0)
            {
                Open();
                return;
            }

            LoopBytes += GC.GetAllocatedBytesForCurrentThread();
            _done.TrySetResult();
        }
    }
}
