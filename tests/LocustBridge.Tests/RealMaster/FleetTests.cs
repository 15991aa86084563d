using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.RealMaster;

// Workers that come and go while others run, each time with a master of its own.
public sealed class FleetTests
{
    // A master that misses a worker after a quarter of a minute: one that is merely slow is not missed.
    private const string LosingFile =
        """
        import locust.runners
        from locust import User, task
        locust.runners.HEARTBEAT_LIVENESS = 15
        class Dummy(User):
            @task
            def t(self): pass
        """;

    // The same, with a patience of seconds where Locust's own is a minute.
    private const string ImpatientFile = LosingFile + "\nlocust.runners.HEARTBEAT_DEAD_INTERNAL = -1\n";

    // Deaf from the message "block" on until a file appears, as a master whose only thread has other work.
    private const string BusyFile =
        """
        import os
        from gevent import monkey
        from locust import User, task, events
        sleep = monkey.get_original("time", "sleep")
        class Dummy(User):
            @task
            def t(self): pass
        @events.init.add_listener
        def init(environment, **kw):
            def block(environment, msg, **kw):
                print("DEAF", flush=True)
                while not os.path.exists("go"): sleep(0.02)
            environment.runner.register_message("block", block)
            environment.runner.register_message("noise", lambda environment, msg, **kw: None)
            environment.runner.register_message("heard", lambda environment, msg, **kw: print("HEARD", flush=True))
        """;

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 31)]
    public async Task WithRebalancingALostWorkersUsersGoToTheOtherAtOnce()
    {
        await using LocustMaster master = await LocustMaster.StartAsync(LosingFile, null, "--enable-rebalancing");
        await LoseOneOfTwoAsync(master);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 31)]
    public async Task WithoutItTheyGoWhenTheMastersPatienceEnds()
    {
        await using LocustMaster master = await LocustMaster.StartAsync(ImpatientFile);
        await LoseOneOfTwoAsync(master);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 38)]
    public async Task TheFirstToJoinGetsItsShareAndALaterOneWaitsForTheNextOrder()
    {
        await using LocustMaster master = await LocustMaster.StartAsync();
        await using WorkerRig first = await WorkerRig.StartAsync(master, new ScriptedHost());
        await master.SwarmAsync(6, 10);
        await master.WaitForSpawnsAsync(1);
        var second = new ScriptedHost();
        await using WorkerRig joins = WorkerRig.Start(master, second);
        await Eventually.True(() => second.Users == 3, "half of the users");

        // This master deals again only once without --enable-rebalancing: until then a third one waits, in good health.
        var third = new ScriptedHost();
        await using WorkerRig waits = await WorkerRig.StartAsync(master, third);
        await Eventually.True(() => waits.Proxy.Count("heartbeat") >= 2, "heartbeats");
        Assert.Equal(0, third.Users);
        await master.SwarmAsync(6, 10);
        await Eventually.True(() => second.Users == 2 && third.Users == 2, "a third each");
        await master.WaitForUsersAsync(6);
        master.AssertAlive();
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 38)]
    public async Task WithRebalancingEachThatJoinsGetsItsShare()
    {
        await using LocustMaster master = await LocustMaster.StartAsync(
            LocustMaster.DummyFile, null, "--enable-rebalancing");
        ScriptedHost[] hosts = [new(), new(), new()];
        await using WorkerRig first = await WorkerRig.StartAsync(master, hosts[0]);
        await master.SwarmAsync(6, 10);
        await master.WaitForSpawnsAsync(1);
        await using WorkerRig second = WorkerRig.Start(master, hosts[1]);
        await Eventually.True(() => hosts[0].Users == 3 && hosts[1].Users == 3, "three users each");
        await master.WaitForSpawnsAsync(2);
        await using WorkerRig third = WorkerRig.Start(master, hosts[2]);
        await Eventually.True(() => hosts.All(static host => host.Users == 2), "two users each");
        await master.WaitForUsersAsync(6);
        master.AssertAlive();
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 35)]
    public async Task ABacklogAtTheMasterIsNoBlackHole()
    {
        const int Batch = 600;
        const int Batches = 5;
        await using LocustMaster master = await LocustMaster.StartAsync(BusyFile);
        var host = new ScriptedHost();
        await using WorkerRig rig = await WorkerRig.StartAsync(master, host, ackTimeout: TimeSpan.FromSeconds(2));
        rig.Worker.SendMessage("block", LocustValue.Nil);
        await master.WaitForLogAsync("DEAF");
        for (int batch = 1; batch <= Batches; batch++)
        {
            for (int i = 0; i < Batch; i++)
            {
                rig.Worker.SendMessage("noise", i);
            }

            await Eventually.True(() => rig.Proxy.Count("noise") == batch * Batch, "the noise is out");
        }

        rig.Proxy.Cut();
        await Eventually.True(
            () => rig.Log.Contains("No answer to the registration", StringComparison.Ordinal),
            "the worker notices that nobody listens");
        await File.WriteAllTextAsync(Path.Combine(master.Folder, "go"), string.Empty);
        await rig.WaitForStateAsync(LocustWorkerState.Ready);
        rig.Worker.SendMessage("heard", LocustValue.Nil);
        await master.WaitForLogAsync("HEARD");

        // Registrations on connections that were given up meanwhile come out of the backlog too, and the master deals
        // users to them until it has missed them; but every worker it knows hears of every order, whatever its share.
        long asked = 0;
        await Eventually.True(
            async () =>
            {
                if (asked == 0 || Stopwatch.GetElapsedTime(asked) > TimeSpan.FromSeconds(5))
                {
                    asked = Stopwatch.GetTimestamp();
                    await master.SwarmAsync(4, 10);
                }

                return host.Orders.Count > 0;
            },
            "an order arrives");
        master.AssertAlive();
    }

    private static async Task LoseOneOfTwoAsync(LocustMaster master)
    {
        ScriptedHost[] hosts = [new(), new()];
        await using WorkerRig stays = await WorkerRig.StartAsync(master, hosts[0]);
        await using WorkerRig goes = await WorkerRig.StartAsync(master, hosts[1]);
        await master.SwarmAsync(6, 10);
        await Eventually.True(() => hosts.All(static host => host.Users == 3), "three users each");
        await master.WaitForSpawnsAsync(1);
        goes.Proxy.Mode = ProxyMode.Hold;
        await master.WaitForLogAsync("setting state to missing");
        await Eventually.True(() => hosts[0].Users == 6, "the other takes over");
        Assert.Equal(0, hosts[0].Stops);
        master.AssertAlive();
    }
}
