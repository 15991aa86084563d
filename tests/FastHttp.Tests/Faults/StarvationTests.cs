using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Faults;

/// <summary>A process whose thread pool is taken: what runs on the library's own threads goes on, and so does a thread
/// that blocks in a call.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class StarvationTests
{
    [Fact]
    public async Task X88_deadlines_come_although_no_pool_thread_is_free()
    {
        using FaultServer server = new(connection => connection.DrainAsync().AsTask());
        FastHttpClient client = new(new()
        {
            Transport = TransportSelector.Select("epoll", out _),
            ResponseHeadTimeout = TimeSpan.FromMilliseconds(200),
            MaxConnectionsPerServer = 1,
            ContinueOnLoop = true,
        });
        PreparedRequest get = PreparedRequest.CreateRaw(
            "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);
        HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", server.EndPoint.Port);
        HttpError? outcome = null;
        await BusyPool.RunAsync(() => { }, () =>
        {
            ValueTask<HttpError> call = client.SendNoThrowAsync(get, endPoint, null);
            using ManualResetEventSlim done = new();
            System.Runtime.CompilerServices.ValueTaskAwaiter<HttpError> awaiter = call.GetAwaiter();
            awaiter.UnsafeOnCompleted(() =>
            {
                outcome = awaiter.GetResult();
                done.Set();
            });
            Patience.Wait(done, "a deadline while the pool is starved");
        });
        Assert.Equal(HttpError.HeadTimeout, outcome);
        await client.DisposeAsync();
    }

    // SocketsHttpHandler needs the pool for none of these.
    [Theory, SpecCase("client", 34)]
    [InlineData("nothing"), InlineData("bytes"), InlineData("a stream"), InlineData("an unknown length")]
    public async Task H9_a_synchronous_call_needs_no_pool_once_there_is_a_connection(string body)
    {
        using ThreadServer server = new(
            "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + new string('x', 200_000));
        using HttpClient client = new(new FastHttpMessageHandler());
        await BusyPool.RunAsync(() => Call(client, server.Url, 0, "nothing"), () =>
        {
            for (int call = 0; call < 20; call++)
            {
                Call(client, server.Url, call, body);
            }
        });
    }

    private static void Call(HttpClient client, Uri url, int number, string body)
    {
        using HttpRequestMessage message = new(HttpMethod.Post, url) { Content = Content(body) };
        using HttpResponseMessage response = client.Send(message, (HttpCompletionOption)(number % 2));
        using Stream stream = response.Content.ReadAsStream();
        byte[] all = new byte[200_000];
        stream.ReadExactly(all);
        Assert.Equal(0, stream.Read(all));
    }

    private static HttpContent? Content(string body) => body switch
    {
        "nothing" => null,
        "bytes" => new ByteArrayContent(new byte[2_000_000]),
        "a stream" => new StreamContent(new MemoryStream(new byte[2_000_000])),
        _ => new CallersContent(),
    };

    private sealed class CallersContent : HttpContent
    {
        private readonly int _caller = Environment.CurrentManagedThreadId;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            throw new NotSupportedException();

        protected override void SerializeToStream(
            Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            Assert.Equal(_caller, Environment.CurrentManagedThreadId);
            for (int piece = 0; piece < 100; piece++)
            {
                stream.Write(new byte[10_000]);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
