using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;

namespace FastHttp.Tests.Client;

/// <summary>Calls that are spread over several hosts: who is chosen, and who left out. Time is moved by hand.</summary>
public sealed class BalancedClientTests
{
    private static readonly HttpEndPoint[] s_hosts =
        [HttpEndPoint.Http("127.0.0.1"), HttpEndPoint.Http("127.0.0.2"), HttpEndPoint.Http("127.0.0.3")];

    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private readonly ManualPeer _peer = new();

    [Fact]
    public void Round_robin_takes_each_in_turn()
    {
        LoadBalancedClient client = Create(new() { Policy = LoadBalancingPolicy.RoundRobin });
        _peer.OnRequest = line => line.Answer();
        for (int count = 0; count < 9; count++)
        {
            Assert.Equal(HttpError.None, client.SendNoThrowAsync(s_get, null).Result);
        }

        Assert.Equal([3, 3, 3], _peer.Lines.Select(line => line.Requests));
    }

    [Fact]
    public void Least_pending_takes_the_one_with_the_fewest_calls()
    {
        LoadBalancedClient client = Create(new());
        ValueTask<HttpError>[] calls = [.. Enumerable.Range(0, 6).Select(_ => client.SendNoThrowAsync(s_get, null))];
        Assert.Equal([2, 2, 2], client.Hosts.Select(host => host.PendingCount));
        ManualPeer.Line first = _peer.Lines[0];
        first.Answer();
        int freed = client.Hosts.Select(host => host.PendingCount).ToList().IndexOf(1);
        ValueTask<HttpError> next = client.SendNoThrowAsync(s_get, null);
        Assert.Equal(2, client.Hosts[freed].PendingCount);
        Assert.Equal(2, first.Requests);
        while (_peer.Lines.Find(line => line.Pending.Length > 0) is { } line)
        {
            line.Answer();
        }

        Assert.All(calls.Append(next), call => Assert.Equal(HttpError.None, call.Result));
        Assert.Equal([0, 0, 0], client.Hosts.Select(host => host.PendingCount));
    }

    [Fact]
    public void Least_pending_leaves_a_busy_host_out_of_its_turn()
    {
        LoadBalancedClient client = Create(new());
        _ = client.SendNoThrowAsync(s_get, null).AsTask();
        _peer.OnRequest = line => line.Answer();
        Send(client, 6);

        // Its turns are those of the host behind it.
        Assert.Equal([1, 4, 2], _peer.Lines.Select(line => line.Requests));
        Assert.Equal([1, 0, 0], client.Hosts.Select(host => host.PendingCount));
    }

    [Fact]
    public void Round_robin_keeps_to_the_turn_of_a_busy_host()
    {
        LoadBalancedClient client = Create(new() { Policy = LoadBalancingPolicy.RoundRobin });
        ValueTask<HttpError>[] calls = [.. Enumerable.Range(0, 6).Select(_ => client.SendNoThrowAsync(s_get, null))];
        _peer.Lines[1].Answer();
        ValueTask<HttpError> next = client.SendNoThrowAsync(s_get, null);
        Assert.Equal([3, 1, 2], client.Hosts.Select(host => host.PendingCount));
        _peer.Lines.ForEach(line => line.Answer());
        Assert.All(calls.Append(next), call => Assert.Equal(HttpError.None, call.Result));
    }

