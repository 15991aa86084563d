using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using FastHttp.Tests.Faults;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>A token that is cancelled, or a deadline that passes, at each point where a call waits.</summary>
[Collection(nameof(Transports.MeasuredAlone))]
public sealed class CancellationTests : FaultTests
{
    private readonly CancellationTokenSource _source = new();

    [Fact]
    public void X50_a_token_that_was_cancelled_before_sends_nothing()
    {
        FastHttpClient client = Peer.CreateClient();
        _source.Cancel();
        Assert.Equal(HttpError.Canceled, client.SendNoThrowAsync(Get, EndPoint, null, _source.Token).Result);
        Assert.Empty(Peer.Lines);
    }

    [Fact]
    public void X51_while_waiting_for_a_connection_only_the_wait_ends()
    {
        FastHttpClient client = Peer.CreateClient(new() { MaxConnectionsPerServer = 1 });
        ValueTask<HttpError> first = client.SendNoThrowAsync(Get, EndPoint, null);
        ValueTask<HttpError> second = client.SendNoThrowAsync(Get, EndPoint, null, _source.Token);
        _source.Cancel();
        Assert.Equal(HttpError.Canceled, second.Result);
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, first.Result);
        Assert.Equal(1, client.GetStatistics(EndPoint).Idle);
        Assert.Equal(1, Peer.Lines[0].Requests);
    }

    [Theory, InlineData(""), InlineData("HTTP/1.1 103 Hints\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n")]
    public async Task X51_in_the_exchange_the_connection_goes_with_it(string part)
    {
        FastHttpClient client = Peer.CreateClient();
        using FastHttpRequest request = client.RentRequest();
        request.SetTarget(EndPoint, "/"u8);
        ValueTask call = client.SendAsync(request, null, _source.Token);
        if (part.Length > 0)
        {
            Peer.Lines[0].Send(part);
        }

        _source.Cancel();
        OperationCanceledException canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => call.AsTask());
        Assert.Equal(_source.Token, canceled.CancellationToken);
        Assert.False(Peer.Lines[0].IsOpen);
        Assert.Equal(0, client.GetStatistics(EndPoint).Open);
        Peer.OnRequest = line => line.Answer();
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, null).Result);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void X53_a_cancellation_that_the_close_of_the_connection_overtakes_is_the_reason(bool isReused)
    {
        FastHttpClient client = isReused ? WarmClient() : Peer.CreateClient();
        ValueTask<HttpError> call = client.SendNoThrowAsync(Get, EndPoint, null, _source.Token);

        // From another thread: the loop hears of it after the close.
        Peer.Loop.IsLeft = true;
        _source.Cancel();
        Peer.Loop.IsLeft = false;
        Assert.False(call.IsCompleted);
        Peer.Lines[0].Close();
        Assert.Equal(HttpError.Canceled, call.Result);
        Assert.True(Peer.Loop.RunPosted());
        Assert.Single(Peer.Lines);
    }

    [Fact]
    public void X51_while_a_body_is_produced_its_producer_is_told()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        FastHttpClient client = Peer.CreateClient();
        using FastHttpRequest request = client.RentRequest();
        request.SetTarget(EndPoint, "/"u8);
        request.SetBodyWriter(0, static async (_, _, stop) =>
        {
            TaskCompletionSource stopped = new();
            using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
            await stopped.Task;
        });
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null, _source.Token);
        Assert.False(call.IsCompleted);
        _source.Cancel();
        Assert.Equal(HttpError.Canceled, call.Result);
    }

    [Fact]
    public void X52_the_whole_deadline_passes_while_waiting_for_a_connection()
    {
        FastHttpClient client = Peer.CreateClient(new() { MaxConnectionsPerServer = 1 });
        using FastHttpRequest request = client.RentRequest();
        request.SetTarget(EndPoint, "/"u8);
        request.Timeout = TimeSpan.FromSeconds(2);
        _ = client.SendNoThrowAsync(Get, EndPoint, null).AsTask();
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        Peer.Advance(2.1);
        Assert.Equal(HttpError.RequestTimeout, call.Result);
        Peer.Lines[0].Answer();
    }

    [Fact]
    public void X54_a_token_that_is_cancelled_later_reaches_no_call()
    {
        FastHttpClient client = Peer.CreateClient();
        ValueTask<HttpError> first = client.SendNoThrowAsync(Get, EndPoint, null, _source.Token);
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, first.Result);
        ValueTask<HttpError> second = client.SendNoThrowAsync(Get, EndPoint, null);
        _source.Cancel();
        _source.Cancel();
        _source.Dispose();
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, second.Result);
    }

    [Fact]
    public async Task X55_a_token_cancelled_while_the_retry_connects_sends_nothing_more()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        TaskCompletionSource<IDuplexPipe> second = new();
        PipePair first = new();
        Queue<Task<IDuplexPipe>> pipes = new([Task.FromResult<IDuplexPipe>(first.Near), second.Task]);
        FastHttpClient client = Peer.CreateClient(new() { ConnectCallback = (_, _) => new(pipes.Dequeue()) });
        ValueTask<HttpError> warm = client.SendNoThrowAsync(Get, EndPoint, null);
        await first.AnswerAsync();
        Assert.Equal(HttpError.None, await warm);

        ValueTask<HttpError> call = client.SendNoThrowAsync(Get, EndPoint, null, _source.Token);
        await first.CloseAfterRequestAsync();
        Assert.Empty(pipes);
        Assert.False(call.IsCompleted);
        await _source.CancelAsync();
        Assert.Equal(HttpError.Canceled, await call);
        PipePair late = new();
        second.SetResult(late.Near);
        Assert.False(late.Far.Input.TryRead(out _));
    }

    [Theory, InlineData("epoll"), InlineData("sockets")]
    public async Task X53_cancelling_and_completing_at_once_ends_each_call_once(string transport)
    {
        using CannedServer server = new(WireSamples.Nginx);
        HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", server.EndPoint.Port);
        await using FastHttpClient client = new(new()
        {
            Transport = TransportSelector.Select(transport, out _),
            LoopCount = 2,
            MaxConnectionsPerServer = 4,
        });
        Task<int>[] users = new Task<int>[8];
        for (int user = 0; user < users.Length; user++)
        {
            int seed = user;
            users[user] = Task.Run(() => Race(client, endPoint, new Random(seed), 1_500));
        }

        int succeeded = 0;
        foreach (Task<int> user in users)
        {
            succeeded += await user;
        }

        Assert.True(succeeded > 0);
        using FastHttpResponse response = client.RentResponse();
        Assert.Equal(HttpError.None, await client.SendNoThrowAsync(Get, endPoint, response));
        PoolStatistics rest = client.GetStatistics(endPoint);
        Assert.Equal(0, rest.Waiting);
        Assert.InRange(rest.Open, 1, 4);
    }

    private static async Task<int> Race(FastHttpClient client, HttpEndPoint endPoint, Random random, int count)
    {
        int succeeded = 0;
        using FastHttpResponse response = client.RentResponse();
        for (int number = 0; number < count; number++)
        {
            using CancellationTokenSource source = new();
            ValueTask<HttpError> call = client.SendNoThrowAsync(Get, endPoint, response, source.Token);
            Thread.SpinWait(random.Next(3_000));
            if (number % 8 != 0)
            {
                // The others end by themselves, so that both outcomes occur however slow the machine is.
                await source.CancelAsync();
            }

            HttpError error = await call;
            Assert.True(error is HttpError.None or HttpError.Canceled, $"{error}");
            succeeded += error == HttpError.None ? 1 : 0;
        }

        return succeeded;
    }

    // Two pipes, as a caller's own way of connecting brings them.
    private sealed class PipePair
    {
        public PipePair()
        {
            // Everything happens inside the calls, on the one thread that drives the loop.
            PipeOptions inline = new(
                readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline,
                useSynchronizationContext: false);
            Pipe up = new(inline);
            Pipe down = new(inline);
            Near = new Side(down.Reader, up.Writer);
            Far = new Side(up.Reader, down.Writer);
        }

        public IDuplexPipe Near { get; }

        public IDuplexPipe Far { get; }

        public async Task AnswerAsync()
        {
            await TakeRequestAsync();
            await Far.Output.WriteAsync(System.Text.Encoding.ASCII.GetBytes(ManualPeer.Response("x")));
        }

        public async Task CloseAfterRequestAsync()
        {
            await TakeRequestAsync();
            await Far.Output.CompleteAsync();
        }

        private async Task TakeRequestAsync()
        {
            ReadResult request = await Far.Input.ReadAsync();
            Far.Input.AdvanceTo(request.Buffer.End);
        }

        private sealed record Side(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }
}
