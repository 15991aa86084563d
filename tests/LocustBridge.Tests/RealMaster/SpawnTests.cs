using System;
using System.Linq;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.RealMaster;

// Users, as the real master orders and shows them.
public sealed class SpawnTests(SharedMaster shared) : IClassFixture<SharedMaster>
{
    private LocustMaster Master => shared.Master;

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 1)]
    public async Task RegistersAsReadyWithoutAWarning()
    {
        await using WorkerRig rig = await WorkerRig.StartAsync(Master, new ScriptedHost());
        await Master.WaitForLogAsync($"Worker {rig.Worker.ClientId} (index");
        await Eventually.True(
            async () => (await Master.StatsAsync()).GetProperty("workers").EnumerateArray().Any(w =>
                w.GetProperty("id").GetString() == rig.Worker.ClientId
                && w.GetProperty("state").GetString() == "ready"
                && w.GetProperty("user_count").GetInt32() == 0),
            "the page shows a ready worker");
        Assert.Matches("^[^_]+_[0-9a-f]{32}$", rig.Worker.ClientId);
        Assert.DoesNotContain("different version", Master.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("pre 2.0", Master.Log, StringComparison.Ordinal);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 4)]
    public async Task TwoWorkersShareTheUsers()
    {
        var hosts = new[] { new ScriptedHost(), new ScriptedHost() };
        await using WorkerRig one = await WorkerRig.StartAsync(Master, hosts[0]);
        await using WorkerRig two = await WorkerRig.StartAsync(Master, hosts[1]);
        Assert.NotEqual(one.Worker.Index, two.Worker.Index);
        await Master.SwarmAsync(10, 10);
        await Eventually.True(() => hosts[0].Users == 5 && hosts[1].Users == 5, "five users each");
        await Master.WaitForUsersAsync(10);
        await StopAsync(one, two);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 11, 12, 13, 50)]
    public async Task RampsUpChangesAndGoesToZero()
    {
        await using LocustMaster master = await LocustMaster.StartAsync(LocustMaster.PatientFile);
        var host = new ScriptedHost();
        await using WorkerRig rig = await WorkerRig.StartAsync(master, host);
        await master.SwarmAsync(5, 2);
        await Eventually.True(() => host.Users == 5, "5 users");
        Assert.Equal([2, 4, 5], host.Orders.Select(static order => order.UserCount));
        Assert.Equal([true, false, false], host.Orders.Select(static order => order.IsFirst));
        await master.WaitForUsersAsync(5);

        host.Record("/kept", 10);
        await Eventually.True(async () => await master.RowAsync("/kept") is not null, "the row");
        await master.SwarmAsync(8, 10);
        await Eventually.True(() => host.Users == 8, "8 users");
        await Eventually.True(() => rig.Worker.State == LocustWorkerState.Running, "running");
        Assert.Equal("1", (await master.RowAsync("/kept"))!["Request Count"]);

        await master.SwarmAsync(2, 10);
        await Eventually.True(() => host.Users == 2, "2 users");
        int orders = host.Orders.Count;
        await master.SwarmAsync(2, 10);
        await Eventually.True(() => host.Orders.Count == orders + 1, "one more order");
        Assert.Equal(2, host.Users);

        await master.SwarmAsync(0, 10);
        await Eventually.True(() => host.Users == 0, "no users");
        await rig.WaitForStateAsync(LocustWorkerState.Running);
        await master.SwarmAsync(4, 10);
        await Eventually.True(() => host.Users == 4, "4 users");
        Assert.Equal(0, host.Stops);
        await master.GetAsync("/stop");
        await rig.WaitForStateAsync(LocustWorkerState.Ready);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 14)]
    public async Task SpawnRatesBelowAndBetweenWholeNumbers()
    {
        var host = new ScriptedHost();
        await using WorkerRig rig = await WorkerRig.StartAsync(Master, host);
        await Master.SwarmAsync(2, 0.5);
        await Eventually.True(() => host.Users == 2, "2 users");
        double[] times = [.. host.Orders.Select(static order => order.Timestamp)];
        Assert.Equal([1, 2], host.Orders.Select(static order => order.UserCount));
        Assert.InRange(times[1] - times[0], 1.5, 30);
        await StopAsync(rig);

        int before = host.Orders.Count;
        await Master.SwarmAsync(5, 2.5);
        await Eventually.True(() => host.Orders.Count > before && host.Users == 5, "5 users");
        Assert.Equal([2, 4, 5], host.Orders.Skip(before).Select(static order => order.UserCount));
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 16)]
    public async Task ForeignClassNamesStillRun()
    {
        var host = new ScriptedHost(new LocustClassInfo("a", 3), new LocustClassInfo("b", 1));
        await using WorkerRig rig = await WorkerRig.StartAsync(Master, host);
        await Master.SwarmAsync(8, 10);
        await Eventually.True(() => host.Users == 8, "8 users");
        Assert.Equal(6, host.Orders[^1].Users["a"]);
        Assert.Equal(2, host.Orders[^1].Users["b"]);
        await Master.WaitForUsersAsync(8);
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 26)]
    public async Task StopDuringTheRampUp()
    {
        var host = new ScriptedHost();
        await using WorkerRig rig = await WorkerRig.StartAsync(Master, host);
        await Master.SwarmAsync(20, 1);
        await Eventually.True(() => host.Users >= 2, "the first users");
        await StopAsync(rig);
        Assert.False(host.Running);
        Assert.Equal("client_ready", rig.Proxy.Messages.Last(static m => m.Type != "heartbeat").Type);
        await Master.WaitForUsersAsync(0);
        Assert.Equal(LocustWorkerState.Ready, rig.Worker.State);
    }

    private async Task StopAsync(params WorkerRig[] rigs)
    {
        await Master.GetAsync("/stop");
        foreach (WorkerRig rig in rigs)
        {
            await rig.WaitForStateAsync(LocustWorkerState.Ready);
        }
    }
}
