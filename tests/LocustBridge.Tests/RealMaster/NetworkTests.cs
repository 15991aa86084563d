using System;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.RealMaster;

// A real master behind a bad network.
public sealed class NetworkTests(SharedMaster shared) : IClassFixture<SharedMaster>
{
    private LocustMaster Master => shared.Master;

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 5)]
    public async Task ATakenClientIdIsNoticedAndReplaced()
    {
        await using WorkerRig first = await WorkerRig.StartAsync(Master, new ScriptedHost(), clientId: "same_id");
        await using WorkerRig second = WorkerRig.Start(
            Master, new ScriptedHost(), clientId: "same_id", ackTimeout: TimeSpan.FromSeconds(2));
        await second.WaitForStateAsync(LocustWorkerState.Ready);
        Assert.NotEqual("same_id", second.Worker.ClientId);
        Assert.Contains("is it taken?", second.Log, StringComparison.Ordinal);
        Assert.Equal("same_id", first.Worker.ClientId);
        Assert.Equal(LocustWorkerState.Ready, first.Worker.State);
        Assert.Equal(1, first.Proxy.Connections);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 6)]
    public async Task EveryByteByItself()
    {
        await using WorkerRig rig = await WorkerRig.StartAsync(Master, new ScriptedHost(), ProxyMode.ByteWise);
        await Master.SwarmAsync(1, 1);
        await rig.WaitForStateAsync(LocustWorkerState.Running);
        await Master.GetAsync("/stop");
        await rig.WaitForStateAsync(LocustWorkerState.Ready);
        Assert.Equal(1, rig.Proxy.Connections);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 7)]
    public async Task TheFirstMomentsInOnePiece()
    {
        await using WorkerRig rig = await WorkerRig.StartAsync(Master, new ScriptedHost(), ProxyMode.Coalesce);
        Assert.Equal(1, rig.Proxy.Connections);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 34)]
    public async Task ACutConnectionIsMendedAndTheRunGoesOn()
    {
        await using LocustMaster master = await LocustMaster.StartAsync(LocustMaster.PatientFile);
        var host = new ScriptedHost();
        await using WorkerRig rig = await WorkerRig.StartAsync(master, host);
        await master.SwarmAsync(3, 10);
        await rig.WaitForStateAsync(LocustWorkerState.Running);
        host.Record("/cut", 1, 1, 1);
        await Eventually.True(async () => await CountAsync(master) == "3", "the first requests");
        await Eventually.True(() => rig.Worker.UnconfirmedReports == 0, "their confirmation");
        int registrations = rig.Proxy.Count("client_ready");

        rig.Proxy.Mode = ProxyMode.Hold;
        rig.Proxy.Cut();
        host.Record("/cut", 1, 1);
        await Task.Delay(1000);
        Assert.True(host.Running);
        rig.Proxy.Mode = ProxyMode.Forward;
        host.Record("/cut", 1);
        await Eventually.True(async () => await CountAsync(master) == "6", "all requests, once");
        await master.WaitForUsersAsync(3);
        Assert.Equal(registrations, rig.Proxy.Count("client_ready"));
        Assert.Equal(0, host.Stops);
        await master.GetAsync("/stop");
        await rig.WaitForStateAsync(LocustWorkerState.Ready);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 32)]
    public async Task ASilentWorkerHealsItself()
    {
        var host = new ScriptedHost();
        await using WorkerRig rig = await WorkerRig.StartAsync(Master, host);
        await Master.SwarmAsync(2, 10);
        await rig.WaitForStateAsync(LocustWorkerState.Running);
        rig.Proxy.Mode = ProxyMode.Hold;

        // By its name: workers of the tests before, which have not said goodbye, go missing on this master too.
        await Master.WaitForLogAsync(
            $"Worker {rig.Worker.ClientId} failed to send heartbeat, setting state to missing");
        rig.Proxy.Mode = ProxyMode.Forward;

        // Its heartbeats come first, unless it learns before the next one that the test was stopped for want of
        // workers: then it registers anew.
        await Eventually.True(
            () => Master.Log.Contains(
                    $"Worker {rig.Worker.ClientId} self-healed with heartbeat", StringComparison.Ordinal)
                || Regex.Count(Master.Log, $@"Worker {rig.Worker.ClientId} \(index \d+\) reported as ready") > 1,
            () => $"the worker is back; the master said:\n{Master.Log}");
        await Master.GetAsync("/stop");
        await rig.WaitForStateAsync(LocustWorkerState.Ready);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 33)]
    public async Task AKilledMasterIsFoundAgain()
    {
        int port = Testing.FreePort.Next();
        LocustMaster old = await LocustMaster.StartPatientAsync(port: port);
        var host = new ScriptedHost();
        var codec = new RecordingCodec();
        var options = new LocustWorkerOptions { MasterPort = port, Codec = codec, Log = codec.OnLog };
        await using var worker = new LocustWorker(host, options);
        worker.Start();
        await Eventually.True(() => worker.State == LocustWorkerState.Ready, "registered");
        await old.SwarmAsync(3, 10);
        await Eventually.True(() => worker.State == LocustWorkerState.Running, "running");
        host.Record("/old", 1, 2, 3);
        await old.DisposeAsync();
        await Eventually.True(() => host.Stops > 0, "the old test's users end");
        await using LocustMaster master = await LocustMaster.StartPatientAsync(port: port);
        await Eventually.True(() => worker.State == LocustWorkerState.Ready && host.Stops > 0, "registered anew");
        await master.SwarmAsync(2, 10);
        await Eventually.True(() => worker.State == LocustWorkerState.Running && host.Users == 2, "running again");
        host.Record("/new", 1);
        await Eventually.True(async () => await master.RowAsync("/new") is not null, "the new row");
        Assert.Null(await master.RowAsync("/old"));

        // Proof that the listener of the new master lives.
        master.AssertAlive();
        await using WorkerRig probe = WorkerRig.Start(master, new ScriptedHost());
        await probe.WaitForStateAsync(LocustWorkerState.Running);
        master.AssertAlive();
        codec.AssertClean();
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 42)]
    public async Task DebiansStockMasterTakesVersionMinusOne()
    {
        await using WorkerRig rig = await WorkerRig.StartAsync(Master, new ScriptedHost());
        Assert.DoesNotContain("different version", Master.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("(pre 2.0) worker tried to connect", Master.Log, StringComparison.Ordinal);
        Assert.Equal("-1", rig.Proxy.Messages.First(static m => m.Type == "client_ready").Data.ToString());
    }

    private static async Task<string?> CountAsync(LocustMaster master) =>
        (await master.RowAsync("/cut"))?["Request Count"];
}
