using System;
using System.Buffers;
using System.Collections.Generic;
using LocustBridge.Statistics;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.Statistics;

// A day of reports in a few seconds: time comes with each sample.
[Collection(AloneCollection.Name)]
public sealed class SoakTests
{
    private const int ReportsADay = 24 * 60 * 60 / 3;

    [Fact]
    [SpecCase("locust", 48)]
    public void ADayOfReportsKeepsMemoryFlat()
    {
        var statistics = new LocustStatistics();
        StatsLane lane = statistics.AddLane();
        int[] rows = [statistics.GetEntry("GET", "/a"), statistics.GetEntry("POST", "/b")];
        int error = statistics.GetError(rows[1], "HTTP 500");
        var report = new StatsReport();
        var encoded = new ArrayBufferWriter<byte>();
        var users = new Dictionary<string, int> { ["Dummy"] = 1 };
        long ticks = DateTime.UnixEpoch.AddYears(56).Ticks;
        long requests = 0;
        long flat = 0;
        for (int n = 0; n < ReportsADay; n++)
        {
            for (int i = 0; i < 6; i++)
            {
                ticks += TimeSpan.TicksPerSecond / 2;
                lane.Success(rows[0], (n + i) % 3000, 10, ticks);
                lane.Failure(rows[1], error, (n * 7) % 20_000, 10, ticks);
            }

            statistics.Take(report);
            requests += report.GetTotal().NumRequests;
            Assert.InRange(report.GetRow("GET", "/a").RequestsPerSecond.Count, 3, 4);
            encoded.ResetWrittenCount();
            new LocustCodec().Encode(new WorkerMessage.Stats(report, users, 0), "h_1", encoded);
            report.Reset(1);

            // Half a day warms everything up that ever grows.
            flat = n == ReportsADay / 2 ? LiveBytes() : flat;
        }

        Assert.Equal(ReportsADay * 12L, requests);
        Assert.InRange(encoded.Capacity, 1, 64 * 1024);
        Assert.InRange(LiveBytes() - flat, long.MinValue, 256 * 1024);
    }

    private static long LiveBytes() => GC.GetTotalMemory(forceFullCollection: true);
}
