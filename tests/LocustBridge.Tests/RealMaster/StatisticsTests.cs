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
    [SpecCase("locust", 17, 18, 19)]
    public async Task FixedWorkloadIsShownExactly()
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

    // Samples carry their own time, from the order on: the figures depend on no clock of this machine.
    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 20, 21)]
    public async Task ConstantRateIdleWindowsAndTheMinimum()
    {
        var host = new ScriptedHost();
        await using WorkerRig rig = await RunningAsync(host);
        RecordEachSecond(host, "/steady", host.Orders[0].Timestamp, seconds: 20, perSecond: 100);
        RecordEachSecond(host, "/other", host.Orders[0].Timestamp, seconds: 20, perSecond: 50);
        await Eventually.True(async () => await CountAsync("Aggregated") == 3000, "all requests");
        await Eventually.True(
            async () => await PageNumberAsync("/steady", "current_rps") == 100
                && await PageNumberAsync("Aggregated", "current_rps") == 150,
            "the current rates");

        // From the master's own start of the test, a moment before its order, to the last request, 19.5 to 20.5 s after
        // that order.
        Assert.InRange(Number((await Master.RowAsync("/steady"))!["Requests/s"]), 70, 103);

        // Reports of idle windows go out in between; none may drag the minimum to zero.
        int reports = rig.Proxy.Count("stats");
        await Eventually.True(() => rig.Proxy.Count("stats") > reports + 3, "idle reports");
        Assert.Equal("5.0", (await Master.RowAsync("Aggregated"))!["Min Response Time"]);
        Assert.Equal("5.0", (await Master.RowAsync("/steady"))!["Min Response Time"]);
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 22)]
    public async Task FailuresAreCountedByKind()
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

        // A master keeps this answer for a while: the first ones may be of the test before.
        await Eventually.True(
            async () => (await Master.StatsAsync()).GetProperty("errors").EnumerateArray()
                .Select(static e => e.GetProperty("occurrences").GetInt32()).Order().SequenceEqual([10, 20]),
            "two errors, 10 and 20 times");
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 39)]
    public async Task ManyDifferentErrorsAreBounded()
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
    [SpecCase("locust", 40)]
    public async Task FiveThousandNames()
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
        Assert.InRange(rig.Proxy.LargestFrame, 100_000, 2_000_000);
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 41)]
    public async Task StrangeNamesAndErrorsDoNoHarm()
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
    [SpecCase("locust", 48)]
    public async Task SumsBeyondThirtyTwoBits()
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

        long[] counts = [(1L << 31) - 1, 1L << 31, 1L << 32];
        host.Bulk("/many", counts);
        await Eventually.True(async () => await CountAsync("/many") == counts.Sum(), "all requests");
        Assert.Equal("2.0", (await Master.RowAsync("/many"))!["Average Response Time"]);
        await StopAsync(rig);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 43)]
    public async Task AClockThatIsWrongIsPutRight()
    {
        var time = new ShiftedTime(TimeSpan.FromSeconds(-30));
        var host = new ScriptedHost { Statistics = new LocustBridge.Statistics.LocustStatistics(time) };
        await using WorkerRig rig = await RunningAsync(host, time);
        double late = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        RecordEachSecond(host, "/late", late, seconds: 20, perSecond: 20);
        await Eventually.True(async () => await CountAsync("/late") == 400, "all requests");
        await Eventually.True(async () => await PageNumberAsync("/late", "current_rps") == 20, "the current rate");

        // Reports that claim to come from before the test would make the rate of the whole negative, or tiny.
        Assert.InRange(Number((await Master.RowAsync("/late"))!["Requests/s"]), 10, 22);
        await StopAsync(rig);
    }

    private static void RecordEachSecond(ScriptedHost host, string name, double start, int seconds, int perSecond)
    {
        LocustBridge.Statistics.StatsLane lane = host.Statistics.AddLane();
        int entry = host.Statistics.GetEntry("GET", name);

        // In the middle of each second, so that a rounded clock shift moves none of them into another.
        long first = DateTime.UnixEpoch.AddSeconds(Math.Floor(start) + 1.5).Ticks;
        for (int second = 0; second < seconds; second++)
        {
            for (int i = 0; i < perSecond; i++)
            {
                lane.Success(entry, 5, 1000, first + (second * TimeSpan.TicksPerSecond));
            }
        }
    }

    private async Task<double> PageNumberAsync(string name, string key) =>
        (await Master.StatsAsync()).GetProperty("stats").EnumerateArray()
            .Where(row => row.GetProperty("name").GetString() == name)
            .Select(row => row.GetProperty(key).GetDouble())
            .FirstOrDefault(-1);

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
