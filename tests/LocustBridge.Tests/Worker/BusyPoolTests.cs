using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.Worker;

[Collection(AloneCollection.Name)]
public sealed class BusyPoolTests
{
    [Fact]
    public async Task ABusyThreadPoolDoesNotDelayHeartbeats()
    {
        await using var master = new FakeLocustMaster();
        await using var worker = new LocustWorker(new ScriptedHost(), master.Options());
        FakePeer peer = await FakeMasterTests.RunningAsync(master, worker);
        using var release = new System.Threading.ManualResetEventSlim();
        List<Task> blockers = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() => release.Wait(2000)))];
        for (int i = 0; i < 5; i++)
        {
            await peer.NextAsync("heartbeat");
        }

        release.Set();
        await Task.WhenAll(blockers);
    }

    // More tasks than the pool has threads, and it makes one or two a second by itself.
    [Fact]
    public async Task AStopGetsThroughWhileTasksBlockThePool()
    {
        const int Blockers = 400;
        await using var master = new FakeLocustMaster();
        var host = new ScriptedHost();
        await using var worker = new LocustWorker(host, master.Options());
        FakePeer peer = await FakeMasterTests.RunningAsync(master, worker);
        using var release = new System.Threading.ManualResetEventSlim();
        List<Task> blockers = [.. Enumerable.Range(0, Blockers).Select(_ => Task.Run(release.Wait))];
        try
        {
            await peer.SendAsync("stop", LocustValue.Nil);
            await Eventually.True(() => host.Stops == 1, "the stop");
        }
        finally
        {
            release.Set();
        }

        await Task.WhenAll(blockers);
    }
}
