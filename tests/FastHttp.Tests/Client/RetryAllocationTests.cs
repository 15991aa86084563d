using System;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>
/// What is sent again, to the same host or another, allocates nothing; where that needs a fresh connection, nothing but
/// what the connection costs. Calls that share a connection, and those that are spread over hosts, neither.
/// </summary>
public sealed class RetryAllocationTests
{
    private const string Busy = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";

    private static readonly HttpEndPoint s_peer = HttpEndPoint.Http("127.0.0.1");
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private static readonly byte[] s_ok = [.. "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8];
    private static readonly byte[] s_last =
        [.. "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"u8];

    private static readonly byte[] s_busy = System.Text.Encoding.ASCII.GetBytes(Busy);

    private readonly ManualPeer _peer = new();

    [ReleaseFact]
    public void A_retry_that_a_policy_wants_allocates_nothing()
    {
        FastHttpClient client = _peer.CreateClient(new() { RetryPolicy = new WhileBusy(), MaxAttempts = 3 });
        using FastHttpResponse response = FastHttpResponse.Rent();
        int requests = 0;
        _peer.OnBytes = line => line.Push(++requests % 3 == 0 ? s_ok : s_busy);
        AllocationAssert.Zero(() => Check(client.SendNoThrowAsync(s_get, s_peer, response)));
        Assert.Equal(requests / 3 * 2, client.GetStatistics(s_peer).Retries);
    }

    // Each call finds an idle connection that the server closes, and so needs a second one.
    [ReleaseFact]
    public void A_retry_on_a_fresh_connection_costs_what_the_connection_costs()
    {
        FastHttpClient client = _peer.CreateClient();
        using FastHttpResponse response = FastHttpResponse.Rent();
        Call call = new(client, response);
        _peer.OnBytes = static line => line.Push(s_last);
        Check(client.SendNoThrowAsync(s_get, s_peer, response));
        long opening = AllocationAssert.Least(() =>
        {
            Forget();
            Check(call.On(_peer.Loop));
        });
        Assert.Equal(0, client.GetStatistics(s_peer).Retries);
        _peer.OnBytes = static line => line.Push(s_ok);
        Check(client.SendNoThrowAsync(s_get, s_peer, response));
        ManualPeer.Line? closes = null;
        _peer.OnBytes = line =>
        {
            if (line == closes)
            {
                line.Close();
            }
            else
            {
                line.Push(s_ok);
            }
        };
        Assert.Equal(opening, AllocationAssert.Least(() =>
        {
            closes = _peer.Lines[^1];
            Forget();
            Check(call.On(_peer.Loop));
        }));
        Assert.NotEqual(0, client.GetStatistics(s_peer).Retries);
    }

    [ReleaseTheory, InlineData(LoadBalancingPolicy.RoundRobin), InlineData(LoadBalancingPolicy.LeastPending)]
    public void A_call_that_is_spread_over_hosts_allocates_nothing(LoadBalancingPolicy policy)
    {
        HttpEndPoint[] hosts = [s_peer, HttpEndPoint.Http("127.0.0.2"), HttpEndPoint.Http("127.0.0.3")];
        LoadBalancedClient client = new(hosts, new() { Policy = policy }, [_peer.Loop]);
        using FastHttpRequest request = FastHttpRequest.Rent();
        using FastHttpResponse response = FastHttpResponse.Rent();
        request.SetUri("http://service.test/"u8);
        _peer.Canned = s_ok;
        AllocationAssert.Zero(() =>
        {
            Check(client.SendNoThrowAsync(s_get, response));
            Check(client.SendNoThrowAsync(request, response));
        });
    }

    [ReleaseFact]
    public void Calls_that_share_a_connection_allocate_nothing()
    {
        const int Depth = 8;
        FastHttpOptions options = new() { MaxPipelineDepth = Depth, ContinueOnLoop = true };
        PipelinedClient client = new(s_peer, options, 1, _peer.Loop);
        FastHttpResponse[] responses = new FastHttpResponse[Depth];
        for (int index = 0; index < Depth; index++)
        {
            responses[index] = FastHttpResponse.Rent();
        }

        ValueTask<HttpError>[] calls = new ValueTask<HttpError>[Depth];
        int pending = 0;
        _peer.OnBytes = line =>
        {
            pending++;
            for (; pending == Depth; pending -= Depth)
            {
                for (int count = 0; count < Depth; count++)
                {
                    line.Push(s_ok);
                }
            }
        };
        AllocationAssert.Zero(() =>
        {
            for (int index = 0; index < Depth; index++)
            {
                calls[index] = client.SendNoThrowAsync(s_get, responses[index]);
            }

            foreach (ref ValueTask<HttpError> call in calls.AsSpan())
            {
                Check(call);
            }
        });
        Array.ForEach(responses, response => response.Dispose());
    }

    // The lines that are over; the list keeps its memory.
    private void Forget() => _peer.Lines.RemoveRange(0, _peer.Lines.Count - 1);

    private static void Check(ValueTask<HttpError> call)
    {
        if (!call.IsCompletedSuccessfully || call.Result != HttpError.None)
        {
            throw new InvalidOperationException("The call did not succeed.");
        }
    }

    // Made by a task of the loop, within which connections do not open before it has returned.
    private sealed class Call(FastHttpClient client, FastHttpResponse response) : ILoopTask
    {
        private ValueTask<HttpError> _call;

        public ValueTask<HttpError> On(TransportLoop loop)
        {
            loop.Post(this);
            return _call;
        }

        public void Run() => _call = client.SendNoThrowAsync(s_get, s_peer, response);
    }

    private sealed class WhileBusy : IRetryPolicy
    {
        public RetryDecision Decide(in RetryContext attempt) =>
            attempt.StatusCode == 503 ? RetryDecision.Now : RetryDecision.Stop;
    }
}
