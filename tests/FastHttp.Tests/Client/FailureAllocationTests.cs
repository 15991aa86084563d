using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>
/// The failures that <see cref="PathAllocationTests"/> does not make, since no answer causes them, and the list that
/// says of every reason that it is measured, or why it is not.
/// </summary>
public sealed class FailureAllocationTests
{
    private const int Connections = 3300;

    private static readonly HttpEndPoint s_peer = HttpEndPoint.Http("127.0.0.1");
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private static readonly HttpError[] s_here =
    [
        HttpError.PoolExhausted, HttpError.PoolWaitTimeout, HttpError.RequestTimeout, HttpError.Canceled,
        HttpError.Disposed, HttpError.RequestBodyMismatch,
    ];

    // Each of these comes with something that is allocated anyway.
    private static readonly Dictionary<HttpError, string> s_others = new()
    {
        [HttpError.DnsFailed] = "an attempt to connect",
        [HttpError.DnsTimeout] = "an attempt to connect",
        [HttpError.ConnectRefused] = "an attempt to connect",
        [HttpError.ConnectFailed] = "an attempt to connect",
        [HttpError.ConnectTimeout] = "an attempt to connect",
        [HttpError.TlsFailed] = "an attempt to connect",
        [HttpError.TlsTimeout] = "an attempt to connect",
        [HttpError.ProxyRefused] = "an attempt to connect",
        [HttpError.WriteTimeout] = "an async method that waits for the peer to read",
        [HttpError.RequestBodyFailed] = "the producer's exception",
        [HttpError.UnsupportedContentCoding] = "a decoder",
        [HttpError.InvalidContentCoding] = "a decoder",
        [HttpError.BadRedirect] = "the URI that a redirect leads to",
        [HttpError.UnsuccessfulStatus] = "the exception that says it, and nothing else does",
        [HttpError.WriteFailed] = "never returned: the receiving side tells how a connection ended",
    };

    private readonly ManualPeer _peer = new();

    public static TheoryData<HttpError> OnConnections() =>
        [HttpError.RequestTimeout, HttpError.Disposed, HttpError.RequestBodyMismatch];

    [Fact]
    public void Every_reason_is_measured_or_comes_with_something_that_is_allocated()
    {
        IEnumerable<HttpError> all = s_here.Concat(s_others.Keys).Concat(PathAllocationTests.FailureReasons);
        Assert.Equal(Enum.GetValues<HttpError>().Order(), all.Order());
    }

    [ReleaseTheory, InlineData(HttpError.PoolExhausted), InlineData(HttpError.PoolWaitTimeout)]
    [InlineData(HttpError.RequestTimeout)]
    public void A_call_that_gets_no_connection_allocates_nothing(HttpError error)
    {
        FastHttpClient client = _peer.CreateClient(new()
        {
            MaxConnectionsPerServer = 1,
            MaxWaiters = error == HttpError.PoolExhausted ? 0 : 10,
            PoolWaitTimeout = TimeSpan.FromSeconds(error == HttpError.PoolWaitTimeout ? 1 : 100),
            RequestTimeout = Timeout.InfiniteTimeSpan,
            ResponseHeadTimeout = Timeout.InfiniteTimeSpan,
        });
        ValueTask<HttpError> first = client.SendNoThrowAsync(s_get, s_peer, null);
        Assert.False(first.IsCompleted);
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetTarget(s_peer, "/"u8);
        request.Timeout = TimeSpan.FromSeconds(error == HttpError.RequestTimeout ? 1 : 1000);
        AllocationAssert.Zero(() =>
        {
            ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
            _peer.Advance(1.1);
            Check(call, error);
        });
    }

    [ReleaseFact]
    public void A_call_that_was_cancelled_before_allocates_nothing()
    {
        FastHttpClient client = _peer.CreateClient();
        using CancellationTokenSource source = new();
        source.Cancel();
        AllocationAssert.Zero(() =>
            Check(client.SendNoThrowAsync(s_get, s_peer, null, source.Token), HttpError.Canceled));
    }

    [ReleaseTheory, MemberData(nameof(OnConnections))]
    public void A_call_that_ends_its_connection_allocates_nothing(HttpError error)
    {
        FastHttpOptions options = new()
        {
            RequestTimeout = TimeSpan.FromSeconds(error == HttpError.RequestTimeout ? 5 : 1000),
            ResponseHeadTimeout = TimeSpan.FromSeconds(100),
        };
        Queue<HttpConnection> connections = Open(options);
        _peer.OnBytes = static _ => { };
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetTarget(s_peer, "/"u8);
        request.Method = "PUT"u8;
        AllocationAssert.Zero(() =>
        {
            HttpConnection connection = connections.Dequeue();
            if (error == HttpError.RequestBodyMismatch)
            {
                request.SetBodyWriter(0, s_produce, 5);
            }

            ValueTask<HttpError> call = connection.SendNoThrowAsync(request, null);
            if (error == HttpError.Disposed)
            {
                connection.Abort();
            }
            else if (error != HttpError.RequestBodyMismatch)
            {
                _peer.Advance(6);
            }

            Check(call, error);
        });
    }

    private static readonly Func<int, System.IO.Pipelines.PipeWriter, CancellationToken, ValueTask> s_produce =
        static (_, output, _) =>
        {
            output.Write("abc"u8);
            return default;
        };

    // Each has served, and what it makes once is made.
    private Queue<HttpConnection> Open(FastHttpOptions options)
    {
        byte[] answer = ManualPeer.Response("").Select(letter => (byte)letter).ToArray();
        _peer.OnBytes = line => line.Push(answer);
        Queue<HttpConnection> connections = new();
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetTarget(s_peer, "/"u8);
        request.Method = "PUT"u8;
        for (int count = 0; count < Connections; count++)
        {
            HttpConnection connection = TestConnection.Open(_peer.Loop, options);
            request.SetBodyWriter(0, s_produce, 3);
            Check(connection.SendNoThrowAsync(request, null), HttpError.None);
            connections.Enqueue(connection);
        }

        return connections;
    }

    private static void Check(ValueTask<HttpError> call, HttpError expected)
    {
        HttpError? error = call.IsCompleted ? call.Result : null;
        if (error != expected)
        {
            throw new InvalidOperationException($"The call ended otherwise: {error}.");
        }
    }
}
