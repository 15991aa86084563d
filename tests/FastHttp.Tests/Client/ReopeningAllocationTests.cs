using System;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using FastHttp.Transports.Linux;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>
/// Calls of a client that each need a connection, since the server says close: of a warm client they allocate nothing,
/// plain and over TLS, on the loop and on the thread of the caller.
/// </summary>
public sealed class ReopeningAllocationTests
{
    private const int Rounds = 200;
    private const int Attempts = 5;
    private const string Last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";

    private static readonly X509Certificate2 s_certificate = TestCertificate.Create("localhost");

    [ReleaseTheory, InlineData(false), InlineData(true)]
    public async Task Called_on_the_loop_it_allocates_nothing(bool isTls)
    {
        using FaultServer server = new(connection => AnswerOnceAsync(connection, isTls));
        using EpollLoop loop = new("reopening");
        await using FastHttpClient client = new(Options(isTls, continueOnLoop: true), [loop]);
        HttpEndPoint endPoint = At(server, isTls);
        await CallOnLoopAsync(client, endPoint, loop);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least != 0; attempt++)
        {
            long before = client.MadeOfLastIn(endPoint);
            least = Math.Min(least, await CallOnLoopAsync(client, endPoint, loop));
            Assert.Equal(Rounds + 1, client.MadeOfLastIn(endPoint) - before);
        }

        Assert.Equal(0, least);
    }

    [ReleaseTheory, InlineData(false), InlineData(true)]
    public async Task Called_elsewhere_neither_the_caller_nor_the_loop_allocates(bool isTls)
    {
        using FaultServer server = new(connection => AnswerOnceAsync(connection, isTls));
        using EpollLoop loop = new("reopening");
        await using FastHttpClient client = new(Options(isTls, continueOnLoop: false), [loop]);
        HttpEndPoint endPoint = At(server, isTls);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least != 0; attempt++)
        {
            long loopBytes = -await LoopBytesAsync(loop);
            TaskCompletionSource<long> called = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Thread caller = new(() => CallHere(client, endPoint, called)) { IsBackground = true };
            caller.Start();
            long callerBytes = await called.Task.WaitAsync(TimeSpan.FromMilliseconds(4 * Patience.Milliseconds));
            loopBytes += await LoopBytesAsync(loop);

            // The first attempt warms up.
            least = attempt == 0 ? least : Math.Min(least, callerBytes + loopBytes);
        }

        Assert.Equal(0, least);
        Assert.NotEqual(0, client.MadeOfLastIn(endPoint));
    }

    private static async Task<long> LoopBytesAsync(EpollLoop loop)
    {
        TaskCompletionSource<long> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Execute(static told => told.SetResult(GC.GetAllocatedBytesForCurrentThread()), told);
        return await told.Task;
    }

    // Behind the first call, whose wait allocates the state of this method.
    private static async Task<long> CallOnLoopAsync(FastHttpClient client, HttpEndPoint endPoint, TransportLoop loop)
    {
        await new LoopSwitch(loop);
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        request.SetTarget(endPoint, "/"u8);
        HttpError error = await client.SendNoThrowAsync(request, response);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < Rounds && error == HttpError.None; round++)
        {
            error = await client.SendNoThrowAsync(request, response);
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(HttpError.None, error);
        Assert.True(loop.IsOnLoop);
        await LoopSwitch.ToPool;
        return bytes;
    }

    private static void CallHere(FastHttpClient client, HttpEndPoint endPoint, TaskCompletionSource<long> called)
    {
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        request.SetTarget(endPoint, "/"u8);
        long bytes = 0;
        for (int round = -1; round < Rounds; round++)
        {
            bytes = round == 0 ? -GC.GetAllocatedBytesForCurrentThread() : bytes;
            ValueTask<HttpError> call = client.SendNoThrowAsync(request, response);
            while (!call.IsCompleted)
            {
                Thread.Sleep(0);
            }

            if (call.Result is var error and not HttpError.None)
            {
                called.TrySetException(new HttpException(error));
                return;
            }
        }

        called.TrySetResult(bytes + GC.GetAllocatedBytesForCurrentThread());
    }

    private static FastHttpOptions Options(bool isTls, bool continueOnLoop)
    {
        SslClientAuthenticationOptions tls = TlsKind.OpenSsl.Of(TestTls.Trusting(s_certificate));
        tls.TargetHost = "localhost";
        return new FastHttpOptions { ContinueOnLoop = continueOnLoop, SslOptions = isTls ? tls : null };
    }

    private static HttpEndPoint At(FaultServer server, bool isTls) => isTls
        ? HttpEndPoint.Https("127.0.0.1", server.EndPoint.Port)
        : HttpEndPoint.Http("127.0.0.1", server.EndPoint.Port);

    private static async Task AnswerOnceAsync(FaultConnection connection, bool isTls)
    {
        await using SslStream? stream = isTls ? await connection.SecureAsync(s_certificate) : null;
        if (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync(Last);
        }

        if (stream is not null)
        {
            await stream.ShutdownAsync();
        }
    }
}
