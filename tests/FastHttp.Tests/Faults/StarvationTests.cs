using System;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Faults;

/// <summary>A process whose thread pool is taken: what runs on the library's own threads goes on.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class StarvationTests
{
    [Fact]
    public void X88_deadlines_come_although_no_pool_thread_is_free()
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
        using ManualResetEventSlim release = new();
        using ManualResetEventSlim blocked = new();

        // As many as the pool starts at once; others come slowly, and find work of ours, too.
        ThreadPool.GetMinThreads(out int atOnce, out _);
        int started = 0;
        using CountdownEvent ended = new(64);
        for (int worker = 0; worker < 64; worker++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    if (Interlocked.Increment(ref started) == atOnce)
                    {
                        blocked.Set();
                    }

                    release.Wait();
                    ended.Signal();
                },
                null);
        }

        try
        {
            Patience.Wait(blocked, "a pool without a free thread");
            ValueTask<HttpError> call = client.SendNoThrowAsync(get, endPoint, null);
            HttpError? outcome = null;
            using ManualResetEventSlim done = new();
            System.Runtime.CompilerServices.ValueTaskAwaiter<HttpError> awaiter = call.GetAwaiter();
            awaiter.UnsafeOnCompleted(() =>
            {
                outcome = awaiter.GetResult();
                done.Set();
            });
            Patience.Wait(done, "a deadline while the pool is starved");
            Assert.Equal(HttpError.HeadTimeout, outcome);
        }
        finally
        {
            release.Set();
            Assert.True(ended.Wait(Patience.Milliseconds));
        }

        Patience.Wait(client.DisposeAsync().AsTask());
    }
}
