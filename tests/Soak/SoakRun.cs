using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using FastHttp.Transports;
using Testing;

namespace Soak;

/// <summary>
/// One soak: callers on both transports against a server with every fault, for a time; then everything is closed, and
/// what should be nothing is looked at.
/// </summary>
internal sealed class SoakRun(TimeSpan time, int seed)
{
    private const int UsersOfEach = 32;

    // Fewer than callers, so that they wait for each other.
    private const int Connections = 24;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public SoakTally Tally { get; } = new();

    public SoakMemory Memory { get; } = new();

    public SoakServer Server { get; } = new();

    /// <summary>The pools' counts at the end of the load, by transport.</summary>
    public List<(string Transport, PoolStatistics Statistics)> Pools { get; } = [];

    public int DescriptorsBefore { get; private set; }

    public int DescriptorsAfter { get; private set; }

    public async Task RunAsync()
    {
        TaskScheduler.UnobservedTaskException += (_, e) => Tally.Violate($"nobody saw {e.Exception.InnerException}");
        HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", Server.Port);
        DescriptorsBefore = OpenSockets.Count();
        FastHttpClient[] clients = [Create("epoll"), Create("sockets")];
        using CancellationTokenSource stop = new(time);
        Task restarts = Server.RestartAsync(time / 12, stop.Token);
        Task watch = Memory.WatchAsync(Min(time / 60, TimeSpan.FromSeconds(5)), stop.Token);
        Task users = Task.WhenAll(clients.SelectMany((client, index) => Enumerable.Range(index * 1000, UsersOfEach)
            .Select(user => new SoakUser(client, endPoint, Tally, Server, seed + user).RunAsync(stop.Token))));
        await Task.WhenAny(users, Task.Delay(time + s_patience));
        if (!users.IsCompletedSuccessfully)
        {
            Tally.Violate(
                users.IsFaulted ? $"a caller failed: {users.Exception.InnerException}" : "a call did not end");
            return;
        }

        await restarts;
        await watch;
        foreach ((FastHttpClient client, string transport) in clients.Zip(["epoll", "sockets"]))
        {
            await EndAsync(client, transport, endPoint);
        }

        await Task.WhenAny(Server.WhenAllClosed(), Task.Delay(s_patience));
        Check(Server.Open == 0, $"the server still has {Server.Open} connections");
        Server.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        DescriptorsAfter = OpenSockets.Count();
        CheckTotals();
    }

    private async Task EndAsync(FastHttpClient client, string transport, HttpEndPoint endPoint)
    {
        PoolStatistics rest = client.GetStatistics(endPoint);
        Pools.Add((transport, rest));
        Check(rest is { InUse: 0, Waiting: 0 }, $"{transport}: at rest the pool says {rest}");
        Check(rest.Opened - rest.Closed == rest.Open, $"{transport}: the counts contradict each other: {rest}");
        await client.DisposeAsync();
    }

    private void CheckTotals()
    {
        long retries = Pools.Sum(pool => pool.Statistics.Retries);
        long opened = Pools.Sum(pool => pool.Statistics.Opened);
        long failed = Pools.Sum(pool => pool.Statistics.OpenFailed);
        Check(Tally.Sent == Tally.Ended, $"{Tally.Sent} calls were started and {Tally.Ended} ended");
        Check(Server.Requests >= Tally.Of(HttpError.None), "more calls succeeded than requests came");
        Check(
            Server.Requests <= Tally.Sent + retries,
            $"{Server.Requests} requests came of {Tally.Sent} and {retries} again");
        Check(Server.Accepted <= opened + failed, $"{Server.Accepted} connections came, {opened} were opened");

        // The runtime's own for all sockets of the process, which stays.
        const int Slack = 3;
        Check(DescriptorsAfter <= DescriptorsBefore + Slack, $"{DescriptorsAfter} sockets, {DescriptorsBefore} before");
        Check(!Memory.Grows, $"live memory grew from {Memory.Live.Early} to {Memory.Live.Late} B");
    }

    private void Check(bool holds, string what)
    {
        if (!holds)
        {
            Tally.Violate(what);
        }
    }

    private static FastHttpClient Create(string transport) => new(new FastHttpOptions
    {
        Transport = TransportSelector.Select(transport, out _),
        LoopCount = 2,
        MaxConnectionsPerEndPoint = Connections,
        ContinueOnLoop = false,
        MaxBodyBytes = 1_000_000,
        ResponseHeadTimeout = TimeSpan.FromSeconds(10),
        ReadIdleTimeout = TimeSpan.FromSeconds(10),
        WriteTimeout = TimeSpan.FromSeconds(30),
        PoolWaitTimeout = TimeSpan.FromSeconds(60),
        RequestTimeout = TimeSpan.FromSeconds(90),
        IdleTimeout = TimeSpan.FromSeconds(5),
        ConnectionLifetime = TimeSpan.FromSeconds(45),
        MaxRequestsPerConnection = 500,
    });

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
