using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.RealMaster;

// Masters without a page: exit codes and files.
public sealed class HeadlessTests
{
    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 29)]
    public async Task ExitCodeZeroAndCompleteFiles()
    {
        (int code, LocustMaster master) = await RunAsync(failures: 0);
        await using (master)
        {
            Assert.Equal(0, code);
            string csv = await File.ReadAllTextAsync(Path.Combine(master.Folder, "run_stats.csv"));
            Assert.Contains("GET,/fine,20,0,", csv, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(master.Folder, "run_failures.csv")));
        }
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 29)]
    public async Task FailuresGiveTheirOwnCode()
    {
        (int code, LocustMaster master) = await RunAsync(failures: 3, "--exit-code-on-error", "7");
        await using (master)
        {
            Assert.Equal(7, code);
        }
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 28)]
    public async Task MasterIsTerminatedAndTheLastWindowCounts()
    {
        await using LocustMaster master = await LocustMaster.StartAsync();
        var host = new ScriptedHost();
        await using WorkerRig rig = await WorkerRig.StartAsync(master, host);
        await master.SwarmAsync(2, 10);
        await rig.WaitForStateAsync(LocustWorkerState.Running);
        host.Record("/last", 1, 2, 3);
        master.Signal("TERM");
        Assert.Equal(0, await rig.Worker.WaitForQuitAsync().WaitAsync(Eventually.Patience));
        Assert.Equal(0, await master.ExitAsync());
        Assert.Equal(1, rig.Proxy.Count("quit"));
        Assert.False(host.Running);

        // The summary that the master prints when it leaves.
        Assert.Matches(@"/last\s+3\s", master.Log);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 30)]
    public async Task TheWorkerLeavesAndTheLastRequestsCount()
    {
        int port = Testing.FreePort.Next();
        await using LocustMaster master = LocustMaster.StartHeadless(
            LocustMaster.DummyFile, port, "--expect-workers", "1", "-u", "2", "-r", "10", "-t", "60s");
        var host = new ScriptedHost();
        await using WorkerRig rig = WorkerRig.Start(master, host);
        await rig.WaitForStateAsync(LocustWorkerState.Running);
        host.Record("/bye", 1, 2, 3, 4);
        await rig.Worker.QuitAsync();
        Assert.Equal(0, await master.ExitAsync());
        Assert.Contains("The last worker quit", master.Log, StringComparison.Ordinal);
        Assert.Matches(@"/bye\s+4\s", master.Log);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 2)]
    public async Task TheWorkerWaitsForItsMaster()
    {
        int port = Testing.FreePort.Next();
        var host = new ScriptedHost();
        var codec = new RecordingCodec();
        var log = new ConcurrentQueue<string>();
        await using var worker = new LocustWorker(
            host, new LocustWorkerOptions { MasterPort = port, Codec = codec, Log = log.Enqueue });
        worker.Start();
        await Eventually.True(
            () => log.Any(static line => line.Contains("trying on", StringComparison.Ordinal)), "a log line");
        Assert.Equal(LocustWorkerState.Connecting, worker.State);
        await using LocustMaster master = await LocustMaster.StartAsync(port: port);
        await Eventually.True(() => worker.State == LocustWorkerState.Ready, "registered");
        Assert.Single((await master.StatsAsync()).GetProperty("workers").EnumerateArray());
        master.AssertAlive();
        codec.AssertClean();
    }

    private static async Task<(int Code, LocustMaster Master)> RunAsync(int failures, params string[] more)
    {
        LocustMaster master = LocustMaster.StartHeadless(
            LocustMaster.DummyFile, Testing.FreePort.Next(),
            ["--expect-workers", "1", "-u", "2", "-r", "10", "-t", "4s", "--csv", "run", .. more]);
        var host = new ScriptedHost();
        await using WorkerRig rig = WorkerRig.Start(master, host);
        await rig.WaitForStateAsync(LocustWorkerState.Running);
        for (int i = 0; i < 20; i++)
        {
            host.Record("/fine", 5);
        }

        for (int i = 0; i < failures; i++)
        {
            host.Statistics.RecordFailure("GET", "/bad", TimeSpan.FromMilliseconds(1), "HTTP 503");
        }

        Assert.Equal(0, await rig.Worker.WaitForQuitAsync().WaitAsync(Eventually.Patience));
        return (await master.ExitAsync(), master);
    }
}
