using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Faults;

/// <summary>
/// H13: code after an await, and a producer of a body, are never on a loop unless the caller asks for it; so a program
/// that blocks there does not stop what it waits for.
/// </summary>
public sealed class ContinuationTests : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly FaultServer _server = new();
    private readonly TransportLoop _loop = TransportSelector.Select(out _).CreateLoop("one for all");

    private HttpEndPoint EndPoint => HttpEndPoint.Http("127.0.0.1", _server.EndPoint.Port);

    public async ValueTask DisposeAsync()
    {
        _server.Dispose();
        TaskCompletionSource passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Execute(static passed => passed.SetResult(), passed);
        await passed.Task.WaitAsync(s_limit);
        _loop.Dispose();
    }

    [Fact, SpecCase("client", 39)]
    public Task H13_A_client_does_not_hang_when_the_code_after_it_blocks() => OffLoop(async () =>
    {
        await using FastHttpClient client = new(new FastHttpOptions(), [_loop]);
        await BlockAsync((request, response) => client.SendAsync(request, response));
        await client.OpenConnectionsAsync(EndPoint, 4);
        AssertOffLoop();
    });

    [Fact, SpecCase("client", 39)]
    public Task H13_Nor_does_a_client_of_one_host() => OffLoop(async () =>
    {
        await using HostClient client = new(EndPoint, new FastHttpOptions(), [_loop]);
        await BlockAsync((request, response) => client.SendAsync(request, response));
    });

    [Fact, SpecCase("client", 39)]
    public Task H13_Nor_a_balanced_one() => OffLoop(async () =>
    {
        await using LoadBalancedClient client = new([EndPoint], new LoadBalancedClientOptions(), [_loop]);
        await BlockAsync((request, response) => client.SendAsync(request, response));
    });

    [Fact, SpecCase("client", 39)]
    public Task H13_Nor_a_pipelined_one() => OffLoop(async () =>
    {
        await using PipelinedClient client = new(EndPoint, new() { MaxPipelineDepth = 8 }, 1, _loop);
        await BlockAsync(async (request, response) =>
            Assert.Equal(HttpError.None, await client.SendNoThrowAsync(request, response)));
    });

    [Fact, SpecCase("client", 39)]
    public Task H13_Nor_a_connection() => OffLoop(async () =>
    {
        await using HttpConnection connection = await HttpConnection.OpenAsync(
            EndPoint, new() { MaxPipelineDepth = 8 }, _loop);
        AssertOffLoop();
        await BlockAsync((request, response) => connection.SendAsync(request, response));
    });

    [Fact, SpecCase("client", 40)]
    public Task H13_Bodies_that_are_read_or_produced_are_so_off_the_loop() => OffLoop(async () =>
    {
        _server.Serve = async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n");
                await Task.Yield();
                await connection.SendAsync("half");
                await Task.Yield();
                await connection.SendAsync("half");
            }
        };
        await using FastHttpClient client = new(new FastHttpOptions(), [_loop]);
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        byte[] piece = new byte[64 * 1024];
        List<bool> seen = [];
        for (int round = 0; round < 50; round++)
        {
            request.Reset();
            request.SetTarget(EndPoint, "/"u8);
            request.Method = "POST"u8.ToArray();
            request.SetBodyWriter(
                (Loop: _loop, Seen: seen, Piece: piece),
                static async (state, output, stop) =>
                {
                    for (int count = 0; count < 20; count++)
                    {
                        state.Seen.Add(state.Loop.IsOnLoop);
                        await output.WriteAsync(state.Piece, stop);
                    }

                    state.Seen.Add(state.Loop.IsOnLoop);
                });
            await client.SendAsync(request, response, ResponseOptions.StreamBody);
            AssertOffLoop();
            while (true)
            {
                ReadResult read = await response.ReadBodyAsync();
                AssertOffLoop();
                response.AdvanceBody(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }
        }

        Assert.DoesNotContain(true, seen);
    });

    [Fact, SpecCase("client", 41)]
    public Task H13_What_connects_in_the_clients_stead_may_block() => OffLoop(async () =>
    {
        // The second connection is opened when the first has ended, which is seen on the loop.
        FastHttpOptions options = new()
        {
            MaxConnectionsPerServer = 1,
            Resolve = (_, _) =>
            {
                Assert.False(_loop.IsOnLoop);
                return new([System.Net.IPAddress.Loopback]);
            },
        };
        _server.Serve = async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.AnswerAsync("last", "Connection: close\r\n");
        };
        await using FastHttpClient client = new(options, [_loop]);
        HttpEndPoint named = HttpEndPoint.Http("name.test", EndPoint.Port);
        PreparedRequest get = PreparedRequest.CreateRaw(
            "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);
        Task<HttpError>[] calls =
            [.. Enumerable.Range(0, 5).Select(_ => client.SendNoThrowAsync(get, named, null).AsTask())];
        Assert.All(await Task.WhenAll(calls), error => Assert.Equal(HttpError.None, error));
    });

    // Until enough continuations were late enough to be run by the end of a call.
    private async Task BlockAsync(Func<FastHttpRequest, FastHttpResponse, ValueTask> send)
    {
        for (int round = 0; round < 50; round++)
        {
            using FastHttpRequest request = FastHttpRequest.Rent();
            using FastHttpResponse response = FastHttpResponse.Rent();
            request.SetTarget(EndPoint, "/first"u8);
            await send(request, response);
            AssertOffLoop();
            Assert.Equal("/first", Encoding.ASCII.GetString(response.BodySpan));
            request.SetTarget(EndPoint, "/second"u8);
#pragma warning disable CA1849, xUnit1031 // It is what the test is about.
            send(request, response).AsTask().GetAwaiter().GetResult();
#pragma warning restore CA1849, xUnit1031
            Assert.Equal("/second", Encoding.ASCII.GetString(response.BodySpan));
        }
    }

    private void AssertOffLoop() => Assert.False(_loop.IsOnLoop, "The code after an await is on the loop.");

    // A test's own context would take continuations off the loop by itself.
    private static Task OffLoop(Func<Task> test) => Task.Run(test).WaitAsync(s_limit);
}
