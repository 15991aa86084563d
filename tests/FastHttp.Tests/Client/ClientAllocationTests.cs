using System;
using System.Diagnostics.Metrics;
using System.Threading.Tasks;
using FastHttp.Transports;
using FastHttp.Transports.Memory;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>
/// A call of a warm client allocates nothing: exactly nothing on the memory transport, and less than a byte a call in
/// the whole process on real sockets, with 64 under way at once.
/// </summary>
[Collection(ProcessWideAllocation.Name)]
public sealed class ClientAllocationTests
{
    private const int Users = 64;

    private static readonly HttpEndPoint s_peer = HttpEndPoint.Http("127.0.0.1");
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET /user/123 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8, RequestTraits.Idempotent);

    [ReleaseTheory, InlineData("prepared"), InlineData("get"), InlineData("post"), InlineData("borrowed")]
    [InlineData("throwing"), InlineData("large"), InlineData("token"), InlineData("host"), InlineData("policy")]
    [InlineData("metered")]
    public void On_memory_exactly_nothing(string kind)
    {
        MemoryTransport transport = new(connection => connection.Attach(new Canner(connection)));
        MemoryLoop loop = transport.CreateMemoryLoop();
        FastHttpClient client = new(
            kind == "policy" ? new() { RetryPolicy = new NoRetry() } : FastHttpOptions.Default, [loop]);
        HostClient host = new(s_peer, FastHttpOptions.Default, [loop]);
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        using System.Threading.CancellationTokenSource source = new();
        using MeterListener? listener = kind == "metered" ? Listen() : null;
        byte[] body = new byte[kind == "large" ? 200_000 : 1000];
        request.SetTarget(s_peer, "/user/123"u8);
        AllocationAssert.Zero(() => Check(kind switch
        {
            "prepared" => client.SendNoThrowAsync(s_get, s_peer, response),
            "host" => host.SendNoThrowAsync(s_get, response),
            "token" => client.SendNoThrowAsync(s_get, s_peer, response, source.Token),
            "throwing" => Throwing(client, request, response),
            _ => client.SendNoThrowAsync(WithBody(request, kind, body), response),
        }));
    }

    [ReleaseTheory]
    [InlineData("epoll", "pool"), InlineData("sockets", "pool")]
    [InlineData("epoll", "balanced"), InlineData("epoll", "pipelined"), InlineData("sockets", "pipelined")]
    public async Task On_loopback_less_than_a_byte_a_call(string transport, string kind)
    {
        using CannedServer server = new(WireSamples.Nginx);
        HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", server.EndPoint.Port);
        FastHttpOptions options = new()
        {
            Transport = TransportSelector.Select(transport, out _),
            MaxPipelineDepth = kind == "pipelined" ? 16 : 1,
        };
        (IAsyncDisposable client, Send send) = Create(kind, endPoint, options);
        await using (client)
        {
            Assert.InRange(
                await MeasuredExchanges.LeastBytesAsync(exchanges => RunAsync(send, endPoint, exchanges)), 0, 0.999);
        }
    }

    private delegate ValueTask<HttpError> Send(FastHttpRequest request, FastHttpResponse response);

    private static (IAsyncDisposable Client, Send Send) Create(
        string kind, HttpEndPoint endPoint, FastHttpOptions options)
    {
        if (kind == "pipelined")
        {
            PipelinedClient pipelined = new(endPoint, options, connections: Users / 16);
            return (pipelined, (request, response) => pipelined.SendNoThrowAsync(request, response));
        }

        if (kind == "balanced")
        {
            LoadBalancedClient balanced = new([endPoint, endPoint], new() { Connections = options });
            return (balanced, (request, response) => balanced.SendNoThrowAsync(request, response));
        }

        FastHttpClient client = new(options);
        return (client, (request, response) => client.SendNoThrowAsync(request, response));
    }

    private static Task RunAsync(Send send, HttpEndPoint endPoint, MeasuredExchanges exchanges)
    {
        Task[] users = new Task[Users];
        for (int user = 0; user < users.Length; user++)
        {
            users[user] = RunUserAsync(send, endPoint, exchanges);
        }

        return Task.WhenAll(users);
    }

    private static async Task RunUserAsync(Send send, HttpEndPoint endPoint, MeasuredExchanges exchanges)
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        using FastHttpResponse response = FastHttpResponse.Rent();
        request.SetTarget(endPoint, "/user/123"u8);
        while (!exchanges.IsOver)
        {
            HttpError error = await send(request, response).ConfigureAwait(false);
            if (error != HttpError.None)
            {
                throw new HttpException(error);
            }

            exchanges.Count();
        }
    }

    private static MeterListener Listen()
    {
        MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "FastHttp")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        listener.Start();
        return listener;
    }

    private static FastHttpRequest WithBody(FastHttpRequest request, string kind, byte[] body)
    {
        if (kind == "post")
        {
            request.SetBody(body);
        }
        else if (kind is "borrowed" or "large")
        {
            request.SetBody(body.AsMemory());
        }

        return request;
    }

    private static ValueTask<HttpError> Throwing(
        FastHttpClient client, FastHttpRequest request, FastHttpResponse response)
    {
        ValueTask call = client.SendAsync(request, response);
        call.GetAwaiter().GetResult();
        return default;
    }

    private static void Check(ValueTask<HttpError> call)
    {
        if (!call.IsCompletedSuccessfully || call.Result != HttpError.None)
        {
            throw new InvalidOperationException("The call did not succeed.");
        }
    }

    private sealed class NoRetry : IRetryPolicy
    {
        public RetryDecision Decide(in RetryContext attempt) =>
            attempt.StatusCode == 200 ? RetryDecision.Stop : RetryDecision.Now;
    }

    // Answers when a whole request has come: 200 kB arrive in several pieces.
    private sealed class Canner(TransportConnection connection) : ITransportReceiver
    {
        private int _missing;

        public int OnReceived(ReadOnlySpan<byte> data)
        {
            if (_missing == 0)
            {
                int end = data.IndexOf("\r\n\r\n"u8) + 4;
                _missing = end + (data.IndexOf("Content-Length: 200000"u8) >= 0 ? 200_000 : data.Length - end);
            }

            _missing -= data.Length;
            if (_missing == 0)
            {
                connection.TrySend(WireSamples.Nginx);
            }

            return data.Length;
        }

        public void OnClosed(TransportError error) => connection.Close();
    }
}
