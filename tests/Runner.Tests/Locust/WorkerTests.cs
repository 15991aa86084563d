using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;
using SpecCaseAttribute = Testing.SpecCaseAttribute;

namespace Runner.Tests.Locust;

/// <summary>
/// The runner as a worker of a real master: what the master shows is what the target has counted.
/// </summary>
public sealed class WorkerTests(SharedMaster shared) : IClassFixture<SharedMaster>
{
    private const string Pause = "--wait=constant:0.005";

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 23, 24, 25)]
    public async Task StatisticsAgreeWithTheTargetAfterEachStop()
    {
        await using CountingTarget target = new();
        await using LocustRunner runner = LocustRunner.Start(shared.Master, Pause, target.Url + "/a");
        await runner.IsReadyAsync();
        for (int run = 0; run < 2; run++)
        {
            target.Reset();
            await shared.Master.SwarmAsync(6, 100);
            await Eventually.True(() => target.Count("GET /a") >= 300, "load");
            await shared.Master.GetAsync("/stop");
            await AgreesAsync(target, "/a", "GET /a", size: 2);
            Assert.Equal(0, target.Open);
        }

        await LeaveAsync(runner);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 22)]
    public async Task FailuresHaveTheStatusInTheirMessage()
    {
        await using CountingTarget target = new();
        await using LocustRunner runner =
            LocustRunner.Start(shared.Master, Pause, "-m", "POST", "-b", "x", target.Url + "/fail");
        await runner.IsReadyAsync();
        await shared.Master.SwarmAsync(3, 100);
        await Eventually.True(() => target.Total >= 100, "load");
        await shared.Master.GetAsync("/stop");
        Dictionary<string, string> row = await AgreesAsync(target, "/fail", "POST /fail", size: 4);
        Assert.Equal(row["Request Count"], row["Failure Count"]);
        Assert.Contains("HTTP 503", await shared.Master.GetAsync("/stats/failures/csv"), StringComparison.Ordinal);
        await LeaveAsync(runner);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 12, 13)]
    public async Task AUserIsAConnectionAndTheNumberFollowsTheMaster()
    {
        await using CountingTarget target = new();
        await using LocustRunner runner = LocustRunner.Start(shared.Master, Pause, target.Url + "/a");
        await runner.IsReadyAsync();
        int probes = target.Accepted;
        foreach (int users in new[] { 5, 8, 2, 0, 3 })
        {
            await shared.Master.SwarmAsync(users, 20);
            await Eventually.True(() => target.Open == users, () => $"{users} connections, not {target.Open}");
            await shared.Master.WaitForUsersAsync(users);
        }

        // Users that stay keep their connections: five came first, three more, and three after there were none.
        Assert.Equal(5 + 3 + 3, target.Accepted - probes);
        await shared.Master.GetAsync("/stop");
        await AgreesAsync(target, "/a", "GET /a", size: 2);
        await LeaveAsync(runner);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 4)]
    public async Task TwoWorkersShareTheLoadAndTheTable()
    {
        await using CountingTarget target = new();
        await using LocustRunner first = LocustRunner.Start(shared.Master, Pause, target.Url + "/a");
        await using LocustRunner second = LocustRunner.Start(shared.Master, Pause, target.Url + "/a");
        await first.IsReadyAsync();
        await second.IsReadyAsync();
        await shared.Master.SwarmAsync(10, 100);
        await first.SaysAsync("Spawning to 5 users");
        await second.SaysAsync("Spawning to 5 users");
        await Eventually.True(() => target.Total >= 300, "load");
        await shared.Master.GetAsync("/stop");
        await AgreesAsync(target, "/a", "GET /a", size: 2);
        await LeaveAsync(first, second);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 46, 51, 52)]
    public async Task AScriptThatFailsIsShownAmongTheExceptionsAndItsUsersAreGone()
    {
        await using CountingTarget target = new();
        await using LocustRunner runner = LocustRunner.Start(shared.Master, "-f", Script("broken.lua"), target.Url);
        await runner.IsReadyAsync();
        await shared.Master.SwarmAsync(2, 100);
        await Eventually.True(
            async () => (await shared.Master.GetAsync("/exceptions")).Contains("third time", StringComparison.Ordinal),
            () => "the exception; the worker said:\n" + runner.Log);

        // One line, although the script has failed in both lanes.
        await runner.SaysAsync("third time");
        await shared.Master.WaitForUsersAsync(0);
        Assert.Single(runner.Log.Split('\n'), static line => line.Contains("third time", StringComparison.Ordinal));
        await shared.Master.GetAsync("/stop");
        await LeaveAsync(runner);
    }

    internal static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Locust", "scripts", name);

    // To the request: counts, failures apart; and the sums that follow from them.
    private async Task<Dictionary<string, string>> AgreesAsync(
        CountingTarget target, string name, string line, int size)
    {
        Dictionary<string, string>? row = await shared.Master.RowAsync(name);
        Assert.NotNull(row);
        Assert.Equal(target.Count(line), int.Parse(row["Request Count"], CultureInfo.InvariantCulture));
        Assert.Equal(size, double.Parse(row["Average Content Size"], CultureInfo.InvariantCulture));
        Assert.True(double.Parse(row["Average Response Time"], CultureInfo.InvariantCulture) > 0);

        // The page is cached for two seconds.
        await Eventually.True(
            async () => RequestsOf(await shared.Master.StatsAsync(), "Aggregated") == target.Total,
            "the same on the page");
        return row;
    }

    private static int RequestsOf(JsonElement page, string name)
    {
        foreach (JsonElement row in page.GetProperty("stats").EnumerateArray())
        {
            if (row.GetProperty("name").GetString() == name)
            {
                return row.GetProperty("num_requests").GetInt32();
            }
        }

        return -1;
    }

    // The next test must not find these workers.
    private async Task LeaveAsync(params LocustRunner[] runners)
    {
        foreach (LocustRunner runner in runners)
        {
            runner.Signal("TERM");
            Assert.Equal(0, await runner.ExitAsync());
        }

        await Eventually.True(
            async () => (await shared.Master.StatsAsync()).GetProperty("workers").GetArrayLength() == 0,
            "the workers have left");
    }
}
