using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using LocustBridge.Outputs;
using LocustBridge.Statistics;
using LocustBridge.Tests.Support;
using Runner.Locust.Output;
using SpecCaseAttribute = Testing.SpecCaseAttribute;

namespace Runner.Tests.Locust.Output;

/// <summary>What we print and write, against what Locust's own code makes of the same requests.</summary>
public sealed class TableTests
{
    private const double Start = 1_700_000_000;

    // Fed with the samples as JSON; its own clock reads what a sample says.
    private const string Script =
        """
        import sys, json, csv, io, types
        import locust.stats as s
        from itertools import chain
        now = [1700000000.0]
        # This version shows a text as Python would write it; newer ones show it as it is, and so do we.
        class Raw(str): __repr__ = str.__str__
        s.time = types.SimpleNamespace(time=lambda: now[0])
        stats = s.RequestStats()
        for t, method, name, ms, length, error in json.load(sys.stdin):
            now[0] = 1700000000.0
            stats.get(name, method)
            now[0] = t
            stats.log_request(method, name, ms, length)
            if error is not None: stats.log_error(method, name, Raw(error))
        for line in s.get_stats_summary(stats, True) + [""]: print(line)
        for line in s.get_stats_summary(stats, False) + [""]: print(line)
        for line in s.get_percentile_stats_summary(stats) + [""]: print(line)
        for line in s.get_error_report_summary(stats): print(line)
        print("CSV")
        environment = types.SimpleNamespace(stats=stats)
        out = io.StringIO()
        s.StatsCSV(environment, s.PERCENTILES_TO_REPORT).requests_csv(csv.writer(out))
        print(out.getvalue().replace("\r\n", "\n"), end="")
        """;

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task TablesAndFilesAreLocustsOwn()
    {
        object?[][] samples = [.. Samples()];
        string[] theirs = (await PythonProcess.RunAsync(Script, JsonSerializer.Serialize(samples))).Split("CSV\n");
        LocustSnapshot snapshot = Record(samples);
        StringWriter table = new();
        LocustTable.Write(table, snapshot, isCurrent: true);
        LocustTable.WriteSummary(table, snapshot);
        Assert.Equal(theirs[0], table.ToString());

        string folder = Directory.CreateTempSubdirectory("runner-table-").FullName;
        try
        {
            using (LocustCsv csv = new(Path.Combine(folder, "run"), isFull: false))
            {
                csv.Report(snapshot);
            }

            string ours = await File.ReadAllTextAsync(Path.Combine(folder, "run_stats.csv"));
            AssertSameCells(theirs[1], ours.Replace("\r\n", "\n", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Twenty seconds of 100 ms, then of 900: what is current at the end is the last ten seconds.
    [Fact]
    [SpecCase("locust", 57)]
    public async Task TheFullHistoryHasThePercentilesOfTheLastTenSeconds()
    {
        string prefix = Path.Combine(Directory.CreateTempSubdirectory("runner-table-").FullName, "run");
        OutputHub hub = new([], TimeProvider.System, new LogBuffer(null, TimeProvider.System), keepAlways: true);
        foreach (bool isFull in new[] { true, false })
        {
            hub.Reset();
            using (LocustCsv csv = new(prefix, isFull))
            {
                for (int second = 1; second <= 40; second++)
                {
                    StatsReport report = new();
                    DateTime time = DateTime.UnixEpoch.AddSeconds(1000 + second);
                    report.GetRow("GET", "/a").AddSample(second <= 20 ? 100 : 900, 1, false, time.Ticks);
                    hub.Add(report);
                    csv.Report(hub.TakeSnapshot(new Dictionary<string, int>()) with { Time = time });
                }
            }

            string[][] rows = Cells(await File.ReadAllTextAsync(prefix + "_stats_history.csv"));
            string[] medians = [.. rows.Where(row => row[3] == "Aggregated").Select(row => row[6])];
            Assert.Equal(40, medians.Length);
            Assert.Equal("100", medians[19]);
            Assert.Equal(isFull ? "900" : "100", medians[30]);
            Assert.Equal(isFull ? 40 : 0, rows.Count(row => row[3] == "/a"));
        }

        Directory.Delete(Path.GetDirectoryName(prefix)!, recursive: true);
    }

    private static IEnumerable<object?[]> Samples()
    {
        double[] times = [0.25, 1.5, 2.5, 99.4, 105, 115, 147.6, 995, 1150, 3432, 10_500];
        yield return [Start, "GET", "/early", 3, 5, null];
        for (int i = 0; i < 400; i++)
        {
            double ms = times[i * 7 % times.Length];
            double at = Start + 1 + (i / 20.0);
            yield return [at, "GET", "/user/[id]", ms, 27, i % 10 == 0 ? "HTTP 503" : null];
            yield return [at, i % 2 == 0 ? "POST" : "PUT", "/order", ms / 3, 1000 + i, null];
        }

        yield return [Start + 21, "GET", "/once", 147.6, 5, "connection refused"];
    }

    private static LocustSnapshot Record(object?[][] samples)
    {
        OutputHub hub = new([], new FixedTime(), new LogBuffer(null, TimeProvider.System), keepAlways: true);
        StatsReport report = new();
        foreach (object?[] sample in samples)
        {
            string method = (string)sample[1]!;
            string name = (string)sample[2]!;
            long ticks = DateTime.UnixEpoch.Ticks + (long)((double)sample[0]! * TimeSpan.TicksPerSecond);
            double ms = Convert.ToDouble(sample[3], CultureInfo.InvariantCulture);
            int length = (int)sample[4]!;
            report.GetRow(method, name).AddSample(ms, length, sample[5] is not null, ticks);
            if (sample[5] is string error)
            {
                report.AddError(method, name, error, 1);
            }
        }

        hub.Add(report);
        return hub.TakeSnapshot(new Dictionary<string, int>());
    }

    // Sums of the same numbers in another order differ in the last digit, and 5.0 is 5.
    private static void AssertSameCells(string expected, string actual)
    {
        string[][] theirs = Cells(expected);
        string[][] ours = Cells(actual);
        Assert.Equal(theirs.Length, ours.Length);
        for (int row = 0; row < theirs.Length; row++)
        {
            Assert.Equal(theirs[row].Length, ours[row].Length);
            foreach ((string their, string our) in theirs[row].Zip(ours[row]))
            {
                if (double.TryParse(their, CultureInfo.InvariantCulture, out double number))
                {
                    Assert.Equal(number, double.Parse(our, CultureInfo.InvariantCulture), 6);
                }
                else
                {
                    Assert.Equal(their, our);
                }
            }
        }
    }

    private static string[][] Cells(string csv) =>
        [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(','))];

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(Start);
    }
}
