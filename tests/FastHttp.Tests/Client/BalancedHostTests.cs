using System;
using System.Buffers;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>Hosts that come and go while calls are under way, and calls that go on to another host.</summary>
public sealed class BalancedHostTests
{
    private static readonly HttpEndPoint[] s_hosts =
        [HttpEndPoint.Http("127.0.0.1"), HttpEndPoint.Http("127.0.0.2"), HttpEndPoint.Http("127.0.0.3")];

    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private readonly ManualPeer _peer = new();

    [Fact]
    public void A_host_that_is_added_gets_its_share()
    {
        LoadBalancedClient client = Create(new(), s_hosts[..1]);
        _peer.OnRequest = line => line.Answer();
        Send(client, 2);
        HostClient added = client.AddHost(s_hosts[1]);
        Assert.Equal([s_hosts[0], s_hosts[1]], client.Hosts.Select(host => host.EndPoint));
        Send(client, 4);
        Assert.Equal([4, 2], _peer.Lines.Select(line => line.Requests));
        Assert.Equal(1, added.Statistics.Open);
    }

    [Fact]
    public async Task A_host_that_is_removed_ends_what_it_has_and_gets_no_more()
    {
        // The end of the host is another thread's.
        _peer.Loop.Own();
        LoadBalancedClient client = Create(new(), s_hosts[..2]);
        HostClient first = client.Hosts[0];
        ValueTask<HttpError> call = client.SendNoThrowAsync(s_get, null);
        Task removal = client.RemoveHostAsync(first);
        Assert.Equal([s_hosts[1]], client.Hosts.Select(host => host.EndPoint));
        Assert.False(removal.IsCompleted);
        ManualPeer.Line last = _peer.Lines[0];
        _peer.OnRequest = line => line.Answer();
        Send(client, 3);
        Assert.Equal(1, last.Requests);
        last.Answer();
        Assert.Equal(HttpError.None, call.Result);
        _peer.RunPostedUntil(() => removal.IsCompletedSuccessfully);
        Assert.False(last.IsOpen);
        Assert.Equal(1, _peer.OpenLines);
        await Assert.ThrowsAsync<ArgumentException>(() => client.RemoveHostAsync(first));
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.RemoveHostAsync(client.Hosts[0]));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await first.SendNoThrowAsync(s_get, null));
    }

    [Fact]
    public async Task Disposing_ends_a_removal_too()
    {
        // Connections are made, and no server answers.
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        HttpEndPoint silent = HttpEndPoint.Http("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        LoadBalancedClient client = new([silent, silent]);
        Task<HttpError> call = client.SendNoThrowAsync(s_get, null).AsTask();
        Task removal = client.RemoveHostAsync(client.Hosts[0]);
        Assert.False(removal.IsCompleted);
        await client.DisposeAsync();
        Assert.Equal(HttpError.Disposed, await call.WaitAsync(TimeSpan.FromSeconds(60)));
        await removal.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Throws<ObjectDisposedException>(() => client.AddHost(s_hosts[2]));
        Assert.Throws<ObjectDisposedException>(() => { _ = client.SendNoThrowAsync(s_get, null).AsTask(); });
    }

    [Fact]
    public void What_still_connects_for_a_call_that_is_over_does_not_keep_a_host()
    {
        // The end of the host is another thread's.
        _peer.Loop.Own();
        LoadBalancedClient client = Create(
            new()
            {
                Policy = LoadBalancingPolicy.RoundRobin,
                Connections = new()
                {
                    ConnectTimeout = Timeout.InfiniteTimeSpan,
                    ConnectCallback = async (_, stop) =>
                    {
                        await Task.Delay(Timeout.Infinite, stop);
                        throw new InvalidOperationException();
                    },
                },
            },
            s_hosts[..2]);
        using CancellationTokenSource source = new();
        ValueTask<HttpError> call = client.SendNoThrowAsync(s_get, null, source.Token);
        source.Cancel();
        _peer.RunPostedUntil(() => call.IsCompleted);
        Assert.Equal(HttpError.Canceled, call.Result);
        Task removal = client.RemoveHostAsync(client.Hosts[0]);
        _peer.RunPostedUntil(() => removal.IsCompletedSuccessfully);
    }

    // Many calls while hosts come and go: each ends well, on a host that was there when it began, or another.
    [Fact]
    public async Task Calls_do_not_notice_that_hosts_change()
    {
        using CannedServer server = new(WireSamples.Nginx);
        HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", server.EndPoint.Port);
        await using LoadBalancedClient client = new([endPoint]);
        using CancellationTokenSource stop = new();
        Task[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal(HttpError.None, await client.SendNoThrowAsync(s_get, null));
            }
        }))];
        for (int round = 0; round < 50; round++)
        {
            HostClient added = client.AddHost(endPoint);
            await client.RemoveHostAsync(client.Hosts[0]).WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal([added], client.Hosts);
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Theory, InlineData("GET"), InlineData("POST"), InlineData("produced")]
    public void What_was_not_sent_goes_to_the_next_host_whatever_it_is(string kind)
    {
        LoadBalancedClient client = Create(
            new()
            {
                Policy = LoadBalancingPolicy.RoundRobin,
                MaxFailures = 1,
                Connections = new() { Resolve = (_, _) => new(Array.Empty<IPAddress>()) },
            },
            [HttpEndPoint.Http("nowhere.test"), .. s_hosts[..2]]);
        _peer.OnRequest = line => line.Answer();
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://service.test/"u8);
        request.Method = kind == "GET" ? "GET"u8 : "POST"u8;
        if (kind == "produced")
        {
            request.SetBodyWriter(0, static (_, output, _) =>
            {
                output.Write("body"u8);
                return default;
            });
        }

        // Names are resolved on other threads.
        _peer.Loop.Own();
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        _peer.RunPostedUntil(() => call.IsCompleted);
        Assert.Equal(HttpError.None, call.Result);
        Assert.True(client.IsEjected(client.Hosts[0]));
        Assert.Equal([0, 1, 0], client.Hosts.Select(host => host.Statistics.Open));
        Assert.Equal([0L, 0, 0], client.Hosts.Select(host => host.Statistics.Retries));
        Assert.Equal([0, 0, 0], client.Hosts.Select(host => host.PendingCount));
    }

    [Theory, InlineData("GET", 1), InlineData("POST", 0)]
    public void What_was_sent_goes_to_the_next_host_if_it_may_be_done_twice(string method, long retries)
    {
        LoadBalancedClient client = Create(new() { Policy = LoadBalancingPolicy.RoundRobin }, s_hosts);
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://service.test/"u8);
        request.Method = System.Text.Encoding.ASCII.GetBytes(method);
        _peer.OnRequest = line =>
        {
            if (line == _peer.Lines[0])
            {
                line.Close();
            }
            else
            {
                line.Answer();
            }
        };
        Assert.Equal(
            retries == 0 ? HttpError.ConnectionClosed : HttpError.None, client.SendNoThrowAsync(request, null).Result);
        Assert.Equal([0L, retries, 0], client.Hosts.Select(host => host.Statistics.Retries));
        Assert.Equal([0, 0, 0], client.Hosts.Select(host => host.PendingCount));
    }

    [Fact]
    public void An_byte_of_a_response_keeps_a_call_where_it_is()
    {
        LoadBalancedClient client = Create(new() { MaxFailovers = 2 }, s_hosts);
        _peer.OnRequest = line =>
        {
            line.Push("H"u8);
            line.Close();
        };
        Assert.Equal(HttpError.UnexpectedEof, client.SendNoThrowAsync(s_get, null).Result);
        Assert.Single(_peer.Lines);
    }

    [Theory, InlineData(0, 1), InlineData(1, 2), InlineData(2, 3), InlineData(9, 3)]
    public void A_call_goes_to_so_many_others_and_to_none_twice(int moves, int attempts)
    {
        LoadBalancedClient client = Create(new() { MaxFailovers = moves }, s_hosts);
        _peer.OnRequest = line => line.Close();
        Assert.Equal(HttpError.ConnectionClosed, client.SendNoThrowAsync(s_get, null).Result);
        Assert.Equal(attempts, _peer.Lines.Count);
        Assert.Equal(attempts, client.Hosts.Count(host => host.Statistics.Closed == 1));
    }

    [Fact]
    public void A_call_without_room_goes_where_there_is_some_and_its_time_is_that_of_the_whole()
    {
        LoadBalancedClient client = Create(
            new()
            {
                Policy = LoadBalancingPolicy.RoundRobin,
                Connections = new() { MaxConnectionsPerServer = 1, MaxWaiters = 0 },
            },
            s_hosts[..2]);
        ValueTask<HttpError> first = client.SendNoThrowAsync(s_get, null);
        _ = client.SendNoThrowAsync(s_get, null);
        _peer.Lines[1].Answer();
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://service.test/"u8);
        request.Timeout = TimeSpan.FromSeconds(2);
        ValueTask<HttpError> moved = client.SendNoThrowAsync(request, null);
        Assert.Equal(2, _peer.Lines[1].Requests);
        Assert.Equal(HttpError.PoolExhausted, client.SendNoThrowAsync(s_get, null).Result);
        Assert.False(moved.IsCompleted);
        _peer.Advance(2.1);
        Assert.Equal(HttpError.RequestTimeout, moved.Result);
        _peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, first.Result);
    }

    [Fact]
    public void A_call_that_is_moved_passes_over_a_host_that_is_left_out()
    {
        LoadBalancedClient client = Create(
            new() { Policy = LoadBalancingPolicy.RoundRobin, MaxFailures = 1 }, s_hosts);
        ValueTask<HttpError> first = client.SendNoThrowAsync(s_get, null);
        using FastHttpRequest post = FastHttpRequest.Rent();
        post.SetUri("http://service.test/"u8);
        post.Method = "POST"u8;
        ValueTask<HttpError> second = client.SendNoThrowAsync(post, null);
        _peer.Lines[1].Close();
        Assert.Equal(HttpError.ConnectionClosed, second.Result);
        Assert.True(client.IsEjected(client.Hosts[1]));
        _peer.OnRequest = line => line.Answer();
        _peer.Lines[0].Close();
        Assert.Equal(HttpError.None, first.Result);
        Assert.Equal([0L, 0, 1], client.Hosts.Select(host => host.Statistics.Retries));
    }

    [Fact]
    public void A_call_whose_host_was_removed_goes_on_to_one_that_is_left()
    {
        // The end of the host is another thread's, and does not matter here.
        _peer.Loop.Own();
        LoadBalancedClient client = Create(new() { Policy = LoadBalancingPolicy.RoundRobin }, s_hosts[..2]);
        ValueTask<HttpError> call = client.SendNoThrowAsync(s_get, null);
        _ = client.RemoveHostAsync(client.Hosts[0]);
        _peer.OnRequest = line => line.Answer();
        _peer.Lines[0].Close();
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(1, client.Hosts[0].Statistics.Retries);
    }

    [Fact]
    public void A_call_that_is_moved_takes_what_is_idle_there_and_may_cross_a_close_there_too()
    {
        LoadBalancedClient client = Create(new() { Policy = LoadBalancingPolicy.RoundRobin }, s_hosts[..2]);
        _peer.OnRequest = line => line.Answer();
        Send(client, 2);

        // Both have an idle connection; the second's next one answers.
        CloseOnFirst(3);
        Send(client, 1);
        Assert.Equal([2, 2, 1, 1], _peer.Lines.Select(line => line.Requests));
        Assert.Equal([1L, 2], client.Hosts.Select(host => host.Statistics.Retries));
    }

    [Fact]
    public void A_request_that_crosses_a_close_is_sent_again_to_the_same_host()
    {
        LoadBalancedClient client = Create(new() { Policy = LoadBalancingPolicy.RoundRobin }, s_hosts[..2]);
        _peer.OnRequest = line => line.Answer();
        Send(client, 2);
        CloseOnFirst(1);
        Send(client, 1);
        Assert.Equal([2L, 1], client.Hosts.Select(host => host.Statistics.Opened));
    }

    // What judges a call runs between the choice of the next host and the call's coming there.
    [Fact]
    public void A_call_goes_elsewhere_if_the_host_that_it_is_moved_to_has_just_been_removed()
    {
        _peer.Loop.Own();
        LoadBalancedClient? client = null;
        bool removes = true;
        client = Create(
            new()
            {
                Policy = LoadBalancingPolicy.RoundRobin,
                IsHealthy = (error, status) =>
                {
                    if (removes)
                    {
                        removes = false;
                        _ = client!.RemoveHostAsync(client.Hosts[1]);
                    }

                    return error == HttpError.None;
                },
            },
            s_hosts);
        HostClient removed = client.Hosts[1];
        CloseOnFirst(1);
        Send(client, 1);
        Assert.Equal([s_hosts[0], s_hosts[2]], client.Hosts.Select(host => host.EndPoint));
        Assert.Equal(0, removed.Statistics.Opened);
        Assert.Equal([0, 0], client.Hosts.Select(host => host.PendingCount));
    }

    [Fact]
    public async Task A_host_without_calls_is_removed_at_once_wherever_it_stands()
    {
        LoadBalancedClient client = Create(new(), s_hosts);
        await client.RemoveHostAsync(client.Hosts[2]).WaitAsync(TimeSpan.FromSeconds(60));
        await client.RemoveHostAsync(client.Hosts[0]).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal([s_hosts[1]], client.Hosts.Select(host => host.EndPoint));
        _peer.OnRequest = line => line.Answer();
        Send(client, 2);
        Assert.Equal(1, client.Hosts[0].Statistics.Open);
    }

    [Fact]
    public void What_a_policy_wants_sent_again_at_once_goes_to_the_next_host_too()
    {
        LoadBalancedClient client = Create(
            new()
            {
                Policy = LoadBalancingPolicy.RoundRobin,
                Connections = new() { RetryPolicy = new Again(TimeSpan.Zero), MaxAttempts = 4 },
            },
            s_hosts);
        _peer.OnRequest = line => line.Send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        Send(client, 1);
        Assert.Equal([2, 1, 1], _peer.Lines.Select(line => line.Requests));
    }

    [Fact]
    public void What_a_policy_wants_sent_again_goes_to_the_next_host()
    {
        LoadBalancedClient client = Create(
            new()
            {
                Policy = LoadBalancingPolicy.RoundRobin,
                Connections = new() { RetryPolicy = new Again(TimeSpan.FromSeconds(1)), MaxAttempts = 4 },
            },
            s_hosts);
        _peer.OnRequest = line => line.Send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        ValueTask<HttpError> call = client.SendNoThrowAsync(s_get, null);
        for (int attempt = 1; attempt < 4; attempt++)
        {
            Assert.False(call.IsCompleted);
            _peer.Advance(1.1);
        }

        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal([2, 1, 1], _peer.Lines.Select(line => line.Requests));
        Assert.Equal([0, 0, 0], client.Hosts.Select(host => host.PendingCount));
    }

    [Fact]
    public void Cancelling_ends_a_call_on_the_host_that_it_went_to()
    {
        LoadBalancedClient client = Create(new() { Policy = LoadBalancingPolicy.RoundRobin }, s_hosts);
        using CancellationTokenSource source = new();
        _peer.OnRequest = line =>
        {
            if (line == _peer.Lines[0])
            {
                line.Close();
            }
        };
        ValueTask<HttpError> call = client.SendNoThrowAsync(s_get, null, source.Token);
        Assert.Equal(2, _peer.Lines.Count);
        source.Cancel();
        Assert.Equal(HttpError.Canceled, call.Result);
        Assert.Equal([0, 0, 0], client.Hosts.Select(host => host.PendingCount));
    }

    // The requests on the first connections cross the server's close; those behind are answered.
    private void CloseOnFirst(int connections) => _peer.OnRequest = line =>
    {
        if (line.Number <= connections)
        {
            line.Close();
        }
        else
        {
            line.Answer();
        }
    };

    private LoadBalancedClient Create(LoadBalancedClientOptions options, HttpEndPoint[] hosts) =>
        new(hosts, options, [_peer.Loop]);

    private static void Send(LoadBalancedClient client, int count)
    {
        for (int sent = 0; sent < count; sent++)
        {
            Assert.Equal(HttpError.None, client.SendNoThrowAsync(s_get, null).Result);
        }
    }

    private sealed class Again(TimeSpan pause) : IRetryPolicy
    {
        public RetryDecision Decide(in RetryContext attempt) => RetryDecision.After(pause);
    }
}
