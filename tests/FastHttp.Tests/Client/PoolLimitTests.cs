using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Faults;
using FastHttp.Tests.Pooling.Support;
using FastHttp.Tests.Transports;

namespace FastHttp.Tests.Client;

/// <summary>Limits of pools: on dials under way, changed while calls are, and by end point.</summary>
public sealed class PoolLimitTests : FaultTests
{
    [Fact]
    public async Task No_more_connections_are_opened_at_once_than_the_limit()
    {
        // So that what is behind a dial goes on inside of the call that ends it.
        SynchronizationContext.SetSynchronizationContext(null);
        Measures = false;
        List<TaskCompletionSource<IDuplexPipe>> dials = [];
        FastHttpClient client = Peer.CreateClient(new()
        {
            MaxConcurrentConnects = 2,
            MaxConnectionsPerServer = 5,
            ConnectCallback = (_, _) =>
            {
                dials.Add(new TaskCompletionSource<IDuplexPipe>());
                return new(dials[^1].Task);
            },
        });
        ValueTask<HttpError>[] calls = [.. Enumerable.Range(0, 6).Select(_ => Send(client))];
        for (int connected = 0; connected < 5; connected++)
        {
            int opening = Math.Min(2, 5 - connected);
            await Until(() => client.GetStatistics(EndPoint).Opening == opening && dials.Count == connected + opening);
            dials[connected].SetResult(new SilentPipe());
            await Until(() => client.GetStatistics(EndPoint).Open == connected + 1);
        }

        Assert.Equal(1, client.GetStatistics(EndPoint).Waiting);
        await client.DisposeAsync();
        foreach (ValueTask<HttpError> call in calls)
        {
            Assert.Equal(HttpError.Disposed, await call);
        }
    }

    [Fact]
    public async Task Warming_up_keeps_to_the_limit_and_comes_to_its_end()
    {
        int most = 0;
        FastHttpClient client = Peer.CreateClient(new() { MaxConcurrentConnects = 3 });
        Peer.OnAccepted = _ => most = Math.Max(most, client.GetStatistics(EndPoint).Opening);
        await client.OpenConnectionsAsync(EndPoint, 8);
        Assert.Equal(8, client.GetStatistics(EndPoint).Open);
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public void The_number_of_connections_changes_while_they_are_in_use()
    {
        HostClient client = Peer.CreateHostClient(EndPoint, new() { MaxConnectionsPerServer = 1 });
        ValueTask<HttpError>[] calls = [.. Enumerable.Range(0, 4).Select(_ => client.SendNoThrowAsync(Get, null))];
        Assert.Equal(1, client.Statistics.Open);
        client.MaxConnections = 3;
        Assert.Equal(3, client.Statistics.InUse);
        Assert.Equal(1, client.Statistics.Waiting);

        // The one that waits gets a connection of those that may stay.
        client.MaxConnections = 2;
        Assert.Equal(3, client.Statistics.Open);
        Peer.Lines[0].Answer();
        Assert.Equal((2, 1), (client.Statistics.Open, client.Statistics.Waiting));
        Peer.Lines[1].Answer();
        Assert.Equal((2, 0), (client.Statistics.Open, client.Statistics.Waiting));
        Peer.Lines[2].Answer();
        Peer.Lines[1].Answer();
        Assert.All(calls, call => Assert.Equal(HttpError.None, call.Result));
        Assert.Equal(2, client.Statistics.Idle);
        client.MaxConnections = 1;
        Assert.Equal(1, client.Statistics.Open);
        Assert.Equal(new ConnectionCloses { Requested = 2 }, client.Statistics.Closes);
        Assert.Throws<ArgumentOutOfRangeException>(() => client.MaxConnections = 0);
        client.Pool.Dispose();
    }

    [Fact]
    public void Connections_that_are_being_opened_count_when_there_may_be_fewer()
    {
        HostClient client = Peer.CreateHostClient(EndPoint, new() { Proxy = Dialing.Proxy });
        Task first = client.OpenConnectionsAsync(1).AsTask();
        Peer.Lines[0].Connect();
        Task second = client.OpenConnectionsAsync(2).AsTask();
        client.MaxConnections = 1;
        Assert.False(Peer.Lines[0].IsOpen);
        Peer.Lines[1].Connect();
        Patience.Wait(Task.WhenAll(first, second));
        Assert.Equal(1, client.Statistics.Open);
        client.Pool.Dispose();
    }

    [Fact]
    public void An_end_point_may_have_options_of_its_own()
    {
        HttpEndPoint other = HttpEndPoint.Http("127.0.0.2");
        FastHttpOptions own = new() { MaxConnectionsPerServer = 1, MaxWaiters = 0 };
        FastHttpClient client = Peer.CreateClient(new() { ForEndPoint = endPoint => endPoint == other ? own : null });
        ValueTask<HttpError> first = client.SendNoThrowAsync(Get, other, null);
        Assert.Equal(HttpError.PoolExhausted, client.SendNoThrowAsync(Get, other, null).Result);
        ValueTask<HttpError> second = Send(client);
        ValueTask<HttpError> third = Send(client);
        Assert.Equal(2, client.GetStatistics(EndPoint).Open);
        Peer.Lines.ForEach(line => line.Answer());
        Assert.All([first, second, third], call => Assert.Equal(HttpError.None, call.Result));

        // What is not possible is told to the caller, who keeps his messages.
        FastHttpClient bad = Peer.CreateClient(new() { ForEndPoint = _ => new() { MaxAttempts = 0 } });
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetTarget(EndPoint, "/"u8);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = bad.SendNoThrowAsync(request, null).AsTask(); });
        request.Reset();
        Peer.Clients.Remove(bad);
        client.CloseIdleConnections();
    }

    private async Task Until(Func<bool> holds)
    {
        for (DateTime end = DateTime.UtcNow.AddSeconds(60); !holds(); await Task.Delay(1))
        {
            Assert.True(DateTime.UtcNow < end, "It does not come to that.");
            Peer.Advance(0);
        }
    }

    // Takes what is sent, and says nothing.
    private sealed class SilentPipe : IDuplexPipe
    {
        public PipeReader Input { get; } = new Pipe().Reader;

        public PipeWriter Output { get; } = PipeWriter.Create(System.IO.Stream.Null);
    }
}