    [Fact]
    public void The_turn_of_a_host_that_is_left_out_goes_to_the_next()
    {
        LoadBalancedClient client = Create(new()
        {
            Policy = LoadBalancingPolicy.RoundRobin,
            MaxFailures = 1,
            MaxFailovers = 0,
        });
        _peer.OnRequest = line => line.Close();
        Assert.Equal(HttpError.ConnectionClosed, client.SendNoThrowAsync(s_get, null).Result);
        _peer.OnRequest = line => line.Answer();
        Send(client, 3);
        Assert.Equal([1, 2, 1], _peer.Lines.Select(line => line.Requests));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_host_that_fails_is_left_out_although_a_policy_has_its_calls_end_well_elsewhere(bool answers)
    {
        LoadBalancedClient client = Create(new()
        {
            Policy = LoadBalancingPolicy.RoundRobin,
            MaxFailures = 2,
            IsHealthy = (error, status) => error == HttpError.None && status != 503,
            Connections = new() { RetryPolicy = new AgainElsewhere() },
        });
        _peer.OnRequest = line =>
        {
            // The first host's; where it closes, it has another with its second call.
            if (line.Number != 1 && (answers || line.Number != 4))
            {
                line.Answer();
            }
            else if (answers)
            {
                line.Send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
            }
            else
            {
                line.Close();
            }
        };

        // The policy learns the status from it.
        using FastHttpResponse response = client.RentResponse();
        for (int count = 1; count <= 12; count++)
        {
            Assert.Equal(HttpError.None, client.SendNoThrowAsync(s_get, response).Result);
            Assert.Equal(200, response.StatusCode);
            Assert.Equal([count >= 4, false, false], client.Hosts.Select(client.IsEjected));
        }

        Assert.Equal(2, _peer.Lines.Where(line => line.Number == 1 || line.Number == 4).Sum(line => line.Requests));
    }

    [Fact]
    public void A_host_that_closes_what_is_idle_is_kept_although_a_policy_sends_again()
    {
        LoadBalancedClient client = Create(new()
        {
            Policy = LoadBalancingPolicy.RoundRobin,
            MaxFailures = 1,
            Connections = new() { RetryPolicy = new AgainElsewhere() },
        });
        _peer.OnRequest = line =>
        {
            if (line.Number == 1 && line.Requests == 2)
            {
                line.Close();
            }
            else
            {
                line.Answer();
            }
        };

        for (int count = 1; count <= 8; count++)
        {
            Assert.Equal(HttpError.None, client.SendNoThrowAsync(s_get, null).Result);
            Assert.Equal([false, false, false], client.Hosts.Select(client.IsEjected));
        }

        Assert.Equal(2, _peer.Lines[0].Requests);
        Assert.False(_peer.Lines[0].IsOpen);
    }

    [Fact]
    public void A_success_between_two_failures_keeps_a_host()
    {
        LoadBalancedClient client = new(
            s_hosts[..1], new() { MaxFailures = 2, MaxFailovers = 0 }, [_peer.Loop]);
        foreach (bool fails in new[] { true, false, true, false })
        {
            _peer.OnRequest = line => Finish(line, fails);
            Assert.Equal(
                fails ? HttpError.ConnectionClosed : HttpError.None, client.SendNoThrowAsync(s_get, null).Result);
            Assert.False(client.IsEjected(client.Hosts[0]));
        }
    }

    [Fact]
    public void A_host_is_back_when_its_time_is_over()
    {
        LoadBalancedClient client = Create(new()
        {
            MaxFailures = 1,
            MaxFailovers = 0,
            EjectionTime = TimeSpan.FromSeconds(3),
        });
        _peer.OnRequest = line => line.Close();
        Assert.Equal(HttpError.ConnectionClosed, client.SendNoThrowAsync(s_get, null).Result);
        _peer.Advance(2);
        Assert.True(client.IsEjected(client.Hosts[0]));
        _peer.Advance(1);
        Assert.False(client.IsEjected(client.Hosts[0]));
    }

    [Fact]
    public void A_host_that_fails_is_left_out_for_a_while_and_then_tried_again()
    {
        LoadBalancedClient client = Create(new()
        {
            Policy = LoadBalancingPolicy.RoundRobin,
            MaxFailures = 2,
            EjectionTime = TimeSpan.FromSeconds(3),
            IsHealthy = (error, status) => error == HttpError.None && status != 503,
        });
        bool isIll = true;
        ManualPeer.Line? ill = null;
        _peer.OnRequest = line =>
        {
            ill ??= line;
            line.Send(line == ill && isIll
                ? "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
                : ManualPeer.Response("x"));
        };
        Send(client, 6);
        Assert.True(client.IsEjected(client.Hosts[0]));
        Send(client, 6);
        Assert.Equal(2, ill!.Requests);

        // One failure is enough to leave it out again, one success takes it back.
        _peer.Advance(3.1);
        Send(client, 6);
        Assert.Equal(3, ill.Requests);
        _peer.Advance(3.1);
        isIll = false;
        Send(client, 6);
        Assert.Equal(5, ill.Requests);
        Assert.False(client.IsEjected(client.Hosts[0]));
    }

    [Fact]
    public void With_all_left_out_they_are_used_all_the_same_and_cancelled_calls_say_nothing()
    {
        LoadBalancedClient client = Create(new() { MaxFailures = 1, MaxFailovers = 0 });
        _peer.OnRequest = line => line.Close();
        for (int count = 0; count < 3; count++)
        {
            Assert.Equal(HttpError.ConnectionClosed, client.SendNoThrowAsync(s_get, null).Result);
        }

        Assert.All(client.Hosts, host => Assert.True(client.IsEjected(host)));
        _peer.OnRequest = line => line.Answer();
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(s_get, null).Result);

        LoadBalancedClient other = Create(new() { MaxFailures = 1 });
        _peer.OnRequest = null;
        using CancellationTokenSource source = new();
        ValueTask<HttpError> call = other.SendNoThrowAsync(s_get, null, source.Token);
        source.Cancel();
        Assert.Equal(HttpError.Canceled, call.Result);
        Assert.False(other.IsEjected(other.Hosts[0]));
    }

    [Fact]
    public async Task Requests_keep_their_own_host_and_disposing_ends_all()
    {
        LoadBalancedClient client = Create(new());
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://service.test/path"u8);
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        Assert.StartsWith(
            "GET /path HTTP/1.1\r\nHost: service.test\r\n", _peer.Lines[0].Pending, StringComparison.Ordinal);
        await client.DisposeAsync();
        Assert.Equal(HttpError.Disposed, await call);
        Assert.Equal(0, _peer.OpenLines);
        Assert.Throws<ArgumentException>(() => new LoadBalancedClient([]));
    }

    private static void Finish(ManualPeer.Line line, bool fails)
    {
        if (fails)
        {
            line.Close();
        }
        else
        {
            line.Answer(fields: "Connection: close\r\n");
        }
    }

    private LoadBalancedClient Create(LoadBalancedClientOptions options) => new(s_hosts, options, [_peer.Loop]);

    private static void Send(LoadBalancedClient client, int count)
    {
        for (int sent = 0; sent < count; sent++)
        {
            Assert.Equal(HttpError.None, client.SendNoThrowAsync(s_get, null).Result);
        }
    }

    private sealed class AgainElsewhere : IRetryPolicy
    {
        public RetryDecision Decide(in RetryContext attempt) =>
            attempt.Error != HttpError.None || attempt.StatusCode == 503 ? RetryDecision.Now : RetryDecision.Stop;
    }
}
