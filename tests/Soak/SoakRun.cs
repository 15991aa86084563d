using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using Testing;

namespace Soak;

/// <summary>
/// One soak: callers of every client on both transports against servers with every fault, for a time; then everything
/// is closed, and what should be nothing is looked at.
/// </summary>
internal sealed class SoakRun(TimeSpan time, int seed)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    // Before, every message has not yet had the largest body that it will have, and pools still fill.
    private static readonly TimeSpan s_warm = TimeSpan.FromMinutes(4);

    // Sockets that the runtime opens for its own use, once for the process, and keeps.
    private const int OwnSockets = 3;

    private readonly SoakBuffers _buffers = new();

    /// <summary>What each client's callers have seen; also what is wrong with the whole is in the first.</summary>
    public SoakTally[] Tallies { get; } =
    [
        new("FastHttpClient"), new("PipelinedClient"), new("LoadBalancedClient"), new("HttpClient over the handler"),
        new("FastHttpClient over TLS"),
    ];

    public SoakMemory Memory { get; } = new();

    /// <summary>FastHttpClient's alone, so that its counters can be held against what came.</summary>
    public SoakServer Server { get; } = new("server", 1);

    /// <summary>The servers of the other clients.</summary>
    public SoakServer Others { get; } = new("others' servers", 2);

    /// <summary>One that speaks TLS.</summary>
    public SoakServer Secured { get; } = new("server with TLS", 1, isSecured: true);

    public SoakServer[] Servers => [Server, Others, Secured];

    /// <summary>The pools' counts at the end of the load, by transport.</summary>
    public List<(string Transport, PoolStatistics Statistics)> Pools { get; } = [];

    public int DescriptorsBefore { get; private set; }

    public int DescriptorsAfter { get; private set; }

    /// <summary>Arrays that were rented during the load.</summary>
    public long RentedBuffers { get; private set; }

    /// <summary>Arrays that were never given back.</summary>
    public long LostBuffers { get; private set; }

    /// <summary>Connections over TLS whose memory OpenSSL still has.</summary>
    public int OpenTlsStates { get; private set; }

    public long Violated => Tallies.Sum(tally => tally.Violated);

    public async Task RunAsync()
    {
        TaskScheduler.UnobservedTaskException += (_, e) => Violate($"nobody saw {e.Exception.InnerException}");
        DescriptorsBefore = OpenSockets.Count();
        SoakClients[] clients =
        [
            .. new[] { "epoll", "sockets" }.Select(transport => new SoakClients(transport, Server, Others, Secured)),
        ];
        using CancellationTokenSource stop = new(time);
        Task restarts = Task.WhenAll(
            Server.RestartAsync(time / 12, stop.Token),
            Others.RestartAsync(time / 10, stop.Token),
            Secured.RestartAsync(time / 11, stop.Token));
        Task watch = Memory.WatchAsync(Min(time / 60, TimeSpan.FromSeconds(5)), stop.Token);
        Task users = Task.WhenAll(clients.Select((each, index) => LoadAsync(each, seed + (index * 1000), stop.Token)));
        await Task.WhenAny(users, Task.Delay(time + s_patience));
        if (!users.IsCompletedSuccessfully)
        {
            Violate(users.IsFaulted ? $"a caller failed: {users.Exception.InnerException}" : "a call did not end");
            return;
        }

        await restarts;
        await watch;
        foreach (SoakClients each in clients)
        {
            await EndAsync(each);
        }

        await Task.WhenAny(
            Task.WhenAll(Servers.Select(server => server.WhenAllClosed())), Task.Delay(s_patience));
        int open = Servers.Sum(server => server.Open);
        Check(open == 0, $"the servers still have {open} connections");
        Array.ForEach(Servers, server => server.Dispose());
        RentedBuffers = _buffers.RentedCount;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        DescriptorsAfter = OpenSockets.WaitFor(DescriptorsBefore + OwnSockets, s_patience);
        LostBuffers = _buffers.Outstanding;
        OpenTlsStates = clients.Sum(each => each.OpenTlsStates);
        CheckTotals();
    }

    private async Task LoadAsync(SoakClients clients, int first, CancellationToken stop)
    {
        Task others = Task.WhenAll(
            clients.OtherCallers(Tallies, Others, first)
                .Concat(clients.SecuredCallers(Tallies[4], Secured, first))
                .Select(caller => caller.RunAsync(stop)));
        await Task.WhenAll(clients.Callers(Tallies[0], Server, first).Select(caller => caller.RunAsync(stop)));

        // Now: a pool that no call needs for a while goes, and with it its counts.
        while (clients.Pool.Opening > 0)
        {
            await Task.Delay(1, CancellationToken.None);
        }

        lock (Pools)
        {
            Pools.Add((clients.Transport, clients.Pool));
        }

        await others;
    }

    private async Task EndAsync(SoakClients clients)
    {
        // The rest of an abandoned body may still be read, and a connection that no call needs may be under way.
        for (DateTime end = DateTime.UtcNow + s_patience; clients.Faults().Any() && DateTime.UtcNow < end;)
        {
            await Task.Delay(20);
        }

        foreach (string fault in clients.Faults())
        {
            Violate(fault);
        }

        await clients.DisposeAsync();
    }

    private void CheckTotals()
    {
        long retries = Pools.Sum(pool => pool.Statistics.Retries);
        long opened = Pools.Sum(pool => pool.Statistics.Opened);
        long failed = Pools.Sum(pool => pool.Statistics.OpenFailed);
        foreach (SoakTally tally in Tallies)
        {
            Check(tally.Sent == tally.Ended, $"{tally.Name}: {tally.Sent} calls were started and {tally.Ended} ended");
        }

        SoakTally direct = Tallies[0];
        CheckServed(Server, direct);
        CheckServed(Others, Tallies[1..4]);
        CheckServed(Secured, Tallies[4]);
        Check(
            Server.Requests <= direct.Sent + retries,
            $"{Server.Requests} requests came of {direct.Sent} and {retries} again");
        Check(Server.Accepted <= opened + failed, $"{Server.Accepted} connections came, {opened} were opened");
        Check(
            DescriptorsAfter <= DescriptorsBefore + OwnSockets,
            $"{DescriptorsAfter} sockets, {DescriptorsBefore} before");
        Check(
            time < s_warm || !Memory.Grows, $"live memory grew from {Memory.Live.Early} to {Memory.Live.Late} B");
        Check(OpenTlsStates == 0, $"{OpenTlsStates} connections over TLS were not freed");
        Check(LostBuffers <= 0, $"{LostBuffers} buffers of {RentedBuffers} were not given back");
    }

    private void CheckServed(SoakServer server, params SoakTally[] tallies)
    {
        long succeeded = tallies.Sum(tally => tally.Of(HttpError.None));
        Check(
            server.Requests >= succeeded, $"{server.Name}: {succeeded} calls succeeded of {server.Requests} requests");
    }

    private void Check(bool holds, string what)
    {
        if (!holds)
        {
            Violate(what);
        }
    }

    private void Violate(string what) => Tallies[0].Violate(what);

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
