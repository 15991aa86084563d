using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.RealMaster;

// Numbers, as the real master merges and shows them.
public sealed class StatisticsTests(SharedMaster shared) : IClassFixture<SharedMaster>
{
    private LocustMaster Master => shared.Master;

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task Case17_18_19_FixedWorkloadIsShownExactly()
    {
        var host = new ScriptedHost();
        await using WorkerRig rig = await RunningAsync(host);
        host.Record("/halves", 2.5, 105, 115, 145, 1150, 10500);
        host.Record("/one", 147.6);
        host.Record("/fast", 0.125, 0.25, 0.5);
        await Eventually.True(async () => await CountAsync("Aggregated") == 10, "all requests");

        Dictionary<string, string> halves = (await Master.RowAsync("/halves"))!;
        Assert.Equal("6", halves["Request Count"]);
        Assert.Equal("0", halves["Failure Count"]);
        Assert.Equal(12017.5 / 6, Number(halves["Average Response Time"]), 9);
        Assert.Equal("2.5", halves["Min Response Time"]);
        Assert.Equal("10500.0", halves["Max Response Time"]);
        Assert.Equal(1000, Number(halves["Average Content Size"]));

        // Buckets 2, 100, 120, 140, 1200, 10000: rounded half to even.
        Assert.Equal(120, Number(halves["Median Response Time"]));
        Assert.Equal(
            [140, 140, 1200, 1200, 10000, 10000],
            new[] { "50%", "66%", "75%", "80%", "90%", "100%" }.Select(column => Number(halves[column])));

        Dictionary<string, string> one = (await Master.RowAsync("/one"))!;
        Assert.Equal("147.6", one["Median Response Time"]);
        Assert.Equal("150", one["50%"]);
        Assert.Equal("147.6", one["Min Response Time"]);
        Assert.Equal("147.6", one["Max Response Time"]);

        Dictionary<string, string> fast = (await Master.RowAsync("/fast"))!;
        Assert.Equal(0.875 / 3, Number(fast["Average Response Time"]), 9);
        Assert.Equal("0.125", fast["Min Response Time"]);
        Assert.Equal("0.125", (await Master.RowAsync("Aggregated"))!["Min Response Time"]);
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task Case20_21_ConstantRateIdleWindowsAndTheMinimum()
    {
        var host = new ScriptedHost();
        await using WorkerRig rig = await RunningAsync(host);
        for (int second = 0; second < 7; second++)
        {
            host.Record("/steady", [.. Enumerable.Repeat(5.0, 50)]);
            await Task.Delay(1000);
        }

        await Eventually.True(async () => await CountAsync("/steady") == 350, "all requests");
        JsonElement row = (await Master.StatsAsync()).GetProperty("stats").EnumerateArray()
            .First(static r => r.GetProperty("name").GetString() == "/steady");
        Assert.InRange(row.GetProperty("current_rps").GetDouble(), 30, 60);
        Assert.InRange(Number((await Master.RowAsync("/steady"))!["Requests/s"]), 35, 65);

        // Reports of idle windows go out in between; none may drag the minimum to zero.
        int reports = rig.Proxy.Count("stats");
        await Eventually.True(() => rig.Proxy.Count("stats") > reports + 3, "idle reports");
        Assert.Equal("5.0", (await Master.RowAsync("Aggregated"))!["Min Response Time"]);
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task Case22_FailuresAreCountedByKind()
    {
        var host = new ScriptedHost();
        await using WorkerRig rig = await RunningAsync(host);
        host.Record("/fails", [.. Enumerable.Repeat(3.0, 70)]);
        for (int i = 0; i < 30; i++)
        {
            string error = i % 3 == 0 ? "HTTP 500" : "cut";
            host.Statistics.RecordFailure("GET", "/fails", TimeSpan.FromMilliseconds(4), error);
        }

        await Eventually.True(async () => await CountAsync("/fails") == 100, "all requests");
        Assert.Equal("30", (await Master.RowAsync("/fails"))!["Failure Count"]);
        string failures = await Master.GetAsync("/stats/failures/csv");
        Assert.Contains("HTTP 500", failures, StringComparison.Ordinal);
        JsonElement stats = default;
        await Eventually.True(
            async () => (stats = await Master.StatsAsync()).GetProperty("errors").GetArrayLength() >= 2, "errors");
        Assert.Equal(
            [10, 20],
            stats.GetProperty("errors").EnumerateArray()
                .Select(static e => e.GetProperty("occurrences").GetInt32()).Order());
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task Case39_ManyDifferentErrorsAreBounded()
    {
        var host = new ScriptedHost();
        await using WorkerRig rig = await RunningAsync(host);
        for (int i = 0; i < 20_000; i++)
        {
            host.Statistics.RecordFailure("GET", "/errors", TimeSpan.FromMilliseconds(1), "error number " + i);
        }

        await Eventually.True(async () => await CountAsync("/errors") == 20_000, "all requests");
        Assert.Equal("20000", (await Master.RowAsync("/errors"))!["Failure Count"]);
        string failures = await Master.GetAsync("/stats/failures/csv");
        Assert.Contains("(other errors: more than 10000)", failures, StringComparison.Ordinal);
        JsonElement stats = default;
        await Eventually.True(
            async () => (stats = await Master.StatsAsync()).GetProperty("errors").GetArrayLength() == 500,
            "500 errors");
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task Case40_FiveThousandNames()
    {
        var host = new ScriptedHost();
        await using WorkerRig rig = await RunningAsync(host);
        for (int i = 0; i < 5000; i++)
        {
            host.Record("/name/" + i, 3);
        }

        await Eventually.True(async () => await CountAsync("Aggregated") == 5000, "all requests");
        string csv = await Master.GetAsync("/stats/requests/csv");
        Assert.Equal(5000, csv.Split('\n').Count(static line => line.Contains("/name/", StringComparison.Ordinal)));
        JsonElement stats = default;
        await Eventually.True(
            async () => (stats = await Master.StatsAsync()).GetProperty("stats").GetArrayLength() == 501, "501 rows");
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task Case41_StrangeNamesAndErrorsHurtNobody()
    {
        var host = new ScriptedHost();
        await using WorkerRig rig = await RunningAsync(host);
        string[] names =
        [
            string.Empty, "\ud800lone", "nul\0", "line\nfeed", "<b>bold</b>", "\U0001F600", new string('x', 3000),
            "\u00e4\u20ac",
        ];
        foreach (string name in names)
        {
            host.Record(name, 3);
            host.Statistics.RecordFailure(name, name, TimeSpan.FromMilliseconds(1), name);
        }

        int entry = host.Statistics.GetEntry("GET"u8, [0xff, 0xfe, (byte)'a']);
        host.Statistics.AddLane().Success(entry, 2, 1);
        int expected = (names.Length * 2) + 1;
        await Eventually.True(async () => await CountAsync("Aggregated") == expected, "all requests, once");
        await Eventually.True(
            async () => (await Master.StatsAsync()).GetProperty("stats").GetArrayLength() >= expected - 2,
            "the page works");
        Assert.Equal(1, rig.Proxy.Connections);
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task Case46_ExceptionsAreShownAndCounted()
    {
        await using WorkerRig rig = await RunningAsync(new ScriptedHost());
        for (int i = 0; i < 3; i++)
        {
            rig.Worker.ReportException("boom", "at Some.Place(line 7)");
        }

        await Eventually.True(
            async () =>
            {
                using JsonDocument page = JsonDocument.Parse(await Master.GetAsync("/exceptions"));
                return page.RootElement.GetProperty("exceptions").EnumerateArray().Any(static e =>
                    e.GetProperty("count").GetInt32() == 3 && e.GetProperty("msg").GetString() == "boom");
            },
            "three exceptions");
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task Case47_CpuIsAShareOfTheMachine()
    {
        await using WorkerRig rig = await RunningAsync(new ScriptedHost());
        await Eventually.True(() => rig.Proxy.Count("heartbeat") >= 3, "heartbeats");
        Assert.All(
            rig.Proxy.Messages.Where(static m => m.Type == "heartbeat"),
            static m => Assert.InRange(m.Data["current_cpu_usage"].AsDouble(-1), 0, 100));
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task Case48_SumsBeyondThirtyTwoBits()
    {
        var host = new ScriptedHost();
        await using WorkerRig rig = await RunningAsync(host);
        foreach (long length in new[] { (1L << 31) - 1, 1L << 31, 1L << 32, 1L << 40 })
        {
            host.Statistics.RecordSuccess("GET", "/huge", TimeSpan.FromMilliseconds(1), length);
        }

        await Eventually.True(async () => await CountAsync("/huge") == 4, "all requests");
        double sum = (1L << 31) - 1 + (1L << 31) + (1L << 32) + (1L << 40);
        Assert.Equal(sum / 4, Number((await Master.RowAsync("/huge"))!["Average Content Size"]));
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task Case43_AClockThatIsWrongIsPutRight()
    {
        var time = new ShiftedTime(TimeSpan.FromSeconds(-30));
        var host = new ScriptedHost { Statistics = new LocustBridge.Statistics.LocustStatistics(time) };
        await using WorkerRig rig = await RunningAsync(host, time);
        for (int second = 0; second < 6; second++)
        {
            host.Record("/late", [.. Enumerable.Repeat(5.0, 20)]);
            await Task.Delay(1000);
        }

        await Eventually.True(async () => await CountAsync("/late") == 120, "all requests");
        JsonElement row = (await Master.StatsAsync()).GetProperty("stats").EnumerateArray()
            .First(static r => r.GetProperty("name").GetString() == "/late");
        Assert.InRange(row.GetProperty("current_rps").GetDouble(), 10, 30);
        await StopAsync(rig);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private async Task<long> CountAsync(string name) =>
        await Master.RowAsync(name) is Dictionary<string, string> row
            ? long.Parse(row["Request Count"], CultureInfo.InvariantCulture)
            : 0;

    private async Task<WorkerRig> RunningAsync(ScriptedHost host, TimeProvider? time = null)
    {
        WorkerRig rig = await WorkerRig.StartAsync(Master, host, time: time);
        await Master.SwarmAsync(1, 1);
        await rig.WaitForStateAsync(LocustWorkerState.Running);
        return rig;
    }

    private async Task StopAsync(WorkerRig rig)
    {
        await Master.GetAsync("/stop");
        await rig.WaitForStateAsync(LocustWorkerState.Ready);
        Master.AssertAlive();
    }

    private sealed class ShiftedTime(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }
}
