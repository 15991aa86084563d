using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;
using SpecCaseAttribute = Testing.SpecCaseAttribute;

namespace Runner.Tests.Locust;

/// <summary>Worker processes that are suspended, killed, or alone in the world.</summary>
public sealed class LossTests
{
    private const string Pause = "--wait=constant:0.005";

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 23, 32)]
    public async Task ASuspendedWorkerHealsAndDoublesNothing()
    {
        await using CountingTarget target = new();
        await using LocustMaster master = await LocustMaster.StartAsync(
            LocustMaster.DummyFile, null, "--stop-timeout", "60");
        await using LocustRunner stays = LocustRunner.Start(master, Pause, target.Url + "/a");
        await using LocustRunner sleeps = LocustRunner.Start(master, Pause, target.Url + "/a");
        await stays.IsReadyAsync();
        await sleeps.IsReadyAsync();
        await master.SwarmAsync(6, 100);
        await Eventually.True(() => target.Open == 6 && target.Total >= 100, "load");
        sleeps.Signal("STOP");
        await master.WaitForLogAsync("setting state to missing");
        sleeps.Signal("CONT");
        await master.WaitForLogAsync("self-healed with heartbeat");
        await master.WaitForUsersAsync(6);
        int before = target.Total;
        await Eventually.True(() => target.Open == 6 && target.Total >= before + 100, "load by all users");
        await master.GetAsync("/stop");
        Assert.Equal($"{target.Total}", (await master.RowAsync("/a"))!["Request Count"]);
        master.AssertAlive();
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 31)]
    public async Task AKilledWorkersUsersGoToTheOther()
    {
        await using CountingTarget target = new();
        await using LocustMaster master = await LocustMaster.StartAsync(
            LocustMaster.DummyFile, null, "--enable-rebalancing");
        await using LocustRunner stays = LocustRunner.Start(master, Pause, target.Url + "/a");
        await using LocustRunner dies = LocustRunner.Start(master, Pause, target.Url + "/a");
        await stays.IsReadyAsync();
        await dies.IsReadyAsync();
        await master.SwarmAsync(6, 100);
        await Eventually.True(() => target.Open == 6, "six users");
        await master.WaitForSpawnsAsync(1);
        dies.Signal("KILL");
        await master.WaitForLogAsync("setting state to missing");
        await stays.SaysAsync("Spawning to 6 users");
        await Eventually.True(() => target.Open == 6, "six users again");
        await master.GetAsync("/stop");

        // What the killed one had not yet told is lost with it, and nothing is counted twice.
        int counted = int.Parse((await master.RowAsync("/a"))!["Request Count"], CultureInfo.InvariantCulture);
        Assert.InRange(counted, 1, target.Total);
        master.AssertAlive();
    }

    [Fact]
    [SpecCase("locust", 3)]
    public async Task AloneItCostsNothingAndLeavesAtOnce()
    {
        await using LocustRunner runner = LocustRunner.Start(Testing.FreePort.Next(), "http://127.0.0.1:9/a");
        await runner.SaysAsync("trying on");
        int attempts = runner.Proxy.Attempts;
        await Eventually.True(() => runner.Proxy.Attempts >= attempts + 2, "attempts to warm up by");
        TimeSpan before = CpuOf(runner.Id);
        await Eventually.True(() => runner.Proxy.Attempts >= attempts + 5, "further attempts");

        // Seconds have passed by now, on any machine, and a process that spins would have used them.
        Assert.InRange((CpuOf(runner.Id) - before).TotalSeconds, 0, 1);
        runner.Signal("INT");
        Assert.Equal(0, await runner.ExitAsync());
    }

    // User and system time, in hundredths of a second, stand behind the name in parentheses (proc(5)).
    private static TimeSpan CpuOf(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds(fields[11..13].Sum(long.Parse) / 100.0);
    }
}
