using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.Tests.Faults;

/// <summary>
/// Cancellation and deadlines at each point where a call waits (http1.md §6.4). A call is led to the point, and there
/// its token is cancelled or time passes.
/// </summary>
public sealed class WaitPointTests : FaultTests
{
    private static readonly FastHttpOptions s_times = new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PoolWaitTimeout = TimeSpan.FromSeconds(15),
        ResponseHeadTimeout = TimeSpan.FromSeconds(20),
        ReadIdleTimeout = TimeSpan.FromSeconds(25),
        WriteTimeout = TimeSpan.FromSeconds(30),
        RequestTimeout = TimeSpan.FromSeconds(90),
        Expect100ContinueTimeout = TimeSpan.FromSeconds(60),
        MaxConnectionsPerServer = 1,
    };

    // Connecting takes as long as the proxy takes to answer; on the memory transport nothing else takes time there.
    private static readonly FastHttpOptions s_throughProxy = new()
    {
        ConnectTimeout = s_times.ConnectTimeout,
        RequestTimeout = s_times.RequestTimeout,
        MaxConnectionsPerServer = 1,
        Proxy = HttpProxy.Http("127.0.0.2", 3128, tunnelsPlainHttp: true),
    };

    private static readonly HttpEndPoint s_named = HttpEndPoint.Http("name.test");

    // Whatever waits for it goes on in the test, on the test's thread.
    private readonly TaskCompletionSource<IPAddress[]> _addresses = new();
    private ValueTask<HttpError>? _other;

    public static TheoryData<WaitPoint> Points() => [.. Enum.GetValues<WaitPoint>()];

    public static TheoryData<WaitPoint> TimedPoints() =>
        [.. Enum.GetValues<WaitPoint>().Where(point => point != WaitPoint.Dns)];

    [Theory, MemberData(nameof(Points))]
    public void X50_a_token_that_was_cancelled_before_sends_nothing(WaitPoint point)
    {
        // Where the call would have come to does not matter: it does not begin.
        FastHttpClient client = WarmClient(s_times);
        int requests = Peer.Lines[0].Requests;
        using CancellationTokenSource source = new();
        source.Cancel();
        FastHttpRequest request = RequestFor(point);
        Assert.Equal(HttpError.Canceled, client.SendNoThrowAsync(request, null, source.Token).Result);
        Assert.Equal(requests, Peer.Lines[0].Requests);
        Assert.True(Peer.Lines[0].IsOpen);
    }

    [Theory, MemberData(nameof(Points))]
    public void X51_a_token_cancelled_at_the_point_ends_the_call(WaitPoint point)
    {
        ValueTask<HttpError> call = Lead(point);
        Assert.False(call.IsCompleted);
        Source.Cancel();
        Assert.True(call.IsCompleted);
        Assert.Equal(HttpError.Canceled, call.Result);
        End(point);
    }

    [Fact]
    public void X52_a_deadline_while_the_name_is_resolved_names_it()
    {
        // A resolver knows nothing of the loop's time: the deadline is by the clock.
        Peer.Loop.Own();
        FastHttpClient client = Peer.CreateClient(Unresolved(TimeSpan.FromMilliseconds(50)));
        ValueTask<HttpError> call = client.SendNoThrowAsync(RequestFor(WaitPoint.Dns), null);
        Peer.RunPostedUntil(() => call.IsCompleted);
        Assert.Equal(HttpError.DnsTimeout, call.Result);
        End(WaitPoint.Dns);
    }

    [Theory, MemberData(nameof(TimedPoints))]
    public void X52_a_deadline_at_the_point_names_the_phase(WaitPoint point)
    {
        ValueTask<HttpError> call = Lead(point);
        double seconds = point switch
        {
            WaitPoint.Connect or WaitPoint.Tls or WaitPoint.Retry => 10,
            WaitPoint.Pool => 15,
            WaitPoint.Head or WaitPoint.Interim or WaitPoint.Continue => 20,
            WaitPoint.Body or WaitPoint.Trailer => 25,
            WaitPoint.FirstWrite or WaitPoint.Write => 30,
            _ => 90,
        };
        Peer.Advance(seconds - 0.1);
        Assert.False(call.IsCompleted);
        Peer.Advance(0.2);
        Assert.Equal(
            point switch
            {
                WaitPoint.Connect or WaitPoint.Retry => HttpError.ConnectTimeout,
                WaitPoint.Tls => HttpError.TlsTimeout,
                WaitPoint.Pool => HttpError.PoolWaitTimeout,
                WaitPoint.Head or WaitPoint.Interim or WaitPoint.Continue => HttpError.HeadTimeout,
                WaitPoint.Body or WaitPoint.Trailer => HttpError.BodyTimeout,
                WaitPoint.FirstWrite or WaitPoint.Write => HttpError.WriteTimeout,
                _ => HttpError.RequestTimeout,
            },
            call.Result);
        Source.Cancel();
        End(point);
        OpenFailures = point is WaitPoint.Connect or WaitPoint.Retry ? 1 : 0;
    }

    [Theory, MemberData(nameof(Points))]
    public void X54_a_token_cancelled_twice_and_after_the_end_has_no_effect(WaitPoint point)
    {
        ValueTask<HttpError> call = Lead(point);
        Source.Cancel();
        Source.Cancel();
        Assert.Equal(HttpError.Canceled, call.Result);
        Source.Cancel();
        End(point);
    }

    private ValueTask<HttpError> Lead(WaitPoint point)
    {
        FastHttpClient client = point switch
        {
            WaitPoint.Dns => Peer.CreateClient(Unresolved(TimeSpan.FromMinutes(10))),
            WaitPoint.Connect => Peer.CreateClient(s_throughProxy),
            WaitPoint.Retry => WarmThroughProxy(),
            _ => Peer.CreateClient(s_times),
        };
        if (point == WaitPoint.Pool)
        {
            _other = client.SendNoThrowAsync(Get, EndPoint, null);
        }

        Peer.OnAccepted = point is WaitPoint.FirstWrite or WaitPoint.Write ? line => line.Pause() : null;
        ValueTask<HttpError> call = client.SendNoThrowAsync(RequestFor(point), null, Source.Token);
        switch (point)
        {
            case WaitPoint.Interim:
                Peer.Lines[0].Push("HTTP/1.1 103 Hints\r\n\r\n"u8);
                break;
            case WaitPoint.Body:
                Peer.Lines[0].Push("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"u8);
                break;
            case WaitPoint.Trailer:
                Peer.Lines[0].Push("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n"u8);
                break;
            case WaitPoint.Retry:
                Peer.Lines[^1].Close();
                break;
        }

        return call;
    }

    // What the point needed beside the call, and what it makes of the counters.
    private void End(WaitPoint point)
    {
        if (_other is { } other)
        {
            Peer.Lines[0].Answer();
            Assert.Equal(HttpError.None, other.Result);
        }

        if (point is WaitPoint.Connect or WaitPoint.Retry && Peer.Lines[^1].IsOpen)
        {
            // A connection in the making is not given up with the call that asked for it; it serves the next.
            Peer.Lines[^1].Send("HTTP/1.1 200 OK\r\n\r\n");
        }
        else if (point == WaitPoint.Tls)
        {
            Peer.Advance(10.1);
        }
        else if (point == WaitPoint.Dns)
        {
            // As a connection in the making, the question goes on.
            FastHttpClient client = Peer.Clients[^1];
            _addresses.SetException(new SocketException());
            Peer.RunPostedUntil(() => client.GetStatistics(s_named).Opening == 0);
            Assert.Equal((1L, 0L), (client.GetStatistics(s_named).OpenFailed, client.GetStatistics(s_named).Opened));
        }

        Retries = point == WaitPoint.Retry ? 1 : 0;
    }

    private FastHttpRequest RequestFor(WaitPoint point)
    {
        bool hasBody = point is WaitPoint.Write or WaitPoint.Producer or WaitPoint.Continue;
        FastHttpRequest request = Request(hasBody ? "PUT" : "GET");
        if (point == WaitPoint.Dns)
        {
            request.SetTarget(s_named, "/"u8);
        }
        else if (point == WaitPoint.FirstWrite)
        {
            request.Headers.Set("X-Large"u8, Enumerable.Repeat((byte)'x', 1_000_000).ToArray());
        }
        else if (point == WaitPoint.Continue)
        {
            request.ExpectContinue = true;
            request.SetBody(new byte[10].AsMemory());
        }
        else if (point == WaitPoint.Tls)
        {
            request.SetTarget(HttpEndPoint.Https("127.0.0.1"), "/"u8);
        }
        else if (point == WaitPoint.Write)
        {
            request.SetBody(new byte[1_000_000].AsMemory());
        }
        else if (point == WaitPoint.Producer)
        {
            request.SetBodyWriter(0, static async (_, _, stop) =>
            {
                TaskCompletionSource stopped = new();
                using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
                await stopped.Task;
            });
        }

        return request;
    }

    private FastHttpOptions Unresolved(TimeSpan connectTimeout) => new()
    {
        ConnectTimeout = connectTimeout,
        RequestTimeout = s_times.RequestTimeout,
        Resolve = (_, _) => new(_addresses.Task),
    };

    // A connection through the proxy that was used and is idle.
    private FastHttpClient WarmThroughProxy()
    {
        FastHttpClient client = Peer.CreateClient(s_throughProxy);
        ValueTask<HttpError> call = Send(client);
        Peer.Lines[0].Send("HTTP/1.1 200 OK\r\n\r\n");
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
        return client;
    }
}
