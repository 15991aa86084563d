using System;
using System.Diagnostics;
using LocustBridge.Statistics;

namespace Bench.Workers;

/// <summary>What it costs to record one request: the fastest of some rounds, in nanoseconds.</summary>
internal static class RecordingCost
{
    private const int Rounds = 7;
    private const int Samples = 2_000_000;

    /// <summary>On a lane, as the runner does.</summary>
    public static double OnLane()
    {
        LocustStatistics statistics = new();
        StatsLane lane = statistics.AddLane();
        int entry = statistics.GetEntry("GET", "/user/123");
        return Fastest(statistics, i => lane.Success(entry, 0.25 + (i & 63), 27));
    }

    /// <summary>By name from any thread, as programs on the library do.</summary>
    public static double ByName()
    {
        LocustStatistics statistics = new();
        return Fastest(
            statistics,
            i => statistics.RecordSuccess("GET", "/user/123", TimeSpan.FromTicks(2500 + (i & 63)), 27));
    }

    private static double Fastest(LocustStatistics statistics, Action<int> record)
    {
        StatsReport report = new();
        double fastest = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < Samples; i++)
            {
                record(i);
            }

            statistics.Take(report);
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(began).TotalNanoseconds / Samples);
        }

        return report.GetTotal().NumRequests == (long)Rounds * Samples
            ? fastest
            : throw new InvalidOperationException("Not everything was recorded.");
    }
}
